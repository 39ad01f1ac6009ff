import { describe, expect, it } from 'vitest';
import { bandState, bandStretch, isOut } from './band';
import { fewest, labelEvery, pointAfter, running, spread, stepOf } from './geometry';

const band = { low_limit: 10, low_warning: 20, high_warning: 50, high_limit: 60 };

describe('a band', () => {
  it('says on which side a value left it, and when it comes near', () => {
    expect([5, 15, 30, 55, 61].map((value) => bandState(value, band))).toEqual([
      'below',
      'near_low',
      'in',
      'near_high',
      'above',
    ]);
    expect(isOut('above') && isOut('below') && !isOut('near_low')).toBe(true);
  });
  it('says nothing about no value and about no band', () => {
    expect(bandState(null, band)).toBe(null);
    expect(bandState(3, null)).toBe(null);
  });
  it('takes a limit as still inside', () => {
    expect(bandState(60, band)).toBe('near_high');
    expect(bandState(10, band)).toBe('near_low');
  });
  it('reaches to the end of the axis where it is open', () => {
    const open = { low_limit: 10, low_warning: null, high_warning: null, high_limit: null };
    expect(bandStretch(open, [-100, 100])).toEqual([10, 100]);
    expect(bandStretch({ ...open, low_limit: 200 }, [-100, 100])).toBe(null);
  });
});

describe('labels at the ends of lines', () => {
  it('are moved apart and stay above the axis', () => {
    const places = spread([100, 101, 102], 15, 110);
    const sorted = [...places].sort((a, b) => a - b);
    expect((sorted[1] ?? 0) - (sorted[0] ?? 0)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...places)).toBeLessThanOrEqual(110);
  });
  it('are thinned out where there is no room', () => {
    expect(labelEvery(12, 60, 720)).toBe(1);
    expect(labelEvery(24, 60, 300)).toBe(5);
  });
});

describe('reasons', () => {
  it('add up to a hundred, and few of them are most', () => {
    expect(running([5, 3, 2])).toEqual([50, 80, 100]);
    expect(fewest([5, 3, 2], 80)).toBe(2);
    expect(running([0, 0])).toEqual([0, 0]);
  });
});

describe('a ramp', () => {
  it('gives the least the first step and the greatest the last', () => {
    const sorted = [1, 2, 3, 400];
    expect(stepOf(1, sorted, 4)).toBe(0);
    expect(stepOf(400, sorted, 4)).toBe(3);
    expect(stepOf(1, [], 4)).toBe(0);
  });
});

describe('the keys of a chart', () => {
  it('begin at an end and stay on the points', () => {
    expect(pointAfter('ArrowRight', null, 5)).toBe(0);
    expect(pointAfter('ArrowLeft', null, 5)).toBe(4);
    expect(pointAfter('ArrowRight', 4, 5)).toBe(4);
    expect(pointAfter('Home', 3, 5)).toBe(0);
    expect(pointAfter('End', 1, 5)).toBe(4);
    expect(pointAfter('x', 1, 5)).toBe(null);
    expect(pointAfter('Home', null, 0)).toBe(null);
  });
});
