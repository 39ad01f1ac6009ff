import { drillOf } from '~/api/drill';
import type { Threshold } from '~/api/journey';
import { type Metric, reportFile, useReport } from '~/api/reports';
import { formatBucket, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import type { Grain } from '~/lib/period';
import { openDrill } from '~/parts/drill/open-drill';
import { type Cut, questionOf } from './cut';
import { alongBuckets, bucketsOf, FIGURES, numberOf } from './figures';

export interface Where {
  cut: Cut;
  grain: Grain;
  bands: readonly Threshold[];
}

export const grainName = (grain: Grain): string => t(`numbers.grain_${grain}`);

/** The band of a metric, on a stage or for all. */
export const bandOf = (
  bands: readonly Threshold[],
  metric: Metric,
  stage: string | null = null,
): Threshold | null =>
  bands.find((band) => band.metric === metric && band.ladder === 'stage' && band.stage === stage) ?? null;

/** A metric over time: its report, its rows in the order of the buckets, and how a point opens its list. */
export function useAlong(metric: Metric, { cut, grain }: Where) {
  const question = questionOf(metric, cut, grain);
  const report = useReport(metric, question);
  const buckets = bucketsOf(cut.period, grain);
  const rows = alongBuckets(report.data, grain, buckets);
  const title = t(`metric.${metric}`);
  return {
    report,
    buckets,
    rows,
    labels: buckets.map((bucket) => formatBucket(bucket)),
    file: reportFile(metric, question, 'csv'),
    n: numberOf(report.data?.total, 'n'),
    notes: rows.map((row) => {
      const n = numberOf(row, 'n');
      return n === null ? '' : `n ${formatNumber(n)}`;
    }),
    onPoint: (index: number) =>
      openDrill(`${title} · ${formatBucket(buckets[index] ?? '', true)}`, drillOf(rows[index])),
    onOpen: drillOf(report.data?.total) ? () => openDrill(title, drillOf(report.data?.total)) : undefined,
  };
}

/** "Último: 31,2 (mar 26)." */
export function lastWords(
  labels: readonly string[],
  values: readonly (number | null)[],
  format: (v: number) => string,
): string {
  const at = values.findLastIndex((value) => value !== null);
  const value = values[at];
  return value === null || value === undefined
    ? t('numbers.no_data')
    : t('numbers.last', { value: format(value), when: labels[at] ?? '' });
}

export const formatOf = (metric: Metric) => FIGURES[metric].format;

/** At most six lines, each with its own dash. */
export const LINES = [
  { color: 'var(--st-consideration)' },
  { color: 'var(--brand)', dash: '7 4' },
  { color: 'var(--st-risk)', dash: '2 3' },
  { color: 'var(--st-advocacy)', dash: '9 3 2 3' },
  { color: 'var(--st-experience)', dash: '4 2' },
  { color: 'var(--st-lost)', dash: '1 3' },
] as const;

/** Axis steps of whole minutes, hours or days. */
export const hoursUnit = (greatest: number): number => (greatest >= 48 ? 24 : greatest < 1 ? 1 / 60 : 1);
