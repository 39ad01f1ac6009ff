import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { api, ifMatch, take } from './client';
import type { Drill } from './drill';
import { keys } from './keys';
import type { Customer, Page, Report } from './records';
import type { Metric } from './reports';

export type Ladder = 'stage' | 'value_stage' | 'relationship';
export type MemberSort = 'value' | 'since';

/** A customer as the board shows it: with the move by hand that may hold it where it is. */
export interface Member extends Customer {
  override_stage?: string | null;
  override_reason?: string | null;
  override_until?: string | null;
  relationship_since?: string | null;
  value_stage_since?: string | null;
}

export interface Band {
  low_limit: number | null;
  low_warning: number | null;
  high_warning: number | null;
  high_limit: number | null;
}

/** What a number should be, on a stage or (without one) for all. */
export interface Threshold extends Band {
  id: number;
  version: number;
  metric: string;
  ladder: Ladder;
  stage: string | null;
  owner_id: number | null;
  note: string | null;
}

export interface Transition {
  from: string;
  to: string;
  count: number;
  share: number;
  drill?: Drill;
}

export interface StageReport extends Report {
  ladder: Ladder;
  transitions: Transition[];
}

export interface Journey {
  ladder: Ladder;
  stages: StageReport;
  metric: Report;
  thresholds: (Band & { id: number; version: number; stage: string | null })[];
}

export const journeyKey = keys.journey;
export const thresholdsKey = keys.thresholds;

export const membersKey = (ladder: Ladder, stage: string, sort: MemberSort) =>
  [...journeyKey, 'members', ladder, stage, sort] as const;

export const useJourney = (
  ladder: Ladder,
  question: { metric: Metric; from: string; to: string },
): UseQueryResult<Journey> =>
  useQuery({
    queryKey: [...journeyKey, 'head', ladder, question],
    queryFn: () =>
      take<Journey>(
        api.GET('/api/v1/journey/{ladder}', {
          params: { path: { ladder }, query: { ...question, compare: 'previous' } },
        }),
      ),
    placeholderData: (before) => (before?.ladder === ladder ? before : undefined),
    staleTime: 30_000,
  });

export const useMembers = (
  ladder: Ladder,
  stage: string,
  sort: MemberSort,
): UseInfiniteQueryResult<InfiniteData<Page<Member>>> =>
  useInfiniteQuery({
    queryKey: membersKey(ladder, stage, sort),
    queryFn: ({ pageParam }) =>
      take<Page<Member>>(
        api.GET('/api/v1/journey/{ladder}/{stage}', {
          params: {
            path: { ladder, stage },
            query: { sort, limit: 20, ...(pageParam ? { after: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export interface StageMove {
  /** Null takes a move by hand back: the rules decide again. */
  stage: string | null;
  reason?: string | null;
  until?: string | null;
}

export const moveCustomer = (customer: Member, move: StageMove): Promise<Member> =>
  take<Member>(
    api.PUT('/api/v1/customers/{id}/stage', {
      params: { path: { id: customer.id }, header: ifMatch(customer.version) },
      body: move as never,
    }),
  );

export const useThresholds = (): UseQueryResult<Threshold[]> =>
  useQuery({
    queryKey: thresholdsKey,
    queryFn: async () =>
      (await take<Page<Threshold>>(api.GET('/api/v1/thresholds', { params: { query: { limit: 200 } } })))
        .data,
    staleTime: 5 * 60_000,
  });

type BandForm = Band & { owner_id: number | null };

export const addThreshold = (
  place: { metric: string; ladder: Ladder; stage: string | null },
  band: BandForm,
): Promise<Threshold> =>
  take<Threshold>(api.POST('/api/v1/thresholds', { body: { ...place, ...band } as never }));

export const changeThreshold = (one: Threshold, band: BandForm): Promise<Threshold> =>
  take<Threshold>(
    api.PATCH('/api/v1/thresholds/{id}', {
      params: { path: { id: one.id }, header: ifMatch(one.version) },
      body: band as never,
    }),
  );

export const removeThreshold = (one: Threshold): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/thresholds/{id}', {
      params: { path: { id: one.id }, header: ifMatch(one.version) },
    }),
  );
