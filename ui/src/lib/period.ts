/** The window a report looks at; both days belong to it. */
export interface Period {
  from: string;
  to: string;
}

export const PRESETS = ['30d', '90d', '12m', '24m'] as const;
export type Preset = (typeof PRESETS)[number];
export type Grain = 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;

export const toDay = (date: Date): string => date.toISOString().slice(0, 10);

export const isDay = (text: string | null | undefined): text is string =>
  typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Months start on the first, so that every month of the chart is whole but the running one. */
export function presetPeriod(preset: Preset, now: Date): Period {
  const today = toDay(now);
  if (preset === '30d' || preset === '90d') {
    const days = preset === '30d' ? 29 : 89;
    return { from: toDay(new Date(now.getTime() - days * DAY_MS)), to: today };
  }
  const months = preset === '12m' ? 11 : 23;
  return { from: toDay(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1))), to: today };
}

export function daysOf(period: Period): number {
  return Math.round((Date.parse(period.to) - Date.parse(period.from)) / DAY_MS) + 1;
}

export function grainOf(period: Period): Grain {
  const days = daysOf(period);
  if (days <= 31) return 'day';
  return days <= 120 ? 'week' : 'month';
}
