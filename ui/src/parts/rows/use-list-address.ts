import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Filter, View } from '~/api/records';
import { useDebounced } from '~/lib/use-debounced';
import { isEverything, readFilter } from '~/parts/filter/model';

export type Layout = 'list' | 'table';

export interface ListAddress {
  words: string;
  setWords: (words: string) => void;
  /** Of the view, or what the address says instead. */
  filter: Filter | null;
  /** With the typed words. */
  whole: Filter | null;
  sort: string;
  columns: readonly string[] | null;
  layout: Layout;
  /** Something is not as the view has it. */
  isModified: boolean;
  /** Words were typed, or the filter is another than the view's. */
  isFiltered: boolean;
  setFilter: (filter: Filter | null) => void;
  setSort: (sort: string) => void;
  setColumns: (columns: readonly string[]) => void;
  setLayout: (layout: Layout) => void;
  /** Back to the view as it is saved. */
  discard: () => void;
}

const same = (a: Filter | null, b: Filter | null): boolean =>
  (isEverything(a) && isEverything(b)) || JSON.stringify(a) === JSON.stringify(b);

const columnsOf = (text: string | null | undefined): string[] | null =>
  text
    ? text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => /^[\w.]{1,80}$/.test(name))
        .slice(0, 30)
    : null;

/** What a list shows stands in its address, as far as it differs from its view: so any list can be shared, and "back" works. */
export function useListAddress(
  view: Pick<View, 'filter' | 'sort' | 'columns' | 'layout'> | undefined,
  sorts: readonly string[],
  fallbackSort: string,
  narrowed: (filter: Filter | null, words: string) => Filter | null,
): ListAddress {
  const [search, setSearch] = useSearchParams();
  const [words, setWords] = useState(search.get('q') ?? '');
  const settled = useDebounced(words.trim(), 250);
  const filterText = search.get('filter');
  const own = view?.filter ?? null;
  const filter = useMemo(() => readFilter(filterText) ?? own, [filterText, own]);
  const whole = useMemo(() => narrowed(filter, settled), [narrowed, filter, settled]);
  const viewSort = view?.sort || fallbackSort;
  const wanted = search.get('sort');
  const sort = wanted && sorts.includes(wanted) ? wanted : viewSort;
  const columnsText = search.get('columns') ?? view?.columns ?? null;
  const columns = useMemo(() => columnsOf(columnsText), [columnsText]);
  const viewLayout = view?.layout ?? 'list';
  const layoutText = search.get('layout');
  const layout: Layout = layoutText === 'table' || layoutText === 'list' ? layoutText : viewLayout;

  const put = useCallback(
    (changes: Record<string, string | null>, replace = false) =>
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace },
      ),
    [setSearch],
  );
  useEffect(() => put({ q: settled || null }, true), [settled, put]);

  return {
    words,
    setWords,
    filter,
    whole,
    sort,
    columns,
    layout,
    isModified:
      !same(filter, own) ||
      sort !== viewSort ||
      layout !== viewLayout ||
      (columnsText ?? '') !== (view?.columns ?? ''),
    isFiltered: settled !== '' || !same(filter, own),
    setFilter: (next) => put({ filter: same(next, own) ? null : JSON.stringify(next ?? { all: [] }) }),
    setSort: (next) => put({ sort: next === viewSort ? null : next }),
    setColumns: (next) => put({ columns: next.join(',') === (view?.columns ?? '') ? null : next.join(',') }),
    setLayout: (next) => put({ layout: next === viewLayout ? null : next }),
    discard: () => put({ filter: null, sort: null, columns: null, layout: null }),
  };
}
