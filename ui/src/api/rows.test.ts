import { describe, expect, it } from 'vitest';
import { appended, firstRows, type Rows, refreshed, withFresh } from './rows';

interface Row {
  id: number;
  word: string;
}
const row = (id: number, word = 'old'): Row => ({ id, word });
const rows = (ids: number[], next: string | null = 'more'): Rows<Row> => ({
  ...firstRows({ data: ids.map((id) => row(id)), next, count: ids.length }),
});
const ids = (list: Rows<Row>): number[] => list.rows.map((one) => one.id);
const nothing = new Set<number>();

describe('a list of any length', () => {
  it('goes on page by page, and a row that moved between pages is there once', () => {
    expect(ids(appended(rows([1, 2]), { data: [row(2), row(3)], next: null }))).toEqual([1, 2, 3]);
  });

  it('takes what is new at once when the head is looked at', () => {
    const list = refreshed(rows([1, 2]), { data: [row(9), row(1)], next: 'x', count: 3 }, nothing, [], true);
    expect(ids(list)).toEqual([9, 1, 2]);
    expect(list.fresh).toEqual([]);
    expect(list.count).toBe(3);
  });

  it('moves nothing for who reads further down, and says what is new', () => {
    const list = refreshed(
      rows([1, 2]),
      { data: [row(9), row(2)], next: 'x', count: 3 },
      new Set([9]),
      [],
      false,
    );
    expect(ids(list)).toEqual([1, 2]);
    expect(list.fresh.map((one) => one.id)).toEqual([9]);
    expect(ids(withFresh(list))).toEqual([9, 1, 2]);
  });

  it('shows changed rows as they are now and drops those that left', () => {
    const list = refreshed(
      rows([1, 2, 3]),
      { data: [row(1)], next: 'x', count: 2 },
      new Set([2, 3]),
      [row(3, 'new')],
      false,
    );
    expect(ids(list)).toEqual([1, 3]);
    expect(list.rows[1]?.word).toBe('new');
  });

  it('grows at the end when all of it is known', () => {
    const list = refreshed(
      rows([1, 2], null),
      { data: [row(1), row(2)], next: null },
      new Set([5]),
      [row(5)],
      false,
    );
    expect(ids(list)).toEqual([1, 2, 5]);
  });

  it('begins again from nothing', () => {
    const list = refreshed(
      rows([], null),
      { data: [row(4)], next: 'x', count: 1 },
      new Set([4]),
      [row(4)],
      true,
    );
    expect(ids(list)).toEqual([4]);
    expect(list.next).toBe('x');
  });
});
