import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { api, ifMatch, take } from './client';
import { customerKey } from './customer-page';
import type { Customer, Filter, Page } from './records';

/** Two customers that may be one. */
export interface Duplicate {
  id: number;
  version: number;
  customer_id: number;
  other_id: number;
  customer?: Customer;
  other?: Customer;
  score: number;
  /** What they have in common, with spaces between. */
  reasons: string;
  state: 'open' | 'dismissed';
}

export const duplicatesKey = ['duplicates'] as const;

export const useDuplicatesOf = (customerId: number): UseQueryResult<Duplicate[]> =>
  useQuery({
    queryKey: customerKey(customerId, 'duplicates'),
    queryFn: async () =>
      (
        await take<Page<Duplicate>>(
          api.GET('/api/v1/customers/{id}/duplicates', {
            params: { path: { id: customerId }, query: { limit: 20, include: 'customer,other' } },
          }),
        )
      ).data,
  });

export function useDuplicates(): UseInfiniteQueryResult<InfiniteData<Page<Duplicate>>> {
  return useInfiniteQuery({
    queryKey: duplicatesKey,
    queryFn: ({ pageParam }) =>
      take<Page<Duplicate>>(
        api.GET('/api/v1/duplicates', {
          params: {
            query: {
              filter: JSON.stringify({ field: 'state', op: 'is', value: 'open' }),
              sort: '-score',
              limit: 30,
              include: 'customer,other',
              ...(pageParam ? { after: pageParam } : { count: true }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export const settleDuplicate = (
  pair: Pick<Duplicate, 'id' | 'version'>,
  state: Duplicate['state'],
): Promise<Duplicate> =>
  take(
    api.PATCH('/api/v1/duplicates/{id}', {
      params: { path: { id: pair.id }, header: ifMatch(pair.version) },
      body: { state },
    }),
  );

export const mergeCustomers = (intoId: number, fromId: number, reason: string): Promise<Customer> =>
  take(
    api.POST('/api/v1/customers/{id}/merge', {
      params: { path: { id: intoId } },
      body: { from_id: fromId, ...(reason ? { reason } : {}) } as never,
    }),
  );

const COUNTED = [
  'tickets',
  'orders',
  'invoices',
  'contracts',
  'responses',
  'customer_notes',
  'tasks',
] as const;
export type Counted = (typeof COUNTED)[number];

/** How much of each kind would move with a customer. */
export const useMoving = (customerId: number): UseQueryResult<Record<Counted, number>> =>
  useQuery({
    queryKey: customerKey(customerId, 'moving'),
    queryFn: async () => {
      const filter: Filter = { field: 'customer_id', op: 'is', value: customerId };
      const query = { filter: JSON.stringify(filter), limit: 1, count: true };
      const counts = await Promise.all(
        COUNTED.map(async (plural) => {
          const page = await take<Page<unknown>>(api.GET(`/api/v1/${plural}`, { params: { query } }));
          return [plural, page.count ?? 0] as const;
        }),
      );
      return Object.fromEntries(counts) as Record<Counted, number>;
    },
  });
