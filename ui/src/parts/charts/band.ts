/** What a number should be: limits that matter, and warnings before them. Any of them may be missing. */
export interface Limits {
  low_limit: number | null;
  low_warning: number | null;
  high_warning: number | null;
  high_limit: number | null;
}

export type BandState = 'in' | 'near_low' | 'near_high' | 'below' | 'above';

/** Where a value stands in its band; null where there is no band or no value. */
export function bandState(value: number | null, band: Limits | null | undefined): BandState | null {
  if (value === null || !band) return null;
  if (band.low_limit !== null && value < band.low_limit) return 'below';
  if (band.high_limit !== null && value > band.high_limit) return 'above';
  if (band.low_warning !== null && value < band.low_warning) return 'near_low';
  if (band.high_warning !== null && value > band.high_warning) return 'near_high';
  return 'in';
}

export const isOut = (state: BandState | null): boolean => state === 'below' || state === 'above';

/** The stretch of an axis that is fine; what is open at an end reaches to the axis' own. */
export function bandStretch(
  band: Limits | null | undefined,
  [from, to]: readonly [number, number],
): [number, number] | null {
  if (!band) return null;
  const low = band.low_limit ?? band.low_warning ?? from;
  const high = band.high_limit ?? band.high_warning ?? to;
  const start = Math.max(from, Math.min(low, to));
  const end = Math.min(to, Math.max(high, from));
  return end > start ? [start, end] : null;
}
