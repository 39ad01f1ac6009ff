import type { Band, Journey, Ladder, Member } from '~/api/journey';
import type { ReportRow } from '~/api/records';
import type { Metric } from '~/api/reports';
import { formatHours, formatMoney, formatNumber, formatPercent } from '~/lib/format';
import { textOr } from '~/lib/i18n';
import { type BandState, bandState } from '~/parts/charts/band';

export const LADDERS: Record<Ladder, readonly string[]> = {
  stage: ['discovery', 'consideration', 'conversion', 'experience', 'retention', 'advocacy'],
  value_stage: ['introduction', 'growth', 'maturity', 'decline'],
  relationship: ['prospect', 'customer', 'at_risk', 'lost', 'won_back'],
};
export const LADDER_NAMES = Object.keys(LADDERS) as Ladder[];

/** The numbers that a stage can be judged by here; sales are the revenue of the orders made on it. */
export const BOARD_METRICS = ['nps', 'csat', 'churn', 'sales_growth', 'ttr'] as const satisfies Metric[];
export type BoardMetric = (typeof BOARD_METRICS)[number];

const COLORS: Record<string, string> = {
  introduction: 'var(--st-consideration)',
  growth: 'var(--st-experience)',
  maturity: 'var(--st-retention)',
  decline: 'var(--st-risk)',
  prospect: 'var(--st-discovery)',
  customer: 'var(--st-experience)',
  at_risk: 'var(--st-risk)',
  lost: 'var(--st-lost)',
  won_back: 'var(--st-advocacy)',
};
export const rungColor = (rung: string): string => COLORS[rung] ?? `var(--st-${rung})`;
export const rungName = (ladder: Ladder, rung: string): string => textOr(`${ladder}.${rung}`, rung);

/** Since when somebody stands where they stand. */
export const sinceOf = (member: Member, ladder: Ladder): string | null =>
  (ladder === 'stage'
    ? member.stage_since
    : ladder === 'value_stage'
      ? member.value_stage_since
      : member.relationship_since) ?? null;

const DAY_MS = 86_400_000;
export const daysSince = (since: string | null, now: number): number | null =>
  since === null ? null : Math.max(0, Math.floor((now - Date.parse(since)) / DAY_MS));

const numberIn = (row: ReportRow | null | undefined, column: string): number | null => {
  const value = row?.[column];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

const FEW = 30;

/** A stage's number as the board shows it. */
export interface StageFigure {
  text: string;
  n: number;
  isFew: boolean;
  state: BandState | null;
}

const isEstimate = (metric: BoardMetric): boolean => metric === 'nps' || metric === 'csat';

export function figureOf(
  metric: BoardMetric,
  row: ReportRow | null | undefined,
  band: Band | null | undefined,
  currency: string | undefined,
): StageFigure {
  const value = numberIn(row, 'value');
  const n = numberIn(row, 'n') ?? 0;
  const isFew = isEstimate(metric) && n > 0 && n < FEW;
  const revenue = numberIn(row, 'revenue');
  const texts: Record<BoardMetric, () => string> = {
    nps: () => formatNumber(value, 0),
    csat: () => formatPercent(value, 0),
    churn: () => formatPercent(value, 1),
    ttr: () => formatHours(value),
    sales_growth: () =>
      formatMoney(revenue === null ? null : { amount: revenue, currency: currency ?? '' }, true),
  };
  return { text: texts[metric](), n, isFew, state: isFew ? null : bandState(value, band) };
}

/** What the head of the board says of one stage. */
export interface StageHead {
  rung: string;
  row: ReportRow | null;
  count: number;
  entered: number;
  left: number;
  days: number | null;
  figure: StageFigure;
  metricRow: ReportRow | null;
  goes: Journey['stages']['transitions'];
}

export function headOf(
  journey: Journey | undefined,
  ladder: Ladder,
  rung: string,
  metric: BoardMetric,
): StageHead {
  const row = journey?.stages.groups.find((one) => one[ladder] === rung) ?? null;
  const metricRow = journey?.metric.groups.find((one) => one[ladder] === rung) ?? null;
  const band = journey?.thresholds.find((one) => one.stage === rung) ?? null;
  return {
    rung,
    row,
    metricRow,
    count: numberIn(row, 'n') ?? 0,
    entered: numberIn(row, 'entered') ?? 0,
    left: numberIn(row, 'left') ?? 0,
    days: numberIn(row, 'median_days'),
    figure: figureOf(
      metric,
      metricRow,
      band,
      (journey?.metric as { currency?: string } | undefined)?.currency,
    ),
    goes: (journey?.stages.transitions ?? [])
      .filter((one) => one.from === rung)
      .toSorted((a, b) => b.count - a.count),
  };
}

/** Takes a member out of the pages of one column and puts it on top of another's. */
export function takeOut(members: readonly Member[], id: number): Member[] {
  return members.filter((one) => one.id !== id);
}
