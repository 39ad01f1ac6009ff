import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { api, take } from './client';
import type { Customer, Filter, Order, Page, ReportRow, Ticket } from './records';

export type DrillEntity = 'tickets' | 'responses' | 'customers' | 'stage_stays' | 'orders';

/** The list that a figure counts. */
export interface Drill {
  entity: DrillEntity;
  filter: Filter;
}

export interface Answer {
  id: number;
  kind: 'nps' | 'csat' | 'ces' | 'custom';
  score: number | null;
  scale: string;
  comment: string | null;
  customer_id: number | null;
  ticket_id: number | null;
  customer?: Customer | null;
  stage: string | null;
  answered_at: string;
}

export interface Stay {
  id: number;
  customer_id: number;
  customer?: Customer | null;
  ladder: string;
  stage: string;
  next_stage: string | null;
  entered_at: string;
  left_at: string | null;
  rule: string;
}

export type DrillRecord =
  | { entity: 'tickets'; record: Ticket }
  | { entity: 'responses'; record: Answer }
  | { entity: 'customers'; record: Customer }
  | { entity: 'stage_stays'; record: Stay }
  | { entity: 'orders'; record: Order & { customer?: Customer | null } };

/** The list behind one figure of a row, where the server says so. */
export function drillOf(row: ReportRow | null | undefined, column = 'n'): Drill | null {
  const drills = row?.drills as Record<string, Drill> | undefined;
  return drills?.[column] ?? null;
}

const PATHS = {
  tickets: '/api/v1/tickets',
  responses: '/api/v1/responses',
  customers: '/api/v1/customers',
  stage_stays: '/api/v1/stage_stays',
  orders: '/api/v1/orders',
} as const;

const ORDER: Record<DrillEntity, string> = {
  tickets: '-created_at',
  responses: '-answered_at',
  customers: '-clv',
  stage_stays: '-left_at',
  orders: '-ordered_at',
};

export function useDrillList(
  drill: Drill,
): UseInfiniteQueryResult<InfiniteData<Page<DrillRecord['record']>>> {
  return useInfiniteQuery({
    queryKey: ['drill', drill],
    queryFn: ({ pageParam }) =>
      take<Page<DrillRecord['record']>>(
        api.GET(PATHS[drill.entity], {
          params: {
            query: {
              filter: JSON.stringify(drill.filter),
              sort: ORDER[drill.entity],
              limit: 50,
              include: drill.entity === 'customers' ? 'company' : 'customer',
              ...(pageParam ? { after: pageParam } : { count: true }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
