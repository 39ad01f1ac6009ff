import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon, type IconName } from '~/parts/Icon';
import { Picker, type PickOption } from '~/parts/Picker';
import type { ListControl } from '~/parts/rows/RecordList';
import { ALL_CHOSEN, chosenCount, NOTHING_CHOSEN } from '~/parts/rows/selection';
import classes from './Bulk.module.css';

/** How many are chosen, all of the list with one more click, and what can be done with them. */
export function BulkBar({
  control,
  allText,
  children,
}: {
  control: ListControl;
  /** "Seleccionar los 348 de esta vista" */
  allText: string;
  children: ReactNode;
}) {
  const { selection, setSelection, total } = control;
  const count = chosenCount(selection, total);
  const many = control.capped && selection.all ? `${formatNumber(10_000)}+` : formatNumber(count);
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('bulk.bar')}>
      <span className={classes.chosen}>
        <span role="status">{t('bulk.chosen', { count, number: many })}</span>
        {selection.all || total <= count ? null : (
          <button type="button" className={classes.all} onClick={() => setSelection(ALL_CHOSEN)}>
            {allText}
          </button>
        )}
      </span>
      {children}
      <ActionIcon
        style={{ marginLeft: 'auto' }}
        aria-label={t('bulk.clear')}
        title={t('bulk.clear')}
        onClick={() => setSelection(NOTHING_CHOSEN)}
      >
        <Icon name="close" size={16} />
      </ActionIcon>
    </div>
  );
}

/** For who may look and not change: an export at most, and a word about why there is no more. */
export function ReadOnlyBar(props: { control: ListControl; allText: string; exportHref: string | null }) {
  return (
    <BulkBar control={props.control} allText={props.allText}>
      {props.exportHref ? (
        <ActionIcon
          component="a"
          download
          href={props.exportHref}
          aria-label={t('list.export')}
          title={t('list.export')}
        >
          <Icon name="download" size={18} />
        </ActionIcon>
      ) : (
        <span className={classes.what}>{t('bulk.read_only')}</span>
      )}
    </BulkBar>
  );
}

interface BulkPickProps {
  label: string;
  /** Without one it is opened from elsewhere: a menu, a key. */
  icon?: IconName;
  title?: string;
  options: readonly PickOption[];
  opened: boolean;
  onOpenedChange: (opened: boolean) => void;
  onPick: (value: string) => void;
  onCreate?: (text: string) => void;
}

/** One thing to set on all of them. */
export function BulkPick({ label, icon, title, opened, onOpenedChange, ...rest }: BulkPickProps) {
  return (
    <Picker
      {...rest}
      label={label}
      selected={[]}
      opened={opened}
      onOpenedChange={onOpenedChange}
      target={(toggle, isOpen) =>
        icon ? (
          <ActionIcon
            aria-label={label}
            title={title ?? label}
            aria-haspopup="listbox"
            aria-expanded={isOpen}
            onClick={toggle}
          >
            <Icon name={icon} size={18} />
          </ActionIcon>
        ) : (
          <button
            type="button"
            className={classes.anchor}
            tabIndex={-1}
            aria-hidden="true"
            onClick={toggle}
          />
        )
      }
    />
  );
}
