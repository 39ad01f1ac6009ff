import type { Holiday, Shift } from '~/api/settings';

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;
export const DAY_MINUTES = 1440;
export const SHIFTS_MAX = 8;

/** "09:30" of 570; midnight at the end of a day is 24:00. */
export function clockOf(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** 570 of "9:30", "0930" or "9.30"; null for what is no time of a day. */
export function minuteOf(text: string): number | null {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/.exec(text.trim());
  if (!found) return null;
  const minute = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return Number(found[2] ?? 0) > 59 || minute > DAY_MINUTES ? null : minute;
}

const byTime = (a: Shift, b: Shift): number => a.weekday - b.weekday || a.opens_minute - b.opens_minute;
export const sortedWeek = (hours: readonly Shift[]): Shift[] => [...hours].sort(byTime);
export const ofDay = (hours: readonly Shift[], weekday: number): Shift[] =>
  sortedWeek(hours.filter((one) => one.weekday === weekday));

/** Another shift after the last one of the day: from nine to six on a day that was closed. */
export function withShift(hours: readonly Shift[], weekday: number): Shift[] {
  const last = ofDay(hours, weekday).at(-1);
  const opens = last ? Math.min(last.closes_minute + 60, DAY_MINUTES - 60) : 540;
  const closes = last ? Math.min(opens + 240, DAY_MINUTES) : 1080;
  return sortedWeek([...hours, { weekday, opens_minute: opens, closes_minute: closes }]);
}

/** The shifts of one day on others too. */
export const copiedTo = (hours: readonly Shift[], from: number, to: readonly number[]): Shift[] =>
  sortedWeek([
    ...hours.filter((one) => !to.includes(one.weekday) || one.weekday === from),
    ...to
      .filter((day) => day !== from)
      .flatMap((weekday) => ofDay(hours, from).map((one) => ({ ...one, weekday }))),
  ]);

export type WeekFault = { weekday: number; what: 'order' | 'overlap' };

/** The first thing that makes no week. */
export function weekFault(hours: readonly Shift[]): WeekFault | null {
  for (const weekday of WEEKDAYS) {
    let end = -1;
    for (const shift of ofDay(hours, weekday)) {
      if (shift.closes_minute <= shift.opens_minute) return { weekday, what: 'order' };
      if (shift.opens_minute < end) return { weekday, what: 'overlap' };
      end = shift.closes_minute;
    }
  }
  return null;
}

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/**
 * A list of holidays as people paste it: a line each, "2026-12-25 Navidad" or "25/12/2026; Navidad". Lines that name
 * no day come back beside them.
 */
export function readHolidays(text: string): { days: Holiday[]; bad: string[] } {
  const days: Holiday[] = [];
  const bad: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const words = line.trim();
    if (words === '') continue;
    const iso = /^(\d{4})-(\d{2})-(\d{2})\b[\s,;:–-]*(.*)$/.exec(words);
    const local = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b[\s,;:–-]*(.*)$/.exec(words);
    const day = iso
      ? `${iso[1]}-${iso[2]}-${iso[3]}`
      : local
        ? `${local[3]}-${local[2]?.padStart(2, '0')}-${local[1]?.padStart(2, '0')}`
        : '';
    if (!isDay(day)) bad.push(words);
    else days.push({ day, name: (iso?.[4] ?? local?.[4])?.trim() || null });
  }
  return { days, bad };
}

/** Both lists as one; what is named later names a day that is in both. */
export function mergedHolidays(before: readonly Holiday[], more: readonly Holiday[]): Holiday[] {
  const all = new Map(before.map((one) => [one.day, one]));
  for (const one of more) all.set(one.day, one.name ? one : (all.get(one.day) ?? one));
  return [...all.values()].sort((a, b) => a.day.localeCompare(b.day));
}
