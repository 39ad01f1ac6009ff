import { describe, expect, it } from 'vitest';
import { dueGroup } from './due';

const bogota = 'America/Bogota';
const now = Date.parse('2026-11-25T02:00:00Z'); // the evening of the 24th in Bogotá

describe('where a date stands', () => {
  it('is late once it has gone by, whatever the day', () => {
    expect(dueGroup('2026-11-25T01:59:00Z', now, bogota)).toBe('late');
  });

  it('is today by the days of the reader, not of Greenwich', () => {
    expect(dueGroup('2026-11-25T04:30:00Z', now, bogota)).toBe('today');
    expect(dueGroup('2026-11-25T05:30:00Z', now, bogota)).toBe('week');
    expect(dueGroup('2026-11-25T05:30:00Z', now, 'UTC')).toBe('today');
  });

  it('is this week for the six days after, then later, and nothing without a date', () => {
    expect(dueGroup('2026-11-30T15:00:00Z', now, bogota)).toBe('week');
    expect(dueGroup('2026-12-01T15:00:00Z', now, bogota)).toBe('later');
    expect(dueGroup(null, now, bogota)).toBe('none');
  });
});
