import type { Message } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import classes from './case.module.css';
import { splitChoice, toggleSplit } from './dialogs';

/** Chooses a message for the case that is being split off. */
export default function SplitCheck({ message, name }: { message: Message; name: string }) {
  const chosen = useStore(splitChoice);
  return (
    <label className={classes.splitCheck}>
      <input
        type="checkbox"
        checked={chosen?.has(message.id) ?? false}
        onChange={() => toggleSplit(message.id)}
      />
      {t('case.split_pick', { name, date: formatDateTime(message.created_at) })}
    </label>
  );
}
