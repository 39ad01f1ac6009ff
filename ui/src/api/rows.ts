import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Filter, LogEvent, Page } from './records';
import { onEvents } from './stream';

/** A list of any length as far as it is known: pages that were fetched one after the other, kept true by live events. */
export interface Rows<T> {
  rows: readonly T[];
  next: string | null;
  count: number;
  capped: boolean;
  /** At the head of the list, but not shown yet: the reader is somewhere else. */
  fresh: readonly T[];
}

interface Identified {
  id: number;
}

/** Where rows come from, and which of them an event is about. */
export interface RowSource<T> {
  entity: string;
  fetch: (query: RowQuery) => Promise<Page<T>>;
  touched: (event: LogEvent) => number | null;
}

export interface RowQuery {
  filter: Filter | null;
  sort: string;
  limit: number;
  after?: string;
  count?: boolean;
}

export const FIRST_PAGE = 50;
const LATER_PAGE = 200;
/** Of one refresh: more are looked at when they come into view again. */
const TOUCHED_MAX = 150;

export const rowsKey = (entity: string, filter: Filter | null, sort: string): QueryKey => [
  'rows',
  entity,
  filter,
  sort,
];

/** Filter and order out of a key's text, which is the same at each rendering where they are new objects. */
function partsOf(keyText: string): { where: QueryKey; filter: Filter | null; sort: string } {
  const where = JSON.parse(keyText) as [string, string, Filter | null, string];
  return { where, filter: where[2], sort: where[3] };
}

export const firstRows = <T>(page: Page<T>): Rows<T> => ({
  rows: page.data,
  next: page.next,
  count: page.count ?? page.data.length,
  capped: page.count_capped ?? false,
  fresh: [],
});

export function appended<T extends Identified>(now: Rows<T>, page: Page<T>): Rows<T> {
  const known = new Set(now.rows.map((row) => row.id));
  return {
    ...now,
    rows: [...now.rows, ...page.data.filter((row) => !known.has(row.id))],
    next: page.next,
  };
}

/**
 * The list after changes: rows that changed are as they are now, those that left are gone, and what is new at the head is
 * shown at once only to who looks at the head (`atTop`); for everybody else nothing moves.
 */
export function refreshed<T extends Identified>(
  now: Rows<T>,
  head: Page<T>,
  touched: ReadonlySet<number>,
  matching: readonly T[],
  atTop: boolean,
): Rows<T> {
  const fromHead = new Set(head.data.map((row) => row.id));
  const current = new Map<number, T>();
  for (const row of [...matching, ...head.data]) current.set(row.id, row);
  const known = new Set(now.rows.map((row) => row.id));
  const stays = now.rows
    .filter((row) => !touched.has(row.id) || current.has(row.id))
    .map((row) => current.get(row.id) ?? row);
  const isNew = head.data.filter((row) => !known.has(row.id));
  const tail = now.next === null ? matching.filter((row) => !known.has(row.id) && !fromHead.has(row.id)) : [];
  const rows = atTop
    ? [...head.data, ...stays.filter((row) => !fromHead.has(row.id)), ...tail]
    : [...stays, ...tail];
  return {
    rows,
    next: now.rows.length === 0 ? head.next : now.next,
    count: head.count ?? now.count,
    capped: head.count_capped ?? false,
    fresh: atTop ? [] : isNew,
  };
}

/** The reader asked for what is new: it takes its place at the head. */
export function withFresh<T extends Identified>(now: Rows<T>): Rows<T> {
  const fresh = new Set(now.fresh.map((row) => row.id));
  return { ...now, rows: [...now.fresh, ...now.rows.filter((row) => !fresh.has(row.id))], fresh: [] };
}

const both = (filter: Filter | null, ids: readonly number[]): Filter => {
  const named: Filter = { field: 'id', op: 'in', value: ids };
  return filter ? { all: [filter, named] } : named;
};

