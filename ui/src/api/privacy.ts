import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, newKey, take } from './client';
import type { Agent } from './records';

export interface Erasure {
  id: number;
  customer_id: number;
  state: 'waiting' | 'done' | 'cancelled';
  reason: string;
  due_at: string;
  agent_id: number | null;
}

type Counts = Record<string, number>;

/** What forgetting a person would do, before anybody asks for it. */
export interface ErasurePreview {
  removed: Counts;
  kept: Counts;
  unsettled: Counts;
  waiting: Erasure | null;
}

export interface Look {
  id: number;
  agent_id: number;
  at: string;
  last_at: string;
  agent?: Agent | null;
}

export const erasureKey = (customerId: number) => ['customer', customerId, 'erasure'] as const;

export const useErasure = (customerId: number): UseQueryResult<ErasurePreview> =>
  useQuery({
    queryKey: erasureKey(customerId),
    queryFn: () =>
      take<ErasurePreview>(
        api.GET('/api/v1/customers/{id}/erasure', { params: { path: { id: customerId } } }),
      ),
  });

export const askErasure = (customerId: number, reason: string, days: number): Promise<Erasure> =>
  take(
    api.POST('/api/v1/erasures', {
      headers: { 'Idempotency-Key': newKey() },
      body: { customer_id: customerId, reason, days },
    }),
  );

export const cancelErasure = (id: number): Promise<Erasure> =>
  take(api.POST('/api/v1/erasures/{id}/cancel', { params: { path: { id } } }));

/** Everything that is known of a person, as the text of one JSON document. */
export const exportPerson = (customerId: number, internal: boolean): Promise<string> =>
  take<string>(
    api.POST('/api/v1/customers/{id}/export', {
      params: { path: { id: customerId }, query: internal ? { internal: true } : {} },
      parseAs: 'text',
    }),
  );

/** Who looked at this customer, the newest first. */
export const useLooks = (customerId: number): UseQueryResult<Look[]> =>
  useQuery({
    queryKey: ['customer', customerId, 'looks'],
    queryFn: async () =>
      (
        await take<{ data: Look[] }>(
          api.GET('/api/v1/customer_views', {
            params: {
              query: {
                filter: JSON.stringify({ field: 'customer_id', op: 'is', value: customerId }),
                include: 'agent',
                limit: 50,
              },
            },
          }),
        )
      ).data,
  });
