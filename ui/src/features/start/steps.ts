/** The first set-up, in its order; the workspace remembers which of them is next. */
export const STEPS = ['workspace', 'hours', 'mailbox', 'people'] as const;
export type Step = (typeof STEPS)[number];

/** Where to go on; a set-up that is done can be looked through again from its beginning. */
export const stepOf = (kept: string | null): Step => STEPS.find((step) => step === kept) ?? 'workspace';

export const nextStep = (step: Step): Step | null => STEPS[STEPS.indexOf(step) + 1] ?? null;

/** One day of the week as the form has it: open or not, and from when till when ("09:00"). */
export interface OpenDay {
  weekday: number; // 0 Monday … 6 Sunday
  isOpen: boolean;
  opens: string;
  closes: string;
}

export interface Hours {
  weekday: number;
  opens_minute: number;
  closes_minute: number;
}

const DAY_MINUTES = 1440;
const clock = (minute: number): string =>
  `${String(Math.floor((minute % DAY_MINUTES) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** The week, from the first day that the region begins it with (1 Monday … 7 Sunday). Breaks within a day are left out. */
export function weekOf(hours: readonly Hours[], firstDay: number): OpenDay[] {
  return Array.from({ length: 7 }, (_, index) => {
    const weekday = (firstDay - 1 + index) % 7;
    const own = hours.filter((one) => one.weekday === weekday);
    const opens = Math.min(...own.map((one) => one.opens_minute));
    const closes = Math.max(...own.map((one) => one.closes_minute));
    return own.length > 0
      ? { weekday, isOpen: true, opens: clock(opens), closes: clock(closes) }
      : { weekday, isOpen: false, opens: '09:00', closes: '18:00' };
  });
}

/** Midnight at the end of a day is written 00:00. */
export const closingMinute = (time: string): number => minuteOf(time) || DAY_MINUTES;

export const isSound = (day: OpenDay): boolean =>
  !day.isOpen || (day.opens !== '' && day.closes !== '' && closingMinute(day.closes) > minuteOf(day.opens));

export const hoursOf = (week: readonly OpenDay[]): Hours[] =>
  week
    .filter((day) => day.isOpen)
    .map((day) => ({
      weekday: day.weekday,
      opens_minute: minuteOf(day.opens),
      closes_minute: closingMinute(day.closes),
    }))
    .sort((a, b) => a.weekday - b.weekday);
