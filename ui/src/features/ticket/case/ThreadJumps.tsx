import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';

interface ThreadJumpsProps {
  fresh: number;
  onFresh: () => void;
  onEnd: () => void;
}

/** The quick ways through a long conversation. */
export default function ThreadJumps({ fresh, onFresh, onEnd }: ThreadJumpsProps) {
  return (
    <div className={classes.jumps}>
      {fresh > 0 ? (
        <button type="button" className={classes.jump} onClick={onFresh}>
          {t('case.new_messages', { count: fresh })}
        </button>
      ) : null}
      <button type="button" className={classes.jump} onClick={onEnd}>
        <Icon name="fall" size={15} />
        {t('case.to_end')}
      </button>
    </div>
  );
}
