import { ActionIcon, Button, CloseButton, TextInput } from '@mantine/core';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Ticket } from '~/api/records';
import type { LiveRows } from '~/api/rows';
import { ticketSource } from '~/api/tickets';
import type { PlacedView } from '~/api/views';
import { useCommand, withKeys } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t, withTexts } from '~/lib/i18n';
import { usePreferences } from '~/lib/preferences';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { Picker } from '~/parts/Picker';
import { type ListControl, RecordList, type RowState } from '~/parts/rows/RecordList';
import { type ListAddress, useListAddress } from '~/parts/rows/use-list-address';
import { EmptyState, RowsSkeleton } from '~/parts/states';
import type { VirtualRowsHandle } from '~/parts/VirtualRows';
import classes from './TicketList.module.css';
import { TicketRow } from './TicketRow';
import { DEFAULT_SORT, narrowed, SORTS, slugOf, sortName, viewName } from './view';

const TicketTools = lazy(() => withTexts('list', import('./TicketTools')));
const TicketBulkBar = lazy(() => withTexts('list', import('./TicketBulkBar')));
const TicketTable = lazy(() => withTexts('list', import('./TicketTable')));

interface TicketListProps {
  views: readonly PlacedView[];
  view: PlacedView;
  selectedId: number | null;
  /** There is room for a table. */
  isWide: boolean;
  onNewTicket: () => void;
  /** Tells the screen what is listed, in order, so that "next case" knows where to go. */
  onListed: (ids: readonly number[]) => void;
}

const ROW_PX = { comfortable: 76, compact: 56 } as const;

export const countText = (count: number, capped: boolean): string =>
  capped
    ? t('ticket.count_capped', { number: formatNumber(10_000) })
    : t('ticket.count', { count, number: formatNumber(count) });

export function TicketList({ views, view, selectedId, isWide, onNewTicket, onListed }: TicketListProps) {
  const query = useSearch();
  const [, navigate] = useLocation();
  const { density } = usePreferences();
  useTitle(viewName(view), selectedId === null);
  const input = useRef<HTMLInputElement>(null);
  const handle = useRef<VirtualRowsHandle>(null);
  const slug = slugOf(view);
  const address = useListAddress(view, SORTS, DEFAULT_SORT, narrowed);
  const { whole, sort, words, setWords } = address;
  useCommand('list.filter', { run: () => input.current?.focus() });
  const hrefOf = useCallback(
    (id: number) => `/inbox/${slug}/${id}${query ? `?${query}` : ''}`,
    [slug, query],
  );
  const clear = () => {
    setWords('');
    address.discard();
    input.current?.focus();
  };
  const compact = density === 'compact';
  const list = {
    source: ticketSource,
    filter: whole,
    sort,
    label: viewName(view),
    selectedId,
    handle,
    onListed,
    bar: (control: ListControl, rows: LiveRows<Ticket>) => (
      <ListBar control={control} rows={rows} filter={address} />
    ),
    empty: <EmptyList filtered={address.isFiltered} onClear={clear} onNew={onNewTicket} />,
  };

  return (
    <section className={classes.pane} aria-label={t('inbox.list')}>
      <div className={classes.head}>
        <div className={classes.top}>
          <h1 className={classes.title}>
            <ViewPicker views={views} view={view} onPick={(picked) => navigate(`/inbox/${picked}`)} />
          </h1>
          <SortPicker sort={sort} onSort={address.setSort} />
          <ActionIcon
            variant="filled"
            color="brand"
            aria-label={t('ticket.new')}
            title={withKeys(t('ticket.new'), 'app.new_ticket')}
            onClick={onNewTicket}
          >
            <Icon name="plus" />
          </ActionIcon>
        </div>
        <div className={classes.search}>
          <TextInput
            ref={input}
            type="search"
            aria-label={t('inbox.filter')}
            placeholder={t('inbox.filter')}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') input.current?.blur();
              if (event.key === 'Enter' || event.key === 'ArrowDown') {
                event.preventDefault();
                handle.current?.focusRow(0);
              }
            }}
            leftSection={<Icon name="search" size={16} />}
            rightSection={
              words ? (
                <CloseButton size="sm" aria-label={t('inbox.clear_filter')} onClick={() => setWords('')} />
              ) : null
            }
          />
          <Suspense fallback={<span className={classes.tools} />}>
            <TicketTools views={views} view={view} address={address} isWide={isWide} />
          </Suspense>
        </div>
      </div>
      {address.layout === 'table' && isWide ? (
        <Suspense fallback={<RowsSkeleton rows={10} />}>
          <TicketTable
            {...list}
            hrefOf={hrefOf}
            columns={address.columns}
            sort={sort}
            onSort={address.setSort}
          />
        </Suspense>
      ) : (
        <RecordList<Ticket>
          {...list}
          rowHeight={ROW_PX[density]}
          className={classes.scroll}
          renderRow={(ticket: Ticket, state: RowState) => (
            <TicketRow
              ticket={ticket}
              href={hrefOf(ticket.id)}
              selected={ticket.id === selectedId}
              compact={compact}
              {...state}
            />
          )}
        />
      )}
    </section>
  );
}

