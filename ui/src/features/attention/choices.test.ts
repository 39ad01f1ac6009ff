import { describe, expect, it } from 'vitest';
import { minuteOf, timeOf, withWay } from './choices';

describe('ways of being told', () => {
  it('brings the bell along with sound or desktop', () => {
    expect(withWay([], 'sound', true)).toEqual(['bell', 'sound']);
    expect(withWay(['mail'], 'desktop', true)).toEqual(['bell', 'desktop', 'mail']);
  });

  it('takes sound and desktop away with the bell, and leaves mail', () => {
    expect(withWay(['bell', 'desktop', 'sound', 'mail'], 'bell', false)).toEqual(['mail']);
  });

  it('leaves the others alone otherwise', () => {
    expect(withWay(['bell', 'desktop'], 'desktop', false)).toEqual(['bell']);
    expect(withWay(['bell'], 'mail', true)).toEqual(['bell', 'mail']);
  });
});

describe('minutes of the day', () => {
  it('are times of a field, and back', () => {
    for (const minute of [0, 59, 60, 1200, 1439]) expect(minuteOf(timeOf(minute))).toBe(minute);
    expect(timeOf(485)).toBe('08:05');
  });

  it('are none while the field is half written', () => expect(minuteOf('')).toBeNull());
});
