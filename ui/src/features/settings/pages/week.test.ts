import { describe, expect, it } from 'vitest';
import {
  clockOf,
  copiedTo,
  mergedHolidays,
  minuteOf,
  ofDay,
  readHolidays,
  weekFault,
  withShift,
} from './week';

const shift = (weekday: number, opens_minute: number, closes_minute: number) => ({
  weekday,
  opens_minute,
  closes_minute,
});

describe('a week of open hours', () => {
  it('reads times as people type them', () => {
    expect(['9', '9:30', '0930', '9.30', '24:00', '24:01', '9:75', 'x'].map(minuteOf)).toEqual([
      540,
      570,
      570,
      570,
      1440,
      null,
      null,
      null,
    ]);
    expect(clockOf(1440)).toBe('24:00');
  });

  it('adds a shift after the last one and copies a day to others', () => {
    const week = withShift(withShift([], 0), 0);
    expect(ofDay(week, 0)).toEqual([shift(0, 540, 1080), shift(0, 1140, 1380)]);
    expect(ofDay(copiedTo(week, 0, [1, 2]), 2).map((one) => one.opens_minute)).toEqual([540, 1140]);
  });

  it('names the day that makes no week', () => {
    expect(weekFault([shift(1, 600, 600)])).toEqual({ weekday: 1, what: 'order' });
    expect(weekFault([shift(1, 540, 700), shift(1, 650, 900)])).toEqual({ weekday: 1, what: 'overlap' });
    expect(weekFault([shift(1, 540, 700), shift(1, 700, 900)])).toBeNull();
  });

  it('takes a pasted list of holidays, and tells the lines that name no day', () => {
    expect(readHolidays('2026-12-25 Navidad\n1/1/2027; Año nuevo\n\n2026-02-30 nada\nhola')).toEqual({
      days: [
        { day: '2026-12-25', name: 'Navidad' },
        { day: '2027-01-01', name: 'Año nuevo' },
      ],
      bad: ['2026-02-30 nada', 'hola'],
    });
    expect(
      mergedHolidays([{ day: '2026-12-25', name: 'Navidad' }], [{ day: '2026-12-25', name: null }]),
    ).toEqual([{ day: '2026-12-25', name: 'Navidad' }]);
  });
});
