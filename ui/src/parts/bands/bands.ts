import type { Band, Ladder, Threshold } from '~/api/journey';
import type { Metric } from '~/api/reports';

/** The metrics that bands are kept for here. */
export const BAND_METRICS = [
  'nps',
  'csat',
  'ces',
  'churn',
  'frt',
  'ttr',
  'fcr',
  'reopen',
  'backlog',
  'sales_growth',
] as const satisfies Metric[];

export const LIMITS = [
  'low_limit',
  'low_warning',
  'high_warning',
  'high_limit',
] as const satisfies (keyof Band)[];
export type Limit = (typeof LIMITS)[number];

/** A row of the form: what is typed, as it is typed. */
export type BandRow = Record<Limit, string> & { rung: string | null; owner: number | null };

const RUNGS: Record<Ladder, readonly string[]> = {
  stage: ['discovery', 'consideration', 'conversion', 'experience', 'retention', 'advocacy'],
  value_stage: ['introduction', 'growth', 'maturity', 'decline'],
  relationship: ['prospect', 'customer', 'at_risk', 'lost', 'won_back'],
};

/** All together first, then the stages. */
export const rungsOf = (ladder: Ladder): (string | null)[] => [null, ...RUNGS[ladder]];

export const emptyRow = (rung: string | null): BandRow => ({
  rung,
  owner: null,
  low_limit: '',
  low_warning: '',
  high_warning: '',
  high_limit: '',
});

export function rowOf(rung: string | null, stored: Threshold | null): BandRow {
  const row = emptyRow(rung);
  if (!stored) return row;
  for (const limit of LIMITS) row[limit] = stored[limit] === null ? '' : String(stored[limit]);
  return { ...row, owner: stored.owner_id };
}

/** "1,5" and "1.5" alike; nothing for nothing, NaN for what is no number. */
export function limitOf(text: string): number | null {
  const typed = text.trim().replace(',', '.');
  return typed === '' ? null : Number(typed);
}

export const isEmptyRow = (row: BandRow): boolean => LIMITS.every((limit) => limitOf(row[limit]) === null);

export const toBand = (row: BandRow): Band => ({
  low_limit: limitOf(row.low_limit),
  low_warning: limitOf(row.low_warning),
  high_warning: limitOf(row.high_warning),
  high_limit: limitOf(row.high_limit),
});

/** Whether the limits are numbers that rise from the low one to the high one. */
export function bandFault(row: BandRow): boolean {
  const known = LIMITS.map((limit) => limitOf(row[limit])).filter((value) => value !== null);
  return known.some((value, at) => !Number.isFinite(value) || (at > 0 && value < (known[at - 1] ?? 0)));
}
