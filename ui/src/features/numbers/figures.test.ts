import { describe, expect, it } from 'vitest';
import type { Report } from '~/api/records';
import { spread } from '~/parts/charts/geometry';
import { alongBuckets, bucketKey, bucketsOf, changeOf, FIGURES, numberOf, seriesBy } from './figures';

const report = (groups: Report['groups']): Report => ({
  metric: 'volume',
  unit: 'count',
  from: null,
  to: null,
  groups,
  total: null,
});

describe('figures', () => {
  it('keep null apart from zero', () => {
    expect(numberOf({ value: null }, 'value')).toBeNull();
    expect(numberOf({ value: 0 }, 'value')).toBe(0);
    expect(numberOf({ value: Number.NaN }, 'value')).toBeNull();
    expect(numberOf(null, 'value')).toBeNull();
  });

  it('change by points or by percent, and know what is good news', () => {
    expect(changeOf(FIGURES.nps, 30, 25)).toEqual({ value: 5, kind: 'points', good: true });
    expect(changeOf(FIGURES.churn, 4, 3)).toMatchObject({ kind: 'points', good: false });
    expect(changeOf(FIGURES.frt, 1, 2)).toEqual({ value: -50, kind: 'percent', good: true });
    expect(changeOf(FIGURES.volume, 2, 1)?.good).toBeNull();
    expect(changeOf(FIGURES.volume, 2, 0)).toBeNull();
    expect(changeOf(FIGURES.nps, null, 1)).toBeNull();
  });

  it('leave a gap for a month without data', () => {
    const period = { from: '2026-01-10', to: '2026-03-02' };
    const buckets = bucketsOf(period, 'month');
    expect(buckets).toEqual(['2026-01', '2026-02', '2026-03']);
    const rows = alongBuckets(report([{ month: '2026-03', value: 5 }]), 'month', buckets);
    expect(rows.map((row) => numberOf(row, 'value'))).toEqual([null, null, 5]);
  });

  it('give a week to the year of its Thursday', () => {
    expect(bucketKey(new Date('2027-01-01T00:00:00Z'), 'week')).toBe('2026-W53');
    expect(bucketKey(new Date('2026-01-01T00:00:00Z'), 'week')).toBe('2026-W01');
    expect(bucketKey(new Date('2026-11-24T00:00:00Z'), 'week')).toBe('2026-W48');
  });

  it('order the lines of a chart by their sum', () => {
    const lines = seriesBy(
      report([
        { channel: 'chat', month: '2026-01', value: 1 },
        { channel: 'mail', month: '2026-01', value: 9 },
        { channel: null, month: '2026-01', value: 99 },
      ]),
      'channel',
      'month',
      ['2026-01', '2026-02'],
      6,
    );
    expect(lines.map((line) => line.name)).toEqual(['mail', 'chat']);
    expect(lines[0]?.values).toEqual([9, null]);
  });
});

describe('labels at the ends of lines', () => {
  it('never cover each other', () => {
    const places = spread([100, 101, 102], 15, 200);
    expect(places).toEqual([100, 115, 130]);
    expect(Math.max(...spread([198, 199], 15, 200))).toBeLessThanOrEqual(200);
  });
});
