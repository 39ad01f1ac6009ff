import { ActionIcon } from '@mantine/core';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './Kit.module.css';

interface MoveProps {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
}

/** Moves a row by one place. */
export function MoveButtons({ name, isFirst, isLast, onMove }: MoveProps) {
  return (
    <span className={classes.above}>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={isFirst}
        aria-label={t('set.move_up', { name })}
        onClick={() => onMove(-1)}
      >
        <Icon name="up" size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={isLast}
        aria-label={t('set.move_down', { name })}
        onClick={() => onMove(1)}
      >
        <Icon name="fall" size={16} />
      </ActionIcon>
    </span>
  );
}
