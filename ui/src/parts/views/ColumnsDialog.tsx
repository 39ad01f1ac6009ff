import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import type { ColumnChoice } from '~/parts/rows/columns';
import classes from './ListTools.module.css';
import { Reorder } from './Reorder';

interface ColumnsDialogProps {
  columns: readonly ColumnChoice[];
  shown: readonly string[];
  onApply: (names: string[]) => void;
  onClose: () => void;
}

/** Which columns a table has, and in which order. */
export default function ColumnsDialog({ columns, shown, onApply, onClose }: ColumnsDialogProps) {
  const known = new Map(columns.map((column) => [column.name, column.label]));
  const [names, setNames] = useState<readonly string[]>(shown.filter((name) => known.has(name)));
  const rest = columns.filter((column) => !names.includes(column.name));
  return (
    <Modal opened onClose={onClose} title={t('list.columns')}>
      <div className={classes.form}>
        <Reorder
          items={names}
          keyOf={(name) => name}
          nameOf={(name) => known.get(name) ?? name}
          label={t('list.columns_shown')}
          onChange={setNames}
          extra={(name) => (
            <Button
              variant="subtle"
              size="compact-sm"
              disabled={names.length === 1}
              aria-label={t('list.hide_column', { name: known.get(name) ?? name })}
              onClick={() => setNames((now) => now.filter((one) => one !== name))}
            >
              {t('list.hide')}
            </Button>
          )}
        />
        {rest.length > 0 ? (
          <fieldset className={classes.choices}>
            <legend>{t('list.columns_more')}</legend>
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}>
              {rest.map((column) => (
                <Button
                  key={column.name}
                  variant="default"
                  leftSection={<Icon name="plus" size={14} />}
                  onClick={() => setNames((now) => [...now, column.name])}
                >
                  {column.label}
                </Button>
              ))}
            </div>
          </fieldset>
        ) : null}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button onClick={() => onApply([...names])}>{t('filter.apply')}</Button>
        </div>
      </div>
    </Modal>
  );
}
