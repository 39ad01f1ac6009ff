import { type Language, language } from './i18n';
import { preferences } from './preferences';

/** Language and region are apart: texts are `es`, numbers and dates are `es-CO` where the person or the browser says so. */
const REGIONS: Record<Language, string> = { es: 'es-MX', en: 'en-US', pt: 'pt-BR' };
export const NOTHING = '—';

let zone: string | undefined;

/** The agent's own time zone; a name this browser does not know leaves the browser's. */
export function setTimeZone(name: string | null | undefined): void {
  try {
    zone = name ? new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone : undefined;
  } catch {
    zone = undefined;
  }
  cache.clear();
}

export const timeZone = (): string | undefined => zone;

/** Of dates and of everything with words in it: the region only where its language is the one that is read. */
export function locale(): string {
  const spoken = language();
  const { region } = preferences();
  if (region?.startsWith(`${spoken}-`)) return region;
  const own = navigator.languages.find((tag) => tag.length > 2 && tag.toLowerCase().startsWith(`${spoken}-`));
  return own ?? REGIONS[spoken];
}

/** Of numbers and money, which look the same in every language of a region. */
const numberLocale = (): string => preferences().region ?? locale();

/** The day a week begins with there: 1 Monday … 7 Sunday. */
export function firstWeekday(): number {
  const place = new Intl.Locale(numberLocale()) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (place.getWeekInfo?.() ?? place.weekInfo)?.firstDay ?? 1;
}

// Making an Intl formatter costs about as much as drawing a row: each is made once.
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: (tag: string) => T,
  tag = locale(),
): T {
  const full = `${tag} ${key}`;
  const found = cache.get(full);
  if (found) return found as T;
  const made = make(tag);
  cache.set(full, made);
  return made;
}

export function formatNumber(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  return cached(
    `n${digits}`,
    (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits }),
    numberLocale(),
  ).format(value);
}

/** `value` is already in percent (0-100), as every report gives it. */
export function formatPercent(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  return cached(
    `p${digits}`,
    (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: digits }),
    numberLocale(),
  ).format(value / 100);
}

export interface Money {
  amount: number;
  currency: string;
}

const COMPACT_FROM = 100_000;

/**
 * Minor units to words, with the currency's name where its sign could be another's; how many decimals a currency has
 * is Intl's knowledge. In short form cents go, and great sums are rounded to thousands or millions.
 */
export function formatMoney(money: Money | null | undefined, short = false): string {
  if (!money || money.amount === null || !money.currency) return NOTHING;
  try {
    const exponent =
      new Intl.NumberFormat('en', { style: 'currency', currency: money.currency }).resolvedOptions()
        .maximumFractionDigits ?? 2;
    const value = money.amount / 10 ** exponent;
    const size = !short ? 'full' : Math.abs(value) < COMPACT_FROM ? 'whole' : 'compact';
    const options: Record<typeof size, Intl.NumberFormatOptions> = {
      full: {},
      whole: { maximumFractionDigits: 0 },
      compact: { notation: 'compact', maximumFractionDigits: 1 },
    };
    return cached(
      `m${money.currency}${size}`,
      (tag) =>
        new Intl.NumberFormat(tag, {
          style: 'currency',
          currency: money.currency,
          currencyDisplay: 'symbol',
          ...options[size],
        }),
      numberLocale(),
    ).format(value);
  } catch {
    return `${money.amount} ${money.currency}`;
  }
}

type Instant = string | number | Date | null | undefined;

function toDate(value: Instant): Date | null {
  if (value === null || value === undefined || value === '') return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

function formatWith(value: Instant, key: string, options: Intl.DateTimeFormatOptions): string {
  const date = toDate(value);
  if (!date) return NOTHING;
  return cached(key, (tag) => new Intl.DateTimeFormat(tag, { timeZone: zone, ...options })).format(date);
}

export const formatDate = (value: Instant): string =>
  formatWith(value, 'date', { day: 'numeric', month: 'short', year: 'numeric' });

export const formatDateTime = (value: Instant): string =>
  formatWith(value, 'dt', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });

export const formatTime = (value: Instant): string =>
  formatWith(value, 't', { hour: 'numeric', minute: '2-digit' });

