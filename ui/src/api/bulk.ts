import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, newKey, take } from './client';
import { keys } from './keys';
import type { Agent, Filter, Page } from './records';
import type { ListedEntity } from './views';

export type BulkState = 'collecting' | 'running' | 'done' | 'stopped' | 'failed' | 'undoing' | 'undone';

export interface BulkAction {
  id: number;
  entity: ListedEntity;
  action: BulkWhat;
  state: BulkState;
  agent_id: number | null;
  agent?: Agent | null;
  total: number;
  done: number;
  failed: number;
  undone: number;
  kept: number;
  error: string | null;
  created_at: string;
}

/** What is done to each. */
export interface BulkWhat {
  changes?: Record<string, unknown>;
  add_tags?: string[];
  remove_tags?: string[];
  macro_id?: number;
  merge_into?: number;
  delete?: boolean;
  restore?: boolean;
  stage?: string;
  reason?: string;
}

/** Which records: named, or all that a filter finds but some. */
export type BulkWhich = { ids: number[] } | { filter: Filter; left_out?: number[] };

export const isRunning = (state: BulkState): boolean =>
  state === 'collecting' || state === 'running' || state === 'undoing';

export function beginBulk(entity: ListedEntity, which: BulkWhich, what: BulkWhat): Promise<BulkAction> {
  const headers = { 'Idempotency-Key': newKey() };
  const body = { ...which, ...what } as never;
  return take<BulkAction>(
    entity === 'tickets'
      ? api.POST('/api/v1/tickets/bulk', { headers, body })
      : api.POST('/api/v1/customers/bulk', { headers, body }),
  );
}

export const undoBulk = (id: number): Promise<BulkAction> =>
  take<BulkAction>(api.POST('/api/v1/bulk_actions/{id}/undo', { params: { path: { id } } }));

export const stopBulk = (id: number): Promise<BulkAction> =>
  take<BulkAction>(api.POST('/api/v1/bulk_actions/{id}/stop', { params: { path: { id } } }));

export const useBulkAction = (id: number | null): UseQueryResult<BulkAction> =>
  useQuery({
    queryKey: keys.bulkAction(id ?? 0),
    queryFn: () =>
      take<BulkAction>(api.GET('/api/v1/bulk_actions/{id}', { params: { path: { id: id ?? 0 } } })),
    enabled: id !== null,
    // The stream tells of its progress; this is for when the stream is away.
    refetchInterval: ({ state }) => (state.data && isRunning(state.data.state) ? 4_000 : false),
  });

export const useBulkActions = (entity: ListedEntity): UseQueryResult<BulkAction[]> =>
  useQuery({
    queryKey: [...keys.bulkActions, entity],
    queryFn: async () =>
      (
        await take<Page<BulkAction>>(
          api.GET('/api/v1/bulk_actions', {
            params: {
              query: {
                filter: JSON.stringify({ field: 'entity', op: 'is', value: entity }),
                limit: 20,
                include: 'agent',
              },
            },
          }),
        )
      ).data,
  });

export interface BulkItem {
  id: number;
  record_id: number;
  state: 'waiting' | 'done' | 'failed' | 'undone' | 'kept';
  reason: string | null;
}

/** The records that were left as they were, with the reason. */
export const useBulkFailures = (id: number, state: 'failed' | 'kept'): UseQueryResult<BulkItem[]> =>
  useQuery({
    queryKey: [...keys.bulkAction(id), 'items', state],
    queryFn: async () =>
      (
        await take<Page<BulkItem>>(
          api.GET('/api/v1/bulk_actions/{id}/items', {
            params: {
              path: { id },
              query: { filter: JSON.stringify({ field: 'state', op: 'is', value: state }), limit: 100 },
            },
          }),
        )
      ).data,
  });

/** Where a list can be fetched as CSV. */
export function exportAddress(
  entity: ListedEntity,
  filter: Filter | null,
  sort: string,
  columns: readonly { name: string; title: string }[],
): string {
  const query = new URLSearchParams({
    sort,
    columns: columns.map((column) => column.name).join(','),
    titles: columns.map((column) => column.title.replaceAll('|', '/')).join('|'),
  });
  if (filter) query.set('filter', JSON.stringify(filter));
  return `/api/v1/${entity}/export?${query}`;
}