/** How many there are; and, once some are chosen, what can be done with them. */
function ListBar({
  control,
  rows,
  filter,
}: {
  control: ListControl;
  rows: LiveRows<Ticket>;
  filter: ListAddress;
}) {
  const choosing = control.selection.all || control.selection.ids.size > 0;
  return (
    <div className={classes.bar}>
      <div className={classes.count} role="status">
        {rows.isPending || rows.error ? null : countText(control.total, control.capped)}
        {rows.isFetching && !rows.isPending ? <span>{t('state.refreshing')}</span> : null}
      </div>
      {choosing ? (
        <Suspense fallback={null}>
          <TicketBulkBar control={control} filter={filter.whole} tickets={rows.rows} />
        </Suspense>
      ) : null}
    </div>
  );
}

function EmptyList(props: { filtered: boolean; onClear: () => void; onNew: () => void }) {
  return props.filtered ? (
    <EmptyState
      icon="search"
      title={t('inbox.none_filtered')}
      action={
        <Button variant="default" onClick={props.onClear}>
          {t('action.clear_filters')}
        </Button>
      }
    >
      {t('inbox.none_filtered_why')}
    </EmptyState>
  ) : (
    <EmptyState
      icon="inbox"
      title={t('inbox.none')}
      action={<Button onClick={props.onNew}>{t('ticket.new')}</Button>}
    >
      {t('inbox.none_why')}
    </EmptyState>
  );
}

function ViewPicker(props: {
  views: readonly PlacedView[];
  view: PlacedView;
  onPick: (slug: string) => void;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Picker
      label={t('inbox.choose_view')}
      options={props.views.map((view) => ({ value: slugOf(view), label: viewName(view) }))}
      selected={[slugOf(props.view)]}
      opened={opened}
      onOpenedChange={setOpened}
      onPick={props.onPick}
      target={(toggle, isOpen) => (
        <button
          type="button"
          className={classes.viewButton}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          title={t('inbox.choose_view')}
          onClick={toggle}
        >
          <span className={classes.viewName}>{viewName(props.view)}</span>
          <Icon name="down" />
        </button>
      )}
    />
  );
}

function SortPicker({ sort, onSort }: { sort: string; onSort: (sort: string) => void }) {
  const [opened, setOpened] = useState(false);
  return (
    <Picker
      label={t('inbox.sort')}
      position="bottom-end"
      options={SORTS.map((one) => ({ value: one, label: sortName(one) }))}
      selected={[sort]}
      opened={opened}
      onOpenedChange={setOpened}
      onPick={onSort}
      target={(toggle, isOpen) => (
        <ActionIcon
          aria-label={t('inbox.sort')}
          title={t('inbox.sort')}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          onClick={toggle}
        >
          <Icon name="sort" />
        </ActionIcon>
      )}
    />
  );
}
