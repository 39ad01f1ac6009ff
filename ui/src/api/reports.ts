import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { Report } from './records';

export type Metric =
  | 'nps'
  | 'csat'
  | 'ces'
  | 'churn'
  | 'frt'
  | 'ttr'
  | 'volume'
  | 'backlog'
  | 'reopen'
  | 'stage';

export interface ReportQuestion {
  by?: string;
  from?: string;
  to?: string;
  compare?: 'previous' | 'year';
}

export const useReport = (metric: Metric, question: ReportQuestion): UseQueryResult<Report> =>
  useQuery({
    queryKey: [...keys.reports, metric, question],
    queryFn: () =>
      take<Report>(
        api.GET('/api/v1/reports/{metric}', { params: { path: { metric }, query: { ...question } } }),
      ),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
