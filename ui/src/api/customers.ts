import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { Customer, Filter, LogEvent, Order, Page } from './records';
import type { RowSource } from './rows';

/** The list of customers, a page at a time. */
export const customerSource: RowSource<Customer> = {
  entity: 'customers',
  fetch: ({ filter, count, ...query }) =>
    take<Page<Customer>>(
      api.GET('/api/v1/customers', {
        params: {
          query: {
            ...query,
            ...(filter ? { filter: JSON.stringify(filter) } : {}),
            ...(count ? { count } : {}),
            include: 'company',
          },
        },
      }),
    ),
  touched: (event) => event.customer_id ?? (event.entity === 'customer' ? event.entity_id : null),
};

export const findCustomers = async (words: string): Promise<Customer[]> => {
  const filter: Filter = {
    any: [
      { field: 'name', op: 'contains', value: words },
      { field: 'email', op: 'contains', value: words },
    ],
  };
  const page = await take<Page<Customer>>(
    api.GET('/api/v1/customers', { params: { query: { filter: JSON.stringify(filter), limit: 8 } } }),
  );
  return page.data;
};

export const useCustomer = (id: number | null): UseQueryResult<Customer> =>
  useQuery({
    queryKey: keys.customer(id ?? 0),
    queryFn: () =>
      take<Customer>(
        api.GET('/api/v1/customers/{id}', {
          params: { path: { id: id ?? 0 }, query: { include: 'company' } },
        }),
      ),
    enabled: id !== null,
  });

export function useTimeline(customerId: number): UseInfiniteQueryResult<InfiniteData<Page<LogEvent>>> {
  return useInfiniteQuery({
    queryKey: keys.timeline(customerId),
    queryFn: ({ pageParam }) =>
      take<Page<LogEvent>>(
        api.GET('/api/v1/customers/{id}/timeline', {
          params: {
            path: { id: customerId },
            query: { limit: 50, ...(pageParam ? { after: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export const useOrders = (customerId: number): UseQueryResult<Page<Order>> =>
  useQuery({
    queryKey: keys.orders(customerId),
    queryFn: () =>
      take<Page<Order>>(
        api.GET('/api/v1/orders', {
          params: {
            query: {
              filter: JSON.stringify({ field: 'customer_id', op: 'is', value: customerId }),
              sort: '-ordered_at',
              limit: 20,
              count: true,
            },
          },
        }),
      ),
  });
