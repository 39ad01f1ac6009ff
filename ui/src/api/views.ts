import { type QueryClient, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { api, ifMatch, take } from './client';
import { keys } from './keys';
import type { Page, View } from './records';
import { onEvents } from './stream';

const SLOW = 5 * 60_000;

export type ListedEntity = 'tickets' | 'customers';

const useAllViews = (): UseQueryResult<View[]> =>
  useQuery({
    queryKey: keys.views,
    queryFn: async () =>
      (
        await take<Page<View>>(
          api.GET('/api/v1/views', { params: { query: { sort: 'position', limit: 200 } } }),
        )
      ).data,
    staleTime: SLOW,
  });

export interface ViewPlace {
  id: number;
  is_pinned: boolean;
}

const useViewOrder = (): UseQueryResult<ViewPlace[]> =>
  useQuery({
    queryKey: keys.viewOrder,
    queryFn: async () => (await take<{ data: ViewPlace[] }>(api.GET('/api/v1/views/order', {}))).data,
    staleTime: SLOW,
  });

/** Those that are looked at now and then do not take room in the menu until somebody wants them there. */
const RARE = new Set(['all', 'spam', 'trash']);

export interface PlacedView extends View {
  is_pinned: boolean;
}

/** In the agent's own order; what was never arranged stands behind, as it is shared. */
export function arranged(views: readonly View[], order: readonly ViewPlace[]): PlacedView[] {
  const places = new Map(order.map((place, index) => [place.id, { index, is_pinned: place.is_pinned }]));
  return views
    .map((view, index) => ({
      view: { ...view, is_pinned: places.get(view.id)?.is_pinned ?? !RARE.has(view.builtin_key ?? '') },
      at: places.get(view.id)?.index ?? order.length + index,
    }))
    .sort((a, b) => a.at - b.at)
    .map((one) => one.view);
}

export interface Views {
  data: PlacedView[] | undefined;
  error: unknown;
  isError: boolean;
  refetch: () => void;
}

/** The views of one kind of record, in the agent's order. */
export function useViews(entity: ListedEntity = 'tickets'): Views {
  const views = useAllViews();
  const order = useViewOrder();
  // The order is a nicety: without it the views stand as they are shared.
  const places = order.data ?? (order.isError ? [] : undefined);
  const data = useMemo(
    () =>
      views.data && places
        ? arranged(
            views.data.filter((view) => view.entity === entity),
            places,
          )
        : undefined,
    [views.data, places, entity],
  );
  return { data, error: views.error, isError: views.isError, refetch: () => void views.refetch() };
}

export interface ViewCount {
  count: number;
  capped: boolean;
}

const COUNT_SETTLE_MS = 1_500;
const COUNT_EVERY_MS = 5_000;
/** Counting may take a fortieth of the time, however large the workspace. */
const COUNT_SHARE = 40;

/** How many records each of these views holds: one question for all, asked again a little after something changed. */
export function useViewCounts(ids: readonly number[]): ReadonlyMap<number, ViewCount> {
  const client = useQueryClient();
  const wanted = [...ids].sort((a, b) => a - b).join(',');
  const took = useRef(0);
  const query = useQuery({
    queryKey: [...keys.viewCounts, wanted],
    queryFn: async () => {
      const began = performance.now();
      const { data } = await take<{ data: { id: number; count: number; count_capped?: boolean }[] }>(
        api.GET('/api/v1/views/counts', { params: { query: { ids: wanted } } }),
      );
      took.current = performance.now() - began;
      return new Map(
        data.map((one) => [one.id, { count: one.count, capped: one.count_capped ?? false }] as const),
      );
    },
    enabled: wanted !== '',
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    let last = 0;
    const stop = onEvents((events) => {
      if (!events.some((event) => event.ticket_id || event.customer_id)) return;
      if (due.current !== undefined) return;
      const wait = Math.max(
        COUNT_SETTLE_MS,
        last + Math.max(COUNT_EVERY_MS, took.current * COUNT_SHARE) - Date.now(),
      );
      due.current = setTimeout(() => {
        due.current = undefined;
        last = Date.now();
        if (document.visibilityState === 'visible')
          void client.invalidateQueries({ queryKey: keys.viewCounts });
      }, wait);
    });
    return () => {
      clearTimeout(due.current);
      due.current = undefined;
      stop();
    };
  }, [client]);
  return query.data ?? NO_COUNTS;
}
const NO_COUNTS: ReadonlyMap<number, ViewCount> = new Map();

export type ViewDraft = Pick<View, 'entity' | 'name' | 'filter' | 'sort'> &
  Partial<Pick<View, 'is_shared' | 'team_id' | 'columns' | 'layout'>>;

export const addView = (draft: ViewDraft): Promise<View> =>
  take<View>(
    api.POST('/api/v1/views', {
      body: { ...draft, filter: draft.filter ?? { all: [] }, sort: draft.sort ?? '-updated_at' } as never,
    }),
  );

export const changeView = (view: View, change: Partial<Omit<ViewDraft, 'entity'>>): Promise<View> =>
  take<View>(
    api.PATCH('/api/v1/views/{id}', {
      params: { path: { id: view.id }, header: ifMatch(view.version) },
      body: change as never,
    }),
  );

export const removeView = (view: View): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/views/{id}', {
      params: { path: { id: view.id }, header: ifMatch(view.version) },
    }),
  );

/** Shows the new arrangement at once; a refusal puts the old one back and is thrown on. */
export async function arrangeViews(client: QueryClient, order: readonly ViewPlace[]): Promise<void> {
  const before = client.getQueryData<ViewPlace[]>(keys.viewOrder) ?? [];
  const named = new Set(order.map((place) => place.id));
  const whole = [...order, ...before.filter((place) => !named.has(place.id))];
  client.setQueryData<ViewPlace[]>(keys.viewOrder, whole);
  try {
    await take(
      api.POST('/api/v1/views/order', {
        body: { data: whole.map(({ id, is_pinned }) => ({ id, is_pinned })) } as never,
      }),
    );
  } catch (error) {
    client.setQueryData<ViewPlace[]>(keys.viewOrder, before);
    throw error;
  }
}
