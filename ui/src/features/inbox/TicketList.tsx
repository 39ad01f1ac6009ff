import { ActionIcon, Button, CloseButton, TextInput } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { Ticket, View } from '~/api/records';
import { useTicketCount, useTicketList } from '~/api/tickets';
import { useCommand, withKeys } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { usePreferences } from '~/lib/preferences';
import { useDebounced } from '~/lib/use-debounced';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { Picker } from '~/parts/Picker';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { VirtualRows, type VirtualRowsHandle } from '~/parts/VirtualRows';
import classes from './TicketList.module.css';
import { TicketRow } from './TicketRow';
import { narrowed, SORTS, slugOf, sortName, sortOf, viewName } from './view';

interface TicketListProps {
  views: readonly View[];
  view: View;
  selectedId: number | null;
  onNewTicket: () => void;
  /** Tells the screen what is listed, in order, so that "next case" knows where to go. */
  onListed: (ids: readonly number[]) => void;
}

const ROW_PX = { comfortable: 76, compact: 56 } as const;

export const countText = (count: number, capped: boolean): string =>
  capped
    ? t('ticket.count_capped', { number: formatNumber(10_000) })
    : t('ticket.count', { count, number: formatNumber(count) });

export function TicketList({ views, view, selectedId, onNewTicket, onListed }: TicketListProps) {
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const { density } = usePreferences();
  useTitle(viewName(view), selectedId === null);
  const [viewsOpen, setViewsOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const rowsHandle = useRef<VirtualRowsHandle>(null);
  const [words, setWords] = useState(search.get('q') ?? '');
  const settled = useDebounced(words, 250);
  const slug = slugOf(view);
  const sort = sortOf(view, search.get('sort'));
  const filter = useMemo(() => narrowed(view.filter, settled), [view.filter, settled]);
  const list = useTicketList(filter, sort, true);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;

  const tickets = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  const ids = useMemo(() => tickets.map((ticket) => ticket.id), [tickets]);
  useEffect(() => onListed(ids), [ids, onListed]);
  const first = list.data?.pages[0];
  const total = first?.count ?? tickets.length;

  // The address keeps what was typed, so that the screen can be shared and "back" works.
  useEffect(() => {
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (settled.trim()) next.set('q', settled.trim());
        else next.delete('q');
        return next;
      },
      { replace: true },
    );
  }, [settled, setSearch]);

  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const address = useCallback(
    (id: number) => {
      const query = search.toString();
      return `/inbox/${slug}/${id}${query ? `?${query}` : ''}`;
    },
    [slug, search],
  );

  const move = (step: number) => {
    const active = document.activeElement?.closest('[data-index]')?.getAttribute('data-index');
    const at = active === null || active === undefined ? ids.indexOf(selectedId ?? -1) : Number(active);
    const next = Math.min(tickets.length - 1, Math.max(0, at + step));
    if (tickets.length > 0) rowsHandle.current?.focusRow(next);
  };
  useCommand('list.next', { run: () => move(1) });
  useCommand('list.previous', { run: () => move(-1) });
  useCommand('list.filter', { run: () => input.current?.focus() });

  const clear = () => {
    setWords('');
    input.current?.focus();
  };

  return (
    <section className={classes.pane} aria-label={t('inbox.list')}>
      <div className={classes.head}>
        <div className={classes.top}>
          <h1 className={classes.title}>
            <ViewPicker
              views={views}
              view={view}
              opened={viewsOpen}
              onOpenedChange={setViewsOpen}
              onPick={(picked) => navigate(`/inbox/${picked}`)}
            />
          </h1>
          <SortPicker
            sort={sort}
            onSort={(next) =>
              setSearch((now) => {
                const after = new URLSearchParams(now);
                after.set('sort', next);
                return after;
              })
            }
          />
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
              rowsHandle.current?.focusRow(0);
            }
          }}
          leftSection={<Icon name="search" size={16} />}
          rightSection={
            words ? <CloseButton size="sm" aria-label={t('inbox.clear_filter')} onClick={clear} /> : null
          }
        />
        <div className={classes.count} role="status">
          {first ? countText(total, first.count_capped ?? false) : null}
          {list.isFetching && !list.isPending ? <span>{t('state.refreshing')}</span> : null}
        </div>
      </div>
      {list.isError && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <RowsSkeleton />
      ) : tickets.length === 0 ? (
        <EmptyList filtered={settled.trim() !== ''} onClear={clear} onNew={onNewTicket} />
      ) : (
        <VirtualRows<Ticket>
          rows={tickets}
          rowHeight={ROW_PX[density]}
          total={total}
          label={viewName(view)}
          keyOf={(ticket) => ticket.id}
          onNearEnd={onNearEnd}
          handle={rowsHandle}
          className={classes.scroll}
          foot={
            hasNextPage ? (
              <div className={classes.more}>
                {list.isFetchNextPageError ? (
                  <Button variant="default" onClick={() => void fetchNextPage()}>
                    {t('action.load_more')}
                  </Button>
                ) : (
                  t('state.loading')
                )}
              </div>
            ) : null
          }
        >
          {(ticket) => (
            <TicketRow
              ticket={ticket}
              href={address(ticket.id)}
              selected={ticket.id === selectedId}
              compact={density === 'compact'}
            />
          )}
        </VirtualRows>
      )}
    </section>
  );
}

