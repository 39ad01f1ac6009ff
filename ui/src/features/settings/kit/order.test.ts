import { describe, expect, it } from 'vitest';
import { moved, placed } from './order';

describe('the order of a list', () => {
  it('moves one up or down and nothing over the ends', () => {
    expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('gives new positions only to those that need one', () => {
    const rows = [
      { id: 2, position: 20 },
      { id: 1, position: 10 },
      { id: 3, position: 30 },
    ];
    expect(placed(rows)).toEqual([{ record: rows[1], position: 21 }]);
    expect(placed([rows[1], rows[0], rows[2]] as typeof rows)).toEqual([]);
  });
});
