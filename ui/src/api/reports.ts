import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { Filter, Report } from './records';

export const METRICS = [
  'nps',
  'csat',
  'ces',
  'churn',
  'retention',
  'frt',
  'ttr',
  'fcr',
  'effort',
  'volume',
  'backlog',
  'reopen',
  'stage',
  'sales_growth',
] as const;
export type Metric = (typeof METRICS)[number];

export interface ReportQuestion {
  by?: string;
  from?: string;
  to?: string;
  at?: string;
  compare?: 'previous' | 'year';
  filter?: Filter | null;
  /** Whether each figure says which list it counts. */
  drill?: boolean;
}

/** The parameters of a question, as the API and its downloads take them. */
export function reportParameters(question: ReportQuestion): Record<string, string> {
  const { filter, drill, ...plain } = question;
  return {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => Boolean(value))),
    ...(filter ? { filter: JSON.stringify(filter) } : {}),
    ...(drill ? { drill: 'true' } : {}),
  };
}

export const useReport = (metric: Metric, question: ReportQuestion, enabled = true): UseQueryResult<Report> =>
  useQuery({
    queryKey: [...keys.reports, metric, question],
    queryFn: () =>
      take<Report>(
        api.GET('/api/v1/reports/{metric}', {
          params: { path: { metric }, query: reportParameters(question) },
        }),
      ),
    staleTime: 60_000,
    placeholderData: (before) => before,
    enabled,
  });

/** The address of the same figures as a file. */
export function reportFile(metric: Metric, question: ReportQuestion, format: 'csv' | 'xlsx'): string {
  const { drill: _, ...rest } = question;
  return `/api/v1/reports/${metric}?${new URLSearchParams({ ...reportParameters(rest), format })}`;
}

/** What holds for the whole workspace, as far as reports need it. */
export interface WorkspaceSettings {
  time_zone: string;
  base_currency: string;
  name: string;
}

export const useWorkspaceSettings = (): UseQueryResult<WorkspaceSettings> =>
  useQuery({
    queryKey: ['settings', 'reports'],
    queryFn: () => take<WorkspaceSettings>(api.GET('/api/v1/settings')),
    staleTime: 5 * 60_000,
  });