export interface LiveRows<T> extends Rows<T> {
  isPending: boolean;
  /** What is shown belongs to the filter or order before; the new one is on its way. */
  isOld: boolean;
  isFetching: boolean;
  error: unknown;
  isLoadingMore: boolean;
  failedMore: boolean;
  loadMore: () => void;
  retry: () => void;
  showFresh: () => void;
}

const NONE: readonly never[] = [];

/** `isAtTop` is asked when something changed: whether the reader looks at the head of the list and has nothing in hand. */
export function useRows<T extends Identified>(
  source: RowSource<T>,
  filter: Filter | null,
  sort: string,
  isAtTop: () => boolean,
): LiveRows<T> {
  const client = useQueryClient();
  const key = rowsKey(source.entity, filter, sort);
  const keyText = JSON.stringify(key);
  const [more, setMore] = useState<{ key: string; state: 'loading' | 'failed' } | null>(null);
  const loading = useRef<string | null>(null);
  const atTop = useRef(isAtTop);
  atTop.current = isAtTop;

  const refresh = useCallback(
    async (touched: readonly number[]): Promise<Rows<T>> => {
      const { where, filter, sort } = partsOf(keyText);
      const [head, matching] = await Promise.all([
        source.fetch({ filter, sort, limit: FIRST_PAGE, count: true }),
        touched.length > 0
          ? source.fetch({ filter: both(filter, touched), sort, limit: touched.length })
          : Promise.resolve({ data: [] as T[], next: null }),
      ]);
      const now = client.getQueryData<Rows<T>>(where);
      return now ? refreshed(now, head, new Set(touched), matching.data, atTop.current()) : firstRows(head);
    },
    [client, source, keyText],
  );

  const query = useQuery({
    queryKey: key,
    // Coming back to a list that is still known: its beginning is looked at again, the rest as it is touched.
    queryFn: () =>
      refresh((client.getQueryData<Rows<T>>(key)?.rows ?? []).slice(0, TOUCHED_MAX).map((row) => row.id)),
    placeholderData: (before: Rows<T> | undefined) => before,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });

  useEffect(
    () =>
      onEvents((events) => {
        const ids = new Set<number>();
        for (const event of events) {
          const id = source.touched(event);
          if (id !== null) ids.add(id);
        }
        if (ids.size === 0) return;
        const { where } = partsOf(keyText);
        refresh([...ids].slice(-TOUCHED_MAX)).then(
          (rows) => client.setQueryData(where, rows),
          // The next event, or coming back to the list, tries again; what is shown stays.
          () => undefined,
        );
      }),
    [client, keyText, refresh, source],
  );

  const loadMore = useCallback(() => {
    const { where, filter, sort } = partsOf(keyText);
    const now = client.getQueryData<Rows<T>>(where);
    if (!now?.next || loading.current === keyText) return;
    loading.current = keyText;
    setMore({ key: keyText, state: 'loading' });
    source.fetch({ filter, sort, limit: LATER_PAGE, after: now.next }).then(
      (page) => {
        client.setQueryData<Rows<T>>(where, (rows) => (rows ? appended(rows, page) : rows));
        loading.current = null;
        setMore(null);
      },
      () => {
        loading.current = null;
        setMore({ key: keyText, state: 'failed' });
      },
    );
  }, [client, keyText, source]);

  const showFresh = useCallback(() => {
    client.setQueryData<Rows<T>>(partsOf(keyText).where, (rows) => (rows ? withFresh(rows) : rows));
  }, [client, keyText]);

  const state = more?.key === keyText ? more.state : null;
  return {
    rows: query.data?.rows ?? NONE,
    next: query.data?.next ?? null,
    count: query.data?.count ?? 0,
    capped: query.data?.capped ?? false,
    fresh: query.data?.fresh ?? NONE,
    isPending: query.isPending,
    isOld: query.isPlaceholderData,
    isFetching: query.isFetching,
    error: query.isError && !query.data ? query.error : null,
    isLoadingMore: state === 'loading',
    failedMore: state === 'failed',
    loadMore,
    retry: () => void query.refetch(),
    showFresh,
  };
}
