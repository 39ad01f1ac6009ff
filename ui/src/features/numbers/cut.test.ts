import { describe, expect, it } from 'vitest';
import { filterOf, ignoredBy, questionOf, readCut, writeCut } from './cut';

const read = (text: string) => readCut(new URLSearchParams(text), '2026-11-24');

describe('what the address says', () => {
  it('is twelve months when it says nothing', () => {
    expect(read('')).toMatchObject({
      preset: '12m',
      period: { from: '2025-12-01', to: '2026-11-24' },
      compare: 'previous',
    });
  });
  it('is a preset or two days, and never an impossible window', () => {
    expect(read('period=last_month').period).toEqual({ from: '2026-10-01', to: '2026-10-31' });
    expect(read('from=2026-01-01&to=2026-01-31')).toMatchObject({
      preset: null,
      period: { to: '2026-01-31' },
    });
    expect(read('from=2026-02-01&to=2026-01-31').preset).toBe('12m');
    expect(read('period=century').preset).toBe('12m');
  });
  it('leaves out what it does not know', () => {
    expect(read('stage=heaven&team=x&agent=7&tag=vip&compare=year')).toMatchObject({
      stage: null,
      team: null,
      agent: 7,
      tag: 'vip',
      compare: 'year',
    });
  });
  it('changes a preset into days and back', () => {
    const days = writeCut(new URLSearchParams('period=30d&stage=retention'), {
      from: '2026-01-01',
      to: '2026-01-31',
    });
    expect(days.toString()).toBe('stage=retention&from=2026-01-01&to=2026-01-31');
    expect(writeCut(days, { period: '7d', stage: null }).toString()).toBe('period=7d');
  });
});

describe('the cut as a filter', () => {
  const cut = read('stage=retention&agent=7&tag=vip');
  it('speaks of tickets and of answers in their own fields', () => {
    expect(filterOf('tickets', cut)).toEqual({
      all: [
        { field: 'stage', op: 'is', value: 'retention' },
        { field: 'agent_id', op: 'is', value: 7 },
        { field: 'tags', op: 'is', value: 'vip' },
      ],
    });
    expect(JSON.stringify(filterOf('responses', cut))).toContain('ticket.agent_id');
    expect(filterOf('tickets', read(''))).toBe(null);
  });
  it('says what a metric of customers cannot follow', () => {
    expect(ignoredBy('customers', cut)).toEqual(['stage', 'agent', 'tag']);
    expect(ignoredBy('tickets', cut)).toEqual([]);
    expect(questionOf('churn', cut).filter).toBe(null);
  });
});
