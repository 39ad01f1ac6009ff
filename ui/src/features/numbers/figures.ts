import type { Report, ReportRow } from '~/api/records';
import type { Metric } from '~/api/reports';
import { formatHours, formatNumber, formatPercent } from '~/lib/format';
import type { Grain, Period } from '~/lib/period';

/** How each number is written, and whether more of it is good news. */
export interface Figure {
  metric: Metric;
  format: (value: number | null | undefined) => string;
  better: 'more' | 'less' | 'neither';
}

const score = (value: number | null | undefined) => formatNumber(value, 1);
const count = (value: number | null | undefined) => formatNumber(value);
const share = (value: number | null | undefined) => formatPercent(value, 1);

export const FIGURES: Record<Metric, Figure> = {
  nps: { metric: 'nps', format: score, better: 'more' },
  csat: { metric: 'csat', format: share, better: 'more' },
  ces: { metric: 'ces', format: share, better: 'more' },
  churn: { metric: 'churn', format: share, better: 'less' },
  frt: { metric: 'frt', format: formatHours, better: 'less' },
  ttr: { metric: 'ttr', format: formatHours, better: 'less' },
  volume: { metric: 'volume', format: count, better: 'neither' },
  backlog: { metric: 'backlog', format: count, better: 'less' },
  reopen: { metric: 'reopen', format: share, better: 'less' },
  fcr: { metric: 'fcr', format: share, better: 'more' },
  effort: { metric: 'effort', format: score, better: 'less' },
  retention: { metric: 'retention', format: share, better: 'more' },
  sales_growth: { metric: 'sales_growth', format: share, better: 'more' },
  stage: { metric: 'stage', format: count, better: 'neither' },
};

/** Below this many answers a share says little. */
export const FEW = 30;
export const isEstimate = (metric: Metric): boolean =>
  metric === 'nps' || metric === 'csat' || metric === 'ces' || metric === 'fcr';

/** A value of a row that is a finite number, or null: null is "no data", never 0. */
export function numberOf(row: ReportRow | null | undefined, field: string): number | null {
  const value = row?.[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export interface Change {
  value: number;
  /** In the metric's own unit (points) or in percent of what it was. */
  kind: 'points' | 'percent';
  good: boolean | null;
}

/** Scores and shares change by points, counts and times by percent. */
export function changeOf(figure: Figure, now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const points = figure.metric === 'nps' || figure.format === share;
  if (!points && before === 0) return null;
  const value = points ? now - before : ((now - before) / before) * 100;
  if (Math.abs(value) < 0.05) return { value: 0, kind: points ? 'points' : 'percent', good: null };
  const good = figure.better === 'neither' ? null : figure.better === 'more' ? value > 0 : value < 0;
  return { value, kind: points ? 'points' : 'percent', good };
}

const DAY_MS = 86_400_000;

/** Every bucket of the period under the key that reports use, so that a month without data is a gap, not absent. */
export function bucketsOf(period: Period, grain: Grain): string[] {
  const keys: string[] = [];
  const last = Date.parse(period.to);
  for (let at = Date.parse(period.from); at <= last; at += DAY_MS) {
    const key = bucketKey(new Date(at), grain);
    if (keys.at(-1) !== key) keys.push(key);
  }
  return keys;
}

export function bucketKey(date: Date, grain: Grain): string {
  const day = date.toISOString().slice(0, 10);
  if (grain === 'day') return day;
  if (grain === 'month') return day.slice(0, 7);
  // ISO 8601: the week belongs to the year of its Thursday.
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - yearStart) / DAY_MS / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

/** The rows of a report in the order of the buckets; null where there is no row. */
export function alongBuckets(
  report: Report | undefined,
  grain: Grain,
  buckets: readonly string[],
): (ReportRow | null)[] {
  const rows = new Map((report?.groups ?? []).map((row) => [String(row[grain] ?? ''), row]));
  return buckets.map((bucket) => rows.get(bucket) ?? null);
}

/** The groups of a report by a second dimension, greatest first, each along the buckets. */
export function seriesBy(
  report: Report | undefined,
  dimension: string,
  grain: Grain,
  buckets: readonly string[],
  most: number,
): { name: string; values: (number | null)[]; sum: number }[] {
  const groups = new Map<string, Map<string, number | null>>();
  for (const row of report?.groups ?? []) {
    const name = row[dimension];
    if (typeof name !== 'string' || name === '') continue;
    const values = groups.get(name) ?? new Map<string, number | null>();
    values.set(String(row[grain] ?? ''), numberOf(row, 'value'));
    groups.set(name, values);
  }
  return [...groups]
    .map(([name, values]) => ({
      name,
      values: buckets.map((bucket) => values.get(bucket) ?? null),
      sum: [...values.values()].reduce<number>((sum, value) => sum + (value ?? 0), 0),
    }))
    .sort((a, b) => b.sum - a.sum)
    .slice(0, most);
}
