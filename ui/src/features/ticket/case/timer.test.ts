import { beforeEach, describe, expect, it } from 'vitest';
import {
  clockWords,
  dropTimer,
  pauseTimer,
  readDuration,
  startTimer,
  tick,
  timerOf,
  timerStore,
} from './timer';

const now = (id: number) => timerOf(timerStore.get(), id);

describe('the running clock', () => {
  beforeEach(() => {
    dropTimer(1);
    dropTimer(2);
  });

  it('counts only while somebody is there, and no leap of a sleeping machine', () => {
    startTimer(1);
    tick(1, 1000, true);
    tick(1, 1000, false);
    tick(1, 600_000, true);
    expect(now(1)).toEqual({ ms: 1000, running: true });
    pauseTimer(1);
    tick(1, 1000, true);
    expect(now(1)).toEqual({ ms: 1000, running: false });
  });

  it('runs for one case at a time, and is kept in the browser', () => {
    startTimer(1);
    tick(1, 2000, true);
    startTimer(2);
    expect(now(1)).toEqual({ ms: 2000, running: false });
    expect(now(2)?.running).toBe(true);
    expect(JSON.parse(localStorage.getItem('lazo.timers') ?? '{}')).toMatchObject({ 1: { ms: 2000 } });
  });

  it('reads times as people type them', () => {
    const typed: Record<string, number | null> = {
      '25': 1500,
      '25 min': 1500,
      '1 h 30': 5400,
      '1h': 3600,
      '0:45': 45,
      '1:02:03': 3723,
      '': null,
      '0': null,
      mucho: null,
      '25 h': null,
    };
    for (const [text, seconds] of Object.entries(typed))
      expect([text, readDuration(text)]).toEqual([text, seconds]);
    expect([clockWords(5), clockWords(750), clockWords(3723)]).toEqual(['0:05', '12:30', '1:02:03']);
  });
});
