import { describe, expect, it } from 'vitest';
import type { Journey, Member } from '~/api/journey';
import { daysSince, figureOf, headOf, sinceOf, takeOut } from './board';

const band = { low_limit: 30, low_warning: 40, high_warning: null, high_limit: null };

describe('the number of a stage', () => {
  it('is held against its band, and is no alarm while few answered', () => {
    expect(figureOf('nps', { value: 20, n: 120 }, band, undefined)).toMatchObject({
      state: 'below',
      isFew: false,
    });
    expect(figureOf('nps', { value: 20, n: 12 }, band, undefined)).toMatchObject({
      state: null,
      isFew: true,
    });
    expect(figureOf('ttr', { value: 20, n: 12 }, band, undefined)).toMatchObject({
      state: 'below',
      isFew: false,
    });
  });
  it('is a dash where there is none', () => {
    expect(figureOf('nps', null, band, undefined)).toMatchObject({ text: '—', n: 0, state: null });
    expect(figureOf('sales_growth', { value: null, n: 0, revenue: null }, null, 'COP').text).toBe('—');
  });
});

describe('the head of the board', () => {
  const journey = {
    ladder: 'stage',
    stages: {
      groups: [{ stage: 'retention', value: 5, n: 5, entered: 3, left: 2, median_days: 4.5 }],
      transitions: [
        { from: 'retention', to: 'experience', count: 1, share: 25 },
        { from: 'retention', to: 'advocacy', count: 3, share: 75 },
        { from: 'experience', to: 'retention', count: 3, share: 100 },
      ],
    },
    metric: { groups: [{ stage: 'retention', value: 50, n: 100 }] },
    thresholds: [{ id: 1, version: 1, stage: 'retention', ...band }],
  } as unknown as Journey;

  it('says how many stand there, how they flow and where to', () => {
    const head = headOf(journey, 'stage', 'retention', 'nps');
    expect(head).toMatchObject({ count: 5, entered: 3, left: 2, days: 4.5 });
    expect(head.goes.map((one) => one.to)).toEqual(['advocacy', 'experience']);
    expect(head.figure.state).toBe('in');
  });
  it('is nobody for a stage without customers', () => {
    expect(headOf(journey, 'stage', 'discovery', 'nps')).toMatchObject({ count: 0, days: null, goes: [] });
    expect(headOf(undefined, 'stage', 'discovery', 'nps').count).toBe(0);
  });
});

describe('a card', () => {
  const member = {
    id: 7,
    stage_since: '2026-11-01T12:00:00Z',
    relationship_since: null,
  } as unknown as Member;
  it('counts whole days on its ladder', () => {
    expect(daysSince(sinceOf(member, 'stage'), Date.parse('2026-11-04T11:00:00Z'))).toBe(2);
    expect(daysSince(sinceOf(member, 'relationship'), 0)).toBe(null);
  });
  it('leaves its column', () => {
    expect(takeOut([member], 7)).toEqual([]);
    expect(takeOut([member], 8)).toEqual([member]);
  });
});
