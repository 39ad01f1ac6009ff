import { readLocal, writeLocal } from '~/lib/local';
import { createStore } from '~/lib/store';

// The running clock of a case: counted in this browser while the case is on the screen and somebody is there, kept over a
// reload, and written down as a time entry when the person says so.

export interface Timer {
  ms: number;
  running: boolean;
}

type Timers = Record<string, Timer>;

const KEY = 'lazo.timers';
const MOST = 50;
export const IDLE_MS = 5 * 60_000;
/** A gap longer than this between two ticks was sleep, not work. */
const LEAP_MS = 5_000;

function read(): Timers {
  try {
    const value: unknown = JSON.parse(readLocal(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Timers) : {};
  } catch {
    return {};
  }
}

const timers = createStore<Timers>(read());
export const timerStore = timers;
export const timerOf = (all: Timers, ticketId: number): Timer | null => all[String(ticketId)] ?? null;

function keep(next: Timers): void {
  timers.set(next);
  writeLocal(KEY, JSON.stringify(next));
}

/** One clock runs at a time: starting one pauses the others. */
export function startTimer(ticketId: number): void {
  const others = Object.entries(timers.get())
    .filter(([id]) => id !== String(ticketId))
    .slice(-MOST)
    .map(([id, timer]) => [id, { ...timer, running: false }]);
  const mine = timerOf(timers.get(), ticketId);
  keep({ ...Object.fromEntries(others), [String(ticketId)]: { ms: mine?.ms ?? 0, running: true } });
}

export function pauseTimer(ticketId: number): void {
  const mine = timerOf(timers.get(), ticketId);
  if (mine) keep({ ...timers.get(), [String(ticketId)]: { ...mine, running: false } });
}

export function dropTimer(ticketId: number): void {
  const { [String(ticketId)]: _gone, ...rest } = timers.get();
  keep(rest);
}

/** Puts back what was dropped. */
export function putTimer(ticketId: number, timer: Timer): void {
  keep({ ...timers.get(), [String(ticketId)]: timer });
}

/** One tick: counts what has passed since the last one if somebody was there. Pure but for the store. */
export function tick(ticketId: number, sinceMs: number, isHere: boolean): void {
  const mine = timerOf(timers.get(), ticketId);
  if (!mine?.running || !isHere || sinceMs <= 0 || sinceMs > LEAP_MS) return;
  keep({ ...timers.get(), [String(ticketId)]: { ...mine, ms: mine.ms + sinceMs } });
}

/** Seconds as "0:05", "12:30", "1:02:03". */
export function clockWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const LINES = [
  /^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$/,
  /^(?:(\d{1,2})\s*h)?\s*(?:(\d{1,4})\s*(?:m|min)?)?$/i,
] as const;
const DAY_SECONDS = 86_400;

/** What a person types as a time: "25", "25 min", "1 h 30", "1h", "0:45:00"; null for what is none, or more than a day. */
export function readDuration(text: string): number | null {
  const typed = text.trim();
  if (typed === '') return null;
  const clock = LINES[0].exec(typed);
  const words = LINES[1].exec(typed);
  const seconds = clock
    ? Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
    : words
      ? Number(words[1] ?? 0) * 3600 + Number(words[2] ?? 0) * 60
      : 0;
  return seconds > 0 && seconds <= DAY_SECONDS ? seconds : null;
}
