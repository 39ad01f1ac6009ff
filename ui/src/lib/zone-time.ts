/** Wall clocks of a time zone: the person's, which need not be the browser's. */

export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY_MS = 86_400_000;

const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What a clock on the wall there shows. */
export function wallClock(at: number, zone: string = browserZone()): WallClock {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

const asUtc = (clock: WallClock): number =>
  Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute);

/**
 * The instant at which the clock there shows that; fields may run over (day 32 is next month's). An hour that a change
 * of the clocks leaves out comes out one hour later, one that it repeats as the first.
 */
export function instantOf(clock: WallClock, zone: string = browserZone()): number {
  const wanted = asUtc(clock);
  const offsetAt = (at: number): number => asUtc(wallClock(at, zone)) - at;
  const found = [wanted - offsetAt(wanted - DAY_MS), wanted - offsetAt(wanted + DAY_MS)];
  const right = found.filter((at) => asUtc(wallClock(at, zone)) === wanted);
  return right.length > 0 ? Math.min(...right) : Math.max(...found);
}

/** "2026-11-25T09:00", as a datetime-local field has it, and back; null for what is no time. */
export function fieldOf(at: number, zone?: string): string {
  const clock = wallClock(at, zone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(clock.year).padStart(4, '0')}-${two(clock.month)}-${two(clock.day)}T${two(clock.hour)}:${two(clock.minute)}`;
}

export function instantOfField(text: string, zone?: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute }, zone);
}

/** So many days from now at that hour there. */
export function dayAt(now: number, days: number, hour: number, zone?: string): number {
  const clock = wallClock(now, zone);
  return instantOf({ ...clock, day: clock.day + days, hour, minute: 0 }, zone);
}

/** The next Monday (1) … Sunday (7) after today at that hour there. */
export function weekdayAt(now: number, weekday: number, hour: number, zone?: string): number {
  const clock = wallClock(now, zone);
  const today = new Date(asUtc(clock)).getUTCDay() || 7;
  return dayAt(now, ((weekday - today + 6) % 7) + 1, hour, zone);
}