function EmptyList({
  filtered,
  onClear,
  onNew,
}: {
  filtered: boolean;
  onClear: () => void;
  onNew: () => void;
}) {
  return filtered ? (
    <EmptyState
      icon="search"
      title={t('inbox.none_filtered')}
      action={
        <Button variant="default" onClick={onClear}>
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
      action={<Button onClick={onNew}>{t('ticket.new')}</Button>}
    >
      {t('inbox.none_why')}
    </EmptyState>
  );
}

function ViewPicker(props: {
  views: readonly View[];
  view: View;
  opened: boolean;
  onOpenedChange: (opened: boolean) => void;
  onPick: (slug: string) => void;
}) {
  return (
    <Picker
      label={t('inbox.choose_view')}
      options={props.views.map((view) => ({ value: slugOf(view), label: viewName(view) }))}
      selected={[slugOf(props.view)]}
      opened={props.opened}
      onOpenedChange={props.onOpenedChange}
      onPick={props.onPick}
      target={(toggle, opened) => (
        <button
          type="button"
          className={classes.viewButton}
          aria-haspopup="listbox"
          aria-expanded={opened}
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

/** The views in the side bar, each with how many cases it holds now. */
export function ViewLinks({
  views,
  current,
  className,
  countClassName,
  renderLink,
}: {
  views: readonly View[];
  current: string | undefined;
  className?: string;
  countClassName?: string;
  renderLink: (props: { href: string; active: boolean; children: React.ReactNode }) => React.ReactNode;
}) {
  return (
    <ul className={className} aria-label={t('inbox.views')}>
      {views.map((view) => (
        <li key={view.id}>
          {renderLink({
            href: `/inbox/${slugOf(view)}`,
            active: slugOf(view) === current,
            children: (
              <>
                <span style={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }}>
                  {viewName(view)}
                </span>
                <ViewCount view={view} className={countClassName} />
              </>
            ),
          })}
        </li>
      ))}
    </ul>
  );
}

function ViewCount({ view, className }: { view: View; className?: string }) {
  const count = useTicketCount(view.filter);
  if (!count.data) return null;
  const { count: number, capped } = count.data;
  return (
    <span className={className}>
      <span aria-hidden="true">{capped ? `${formatNumber(10_000)}+` : formatNumber(number)}</span>
      <span className="visually-hidden">{countText(number, capped)}</span>
    </span>
  );
}
