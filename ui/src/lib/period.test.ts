import { describe, expect, it } from 'vitest';
import { daysOf, grainOf, isDay, presetPeriod } from './period';

const now = new Date('2026-11-24T15:00:00Z');

describe('the period of a report', () => {
  it('starts whole months for the long presets and counts days for the short ones', () => {
    expect(presetPeriod('12m', now)).toEqual({ from: '2025-12-01', to: '2026-11-24' });
    expect(presetPeriod('24m', now)).toEqual({ from: '2024-12-01', to: '2026-11-24' });
    expect(presetPeriod('30d', now)).toEqual({ from: '2026-10-26', to: '2026-11-24' });
    expect(daysOf(presetPeriod('30d', now))).toBe(30);
  });

  it('is cut by day, week or month, as its length allows', () => {
    expect(grainOf(presetPeriod('30d', now))).toBe('day');
    expect(grainOf(presetPeriod('90d', now))).toBe('week');
    expect(grainOf(presetPeriod('12m', now))).toBe('month');
  });

  it('takes only real days from the address', () => {
    expect(isDay('2026-02-28')).toBe(true);
    expect(isDay('2026-13-01')).toBe(false);
    expect(isDay('yesterday')).toBe(false);
    expect(isDay(null)).toBe(false);
  });
});
