import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { LogEvent } from './records';

type EventPages = InfiniteData<{ data: LogEvent[]; next: number | null }, number | null>;

/** What happened to the ticket itself, newest first. */
export const useTicketEvents = (ticketId: number): UseInfiniteQueryResult<EventPages> =>
  useInfiniteQuery({
    queryKey: keys.ticketEvents(ticketId),
    queryFn: ({ pageParam }) =>
      take<{ data: LogEvent[]; next: number | null }>(
        api.GET('/api/v1/tickets/{id}/events', {
          params: {
            path: { id: ticketId },
            query: { limit: 100, ...(pageParam ? { before: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
