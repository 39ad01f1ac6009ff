import { formatAgo, formatDate, formatDateTime, formatTime, timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { dayAt, wallClock, weekdayAt } from '~/lib/zone-time';

export type DueGroup = 'late' | 'today' | 'week' | 'later' | 'none';

const dayNumber = (at: number, zone?: string): number => {
  const clock = wallClock(at, zone);
  return Date.UTC(clock.year, clock.month - 1, clock.day) / 86_400_000;
};

/** Where a date stands from now, by the days of the person's own zone. */
export function dueGroup(due: string | null, now: number, zone: string | undefined = timeZone()): DueGroup {
  if (!due) return 'none';
  const at = new Date(due).getTime();
  if (at < now) return 'late';
  const days = dayNumber(at, zone) - dayNumber(now, zone);
  if (days === 0) return 'today';
  return days < 7 ? 'week' : 'later';
}

/** "hoy 15:00", "28 nov 2026, 15:00". */
export function dueWords(due: string, now: number): string {
  const group = dueGroup(due, now);
  if (group === 'late') return t('task.late_since', { ago: formatAgo(due, now) });
  if (group === 'today') return t('task.today_at', { time: formatTime(due) });
  return group === 'later' ? formatDate(due) : formatDateTime(due);
}

/** Dates that are asked for most, in the person's own zone. */
export function usualDates(now: number): { label: string; at: number }[] {
  const zone = timeZone();
  return [
    { label: t('task.in_an_hour'), at: Math.ceil((now + 3_600_000) / 300_000) * 300_000 },
    { label: t('task.tomorrow'), at: dayAt(now, 1, 9, zone) },
    { label: t('task.next_monday'), at: weekdayAt(now, 1, 9, zone) },
  ];
}
