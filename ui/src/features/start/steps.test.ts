import { describe, expect, it } from 'vitest';
import { hoursOf, isSound, nextStep, stepOf, weekOf } from './steps';

describe('the first set-up', () => {
  it('goes on where it was left, and ends after the people', () => {
    expect(stepOf('mailbox')).toBe('mailbox');
    expect(stepOf(null)).toBe('workspace');
    expect(stepOf('dance')).toBe('workspace');
    expect(nextStep('workspace')).toBe('hours');
    expect(nextStep('people')).toBeNull();
  });

  it('shows a week from the day that the region begins it with', () => {
    const hours = [{ weekday: 0, opens_minute: 540, closes_minute: 1080 }];
    expect(weekOf(hours, 1)[0]).toEqual({ weekday: 0, isOpen: true, opens: '09:00', closes: '18:00' });
    expect(weekOf(hours, 7).map((day) => day.weekday)).toEqual([6, 0, 1, 2, 3, 4, 5]);
    expect(weekOf(hours, 7)[0]?.isOpen).toBe(false);
  });

  it('keeps hours as minutes of the day, with midnight at its end', () => {
    const week = weekOf([{ weekday: 4, opens_minute: 1200, closes_minute: 1440 }], 1);
    expect(week[4]?.closes).toBe('00:00');
    expect(hoursOf(week)).toEqual([{ weekday: 4, opens_minute: 1200, closes_minute: 1440 }]);
  });

  it('does not take a day that closes before it opens', () => {
    expect(isSound({ weekday: 0, isOpen: true, opens: '18:00', closes: '09:00' })).toBe(false);
    expect(isSound({ weekday: 0, isOpen: true, opens: '09:00', closes: '00:00' })).toBe(true);
    expect(isSound({ weekday: 0, isOpen: false, opens: '18:00', closes: '09:00' })).toBe(true);
  });
});
