/** The window a report looks at; both days belong to it. */
export interface Period {
  from: string;
  to: string;
}

export const PRESETS = ['7d', '30d', '90d', 'month', 'last_month', '12m', '24m'] as const;
export type Preset = (typeof PRESETS)[number];
export type Grain = 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;

export const toDay = (date: Date): string => date.toISOString().slice(0, 10);

export const isDay = (text: string | null | undefined): text is string =>
  typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The day it is now in a zone, whatever the browser's own: reports count the workspace's days. */
export function todayIn(zone: string | undefined, now: Date = new Date()): string {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(now);
  } catch {
    return toDay(now);
  }
}

/** Months start on the first, so that every month of the chart is whole but the running one. */
export function presetPeriod(preset: Preset, now: Date): Period {
  const today = toDay(now);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const back = (days: number): Period => ({
    from: toDay(new Date(now.getTime() - days * DAY_MS)),
    to: today,
  });
  const since = (months: number): Period => ({
    from: toDay(new Date(Date.UTC(year, month - months, 1))),
    to: today,
  });
  switch (preset) {
    case '7d':
      return back(6);
    case '30d':
      return back(29);
    case '90d':
      return back(89);
    case 'month':
      return since(0);
    case 'last_month':
      return {
        from: toDay(new Date(Date.UTC(year, month - 1, 1))),
        to: toDay(new Date(Date.UTC(year, month, 0))),
      };
    case '12m':
      return since(11);
    case '24m':
      return since(23);
  }
}

export function daysOf(period: Period): number {
  return Math.round((Date.parse(period.to) - Date.parse(period.from)) / DAY_MS) + 1;
}

export function grainOf(period: Period): Grain {
  const days = daysOf(period);
  if (days <= 31) return 'day';
  return days <= 120 ? 'week' : 'month';
}
