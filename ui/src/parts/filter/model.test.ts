import { describe, expect, it } from 'vitest';
import type { Filter } from '~/api/records';
import {
  added,
  editable,
  type FilterField,
  finished,
  lacking,
  newCondition,
  newGroup,
  opsOf,
  readFilter,
  replaced,
  withOp,
} from './model';

const field = (name: string, type: FilterField['type'], operators: string[]): FilterField => ({
  name,
  type,
  operators,
  entity: 'tickets',
});
const ALL_OPS = [
  'is',
  'is_not',
  'in',
  'not_in',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'starts_with',
  'present',
  'absent',
  'within_last',
  'within_next',
];
const status = field('status', 'choice', ALL_OPS);
const subject = field('subject', 'text', ALL_OPS);
const created = field('created_at', 'time', ALL_OPS);
const fields = new Map([status, subject, created].map((one) => [one.name, one]));

describe('a filter under work', () => {
  it('comes from the language and goes back to it unchanged', () => {
    const filter: Filter = {
      all: [
        { field: 'status', op: 'in', value: ['new', 'open'] },
        {
          any: [
            { field: 'subject', op: 'contains', value: 'pago' },
            { field: 'created_at', op: 'absent' },
          ],
        },
        { some: 'orders', count: { op: '>=', value: 2 } },
        { field: 'custom.gone', op: 'is', value: 3 },
      ],
    };
    expect(finished(editable(filter, fields), fields)).toEqual(filter);
  });

  it('shows one choice as a list of one, and writes it as the plain equality that indexes serve', () => {
    const group = editable({ field: 'status', op: 'is', value: 'open' }, fields);
    expect(group.parts[0]).toMatchObject({ op: 'in', value: ['open'] });
    expect(finished(group, fields)).toEqual({ all: [{ field: 'status', op: 'is', value: 'open' }] });
  });

  it('leaves out what is not finished and counts it', () => {
    const group = newGroup('all', [newCondition(subject), newCondition(created)]);
    expect(lacking(group, fields)).toBe(1);
    expect(finished(group, fields)).toEqual({
      all: [{ field: 'created_at', op: 'within_last', value: { n: 7, unit: 'days' } }],
    });
    expect(finished(newGroup('all'), fields)).toBeNull();
  });

  it('offers only what the server takes', () => {
    expect(opsOf({ ...status, operators: ['is', 'in'] })).toEqual(['in']);
    expect(opsOf({ ...created, operators: ['<', 'present'] })).toEqual(['<', 'present']);
  });

  it('keeps the value of a condition when another operator can still use it', () => {
    const typed = { ...newCondition(subject), value: 'pago' };
    expect(withOp(typed, subject, 'is').value).toBe('pago');
    expect(withOp(typed, subject, 'absent').value).toBeUndefined();
    expect(withOp(newCondition(created), created, '<').value).toBeNull();
  });

  it('grows and shrinks, and an empty group inside goes with its last condition', () => {
    const inner = newCondition(status);
    const group = newGroup('any', [inner]);
    const root = added(newGroup('all', [group]), group.key, newCondition(subject));
    expect((root.parts[0] as typeof group).parts).toHaveLength(2);
    const one = replaced(root, inner.key, null);
    const last = (one.parts[0] as typeof group).parts[0];
    expect(replaced(one, last?.key ?? 0, null).parts).toHaveLength(0);
  });

  it('reads an address, and takes nothing else for a filter', () => {
    expect(readFilter('{"all":[{"field":"status","op":"is","value":"open"}]}')).not.toBeNull();
    for (const bad of ['', '{', '[]', '"x"', '{"all":3}', '{"all":[{"any":[7]}]}', '{"field":"x"}', null])
      expect(readFilter(bad)).toBeNull();
  });
});
