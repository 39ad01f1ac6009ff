import { UNTIL_REPLY } from '~/api/cases';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { dayAt, wallClock, weekdayAt } from '~/lib/zone-time';

export interface TimePreset {
  key: 'hours' | 'tomorrow' | 'after_tomorrow' | 'monday' | 'reply';
  /** ISO, UTC. */
  at: string;
}

const HOUR_MS = 3_600_000;
const MONDAY = 1;
const OPENS = 9;

const iso = (at: number): string => new Date(at).toISOString();

/** Times worth a click, in the person's own zone; later today only while there is a today left. */
export function snoozePresets(now: number, zone: string | undefined): TimePreset[] {
  const presets: TimePreset[] = [];
  const later = now + 3 * HOUR_MS;
  if (wallClock(later, zone).day === wallClock(now, zone).day) presets.push({ key: 'hours', at: iso(later) });
  presets.push(
    { key: 'tomorrow', at: iso(dayAt(now, 1, OPENS, zone)) },
    { key: 'after_tomorrow', at: iso(dayAt(now, 2, OPENS, zone)) },
    { key: 'monday', at: iso(weekdayAt(now, MONDAY, OPENS, zone)) },
    { key: 'reply', at: UNTIL_REPLY },
  );
  const seen = new Set<string>();
  return presets.filter((one) => !seen.has(one.at) && seen.add(one.at));
}

/** When a customer can be promised to hear again. */
export function promisePresets(now: number, zone: string | undefined): TimePreset[] {
  return snoozePresets(now, zone).filter((one) => one.key !== 'reply');
}

/** "hasta el 26 nov 2026, 9:00", or until the customer writes. */
export const untilWords = (at: string | null): string =>
  at === UNTIL_REPLY ? t('case.until_reply') : t('case.until', { date: formatDateTime(at) });
