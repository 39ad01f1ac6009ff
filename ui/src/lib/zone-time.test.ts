import { describe, expect, it } from 'vitest';
import { dayAt, fieldOf, instantOf, instantOfField, weekdayAt } from './zone-time';

const iso = (at: number): string => new Date(at).toISOString();
const NOW = Date.parse('2026-11-25T02:30:00Z'); // Tuesday evening in Bogotá, Wednesday in Madrid

describe('clocks of a time zone', () => {
  it('tomorrow at nine is the person’s tomorrow', () => {
    expect(iso(dayAt(NOW, 1, 9, 'America/Bogota'))).toBe('2026-11-25T14:00:00.000Z');
    expect(iso(dayAt(NOW, 1, 9, 'Europe/Madrid'))).toBe('2026-11-26T08:00:00.000Z');
  });

  it('next Monday is never today', () => {
    expect(iso(weekdayAt(NOW, 1, 9, 'America/Bogota'))).toBe('2026-11-30T14:00:00.000Z');
    expect(iso(weekdayAt(Date.parse('2026-11-30T15:00:00Z'), 1, 9, 'America/Bogota'))).toBe(
      '2026-12-07T14:00:00.000Z',
    );
  });

  it('a field’s time goes there and back', () => {
    expect(fieldOf(NOW, 'America/Bogota')).toBe('2026-11-24T21:30');
    expect(iso(instantOfField('2026-11-24T21:30', 'America/Bogota') ?? 0)).toBe('2026-11-25T02:30:00.000Z');
    expect(instantOfField('mañana')).toBeNull();
  });

  it('an hour that the clocks leave out comes one later, one that they repeat is the first', () => {
    const clock = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };
    expect(iso(instantOf(clock, 'Europe/Madrid'))).toBe('2026-03-29T01:30:00.000Z');
    const twice = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
    expect(iso(instantOf(twice, 'Europe/Madrid'))).toBe('2026-10-25T00:30:00.000Z');
  });
});