/** A day's heading: "lunes, 23 de noviembre de 2026". */
export const formatDay = (value: Instant): string =>
  formatWith(value, 'day', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** The key that two instants of the same day share. */
export const dayOf = (value: Instant): string =>
  formatWith(value, 'dayof', { day: 'numeric', month: 'numeric', year: 'numeric' });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "hace 5 min", "hace 3 d", and the date once more than four weeks have gone. */
export function formatAgo(value: Instant, now: number = Date.now()): string {
  const date = toDate(value);
  if (!date) return NOTHING;
  const seconds = Math.round((date.getTime() - now) / 1000);
  const size = Math.abs(seconds);
  const relative = cached(
    'ago',
    (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }),
  );
  if (size < 45) return relative.format(0, 'second');
  if (size < HOUR) return relative.format(Math.round(seconds / MINUTE), 'minute');
  if (size < DAY) return relative.format(Math.round(seconds / HOUR), 'hour');
  if (size < 28 * DAY) return relative.format(Math.round(seconds / DAY), 'day');
  return formatDate(date);
}

const unitText = (name: 'minute' | 'hour' | 'day', value: number, digits: number): string =>
  cached(
    `u${name}${digits}`,
    (tag) =>
      new Intl.NumberFormat(tag, {
        style: 'unit',
        unit: name,
        unitDisplay: 'short',
        maximumFractionDigits: digits,
      }),
  ).format(value);

/**
 * Hours of a report: "25 min", "7,6 h", "3,2 d". With `like`, in the unit that suits that many hours, so that an
 * axis has one unit.
 */
export function formatHours(hours: number | null | undefined, like?: number): string {
  if (hours === null || hours === undefined || Number.isNaN(hours)) return NOTHING;
  const size = Math.abs(like ?? hours);
  if (size < 1) return unitText('minute', hours * 60, 0);
  if (size < 48) return unitText('hour', hours, 1);
  return unitText('day', hours / 24, 1);
}

export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let step = 0;
  let value = bytes;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return cached(
    `b${step}`,
    (tag) =>
      new Intl.NumberFormat(tag, {
        style: 'unit',
        unit: units[step],
        unitDisplay: 'short',
        maximumFractionDigits: step > 1 ? 1 : 0,
      }),
  ).format(value);
}

const DAY_MS = 86_400_000;

/** The Monday of "2026-W12"; ISO 8601: the week with the fourth of January is the first. */
function mondayOf(year: number, week: number): Date {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const back = (fourth.getUTCDay() + 6) % 7;
  return new Date(fourth.getTime() + ((week - 1) * 7 - back) * DAY_MS);
}

const bucketText = (date: Date, key: string, options: Intl.DateTimeFormatOptions): string =>
  cached(key, (tag) => new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options })).format(date);

/** The label of a report's time bucket: 2026, 2026-Q1, 2026-03, 2026-W12 (by its Monday) or 2026-03-09. */
export function formatBucket(bucket: string, long = false): string {
  const [, year = '', month] = /^(\d{4})-(\d{2})$/.exec(bucket) ?? [];
  if (month)
    return bucketText(new Date(Date.UTC(Number(year), Number(month) - 1, 15)), `bm${long}`, {
      month: long ? 'long' : 'short',
      year: long ? 'numeric' : '2-digit',
    });
  const week = /^(\d{4})-W(\d{2})$/.exec(bucket);
  const day = week ? mondayOf(Number(week[1]), Number(week[2])) : new Date(`${bucket}T00:00:00Z`);
  if (!/^\d{4}-(\d{2}-\d{2}|W\d{2})$/.test(bucket) || Number.isNaN(day.getTime())) return bucket;
  return bucketText(day, `bd${long}`, {
    day: 'numeric',
    month: 'short',
    ...(long ? { year: 'numeric' } : {}),
  });
}

/** "lun", by the number of ISO 8601: 1 is Monday. The first of January 2024 was one. */
export const weekdayName = (weekday: number, long = false): string =>
  bucketText(new Date(Date.UTC(2024, 0, weekday)), `wd${long}`, { weekday: long ? 'long' : 'short' });

/** "Ana, Luis y Eva". */
export const formatList = (words: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction' }).format(words);
