import { Button } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Filter } from '~/api/records';
import { type LiveRows, type RowSource, useRows } from '~/api/rows';
import { useCommand } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { VirtualRows, type VirtualRowsHandle } from '~/parts/VirtualRows';
import classes from './RecordList.module.css';
import { ALL_CHOSEN, isChosen, NOTHING_CHOSEN, type Selection, toggled } from './selection';

export type ToggleRow = (id: number, range: boolean) => void;

export interface RowState {
  chosen: boolean;
  /** Something is chosen somewhere: the boxes stay in sight. */
  choosing: boolean;
  onToggle: ToggleRow;
}

export interface ListControl {
  selection: Selection;
  setSelection: (selection: Selection) => void;
  /** Ids in the order of the list, as far as it is loaded. */
  ids: readonly number[];
  total: number;
  capped: boolean;
}

interface RecordListProps<T> {
  source: RowSource<T>;
  filter: Filter | null;
  sort: string;
  label: string;
  rowHeight: number;
  selectedId?: number | null;
  head?: ReactNode;
  className?: string;
  /** Drawn again only when the row or its state changes: keep it a memoised component. */
  renderRow: (row: T, state: RowState) => ReactNode;
  /** What stands there when the list is empty. */
  empty: ReactNode;
  /** The line over the list: how many there are, and what can be done with those that are chosen. */
  bar: (control: ListControl, rows: LiveRows<T>) => ReactNode;
  onListed?: (ids: readonly number[]) => void;
  /** The row in focus is opened by its own link; this is for the field above. */
  handle?: React.RefObject<VirtualRowsHandle | null>;
}

const focusedIndex = (): number | null => {
  const at = document.activeElement?.closest('[data-index]')?.getAttribute('data-index');
  return at === null || at === undefined ? null : Number(at);
};

/** A list of many records: loaded as it is scrolled, kept true, walked by keys, chosen from. */
export function RecordList<T extends { id: number }>(props: RecordListProps<T>) {
  const { source, filter, sort, label, rowHeight, selectedId = null, renderRow, onListed } = props;
  const own = useRef<VirtualRowsHandle>(null);
  const handle = props.handle ?? own;
  const [selection, setSelection] = useState<Selection>(NOTHING_CHOSEN);
  const choosing = selection.all || selection.ids.size > 0;
  const isAtTop = () => (handle.current?.isAtTop() ?? true) && !choosing && (focusedIndex() ?? 0) === 0;
  const list = useRows(source, filter, sort, isAtTop);
  const { rows, loadMore } = list;
  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  const latestIds = useRef(ids);
  latestIds.current = ids;
  useEffect(() => onListed?.(ids), [ids, onListed]);
  const place = `${source.entity} ${JSON.stringify(filter)} ${sort}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins with nothing chosen
  useEffect(() => setSelection(NOTHING_CHOSEN), [place]);

  const onToggle = useCallback<ToggleRow>(
    (id, range) => setSelection((now) => toggled(now, latestIds.current, id, range)),
    [],
  );
  const move = (step: number) => {
    const at = focusedIndex() ?? ids.indexOf(selectedId ?? -1);
    if (rows.length > 0) handle.current?.focusRow(Math.min(rows.length - 1, Math.max(0, at + step)));
  };
  useCommand('list.next', { run: () => move(1), enabled: rows.length > 0 });
  useCommand('list.previous', { run: () => move(-1), enabled: rows.length > 0 });
  useCommand('list.select', {
    run: () => {
      const id = ids[focusedIndex() ?? -1] ?? selectedId;
      if (id !== null && id !== undefined) onToggle(id, false);
    },
    enabled: rows.length > 0,
  });
  useCommand('list.select_range', {
    run: () => {
      const id = ids[focusedIndex() ?? -1];
      if (id !== undefined) onToggle(id, true);
    },
    enabled: rows.length > 0,
  });
  useCommand('list.select_all', { run: () => setSelection(ALL_CHOSEN), enabled: rows.length > 0 });
  useCommand('list.select_none', { run: () => setSelection(NOTHING_CHOSEN), enabled: choosing });

  const total = Math.max(list.count, rows.length);
  const control: ListControl = { selection, setSelection, ids, total, capped: list.capped };
  return (
    <>
      {props.bar(control, list)}
      {list.error ? (
        <ErrorState error={list.error} onRetry={list.retry} />
      ) : list.isPending ? (
        <RowsSkeleton rows={10} />
      ) : rows.length === 0 ? (
        props.empty
      ) : (
        <div className={classes.frame} aria-busy={list.isOld}>
          <FreshPill
            count={list.fresh.length}
            onShow={() => {
              list.showFresh();
              handle.current?.toTop();
            }}
          />
          <VirtualRows<T>
            rows={rows}
            rowHeight={rowHeight}
            total={total}
            label={label}
            keyOf={(row) => row.id}
            onNearEnd={loadMore}
            handle={handle}
            className={props.className}
            head={props.head}
            place={place}
            foot={
              list.next ? (
                <div className={classes.more}>
                  {list.failedMore ? (
                    <Button variant="default" onClick={loadMore}>
                      {t('action.load_more')}
                    </Button>
                  ) : (
                    t('state.loading')
                  )}
                </div>
              ) : null
            }
          >
            {(row) => renderRow(row, { chosen: isChosen(selection, row.id), choosing, onToggle })}
          </VirtualRows>
        </div>
      )}
    </>
  );
}

/** What came in meanwhile does not push away what is being read: it waits behind this. */
function FreshPill({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div className={classes.fresh} role="status">
      {count > 0 ? (
        <button type="button" className={classes.pill} onClick={onShow}>
          <Icon name="up" size={14} />
          {t('list.fresh', { count, number: formatNumber(count) })}
        </button>
      ) : null}
    </div>
  );
}
