import { describe, expect, it } from 'vitest';
import { ALL_CHOSEN, chosenCount, isChosen, NOTHING_CHOSEN, toggled, whichOf } from './selection';

const listed = [5, 3, 9, 1];

describe('what is chosen in a list', () => {
  it('grows one by one and by a range', () => {
    const one = toggled(NOTHING_CHOSEN, listed, 3, false);
    const range = toggled(one, listed, 1, true);
    expect([...range.ids].sort()).toEqual([1, 3, 9]);
    expect(chosenCount(range, 100)).toBe(3);
    expect([...toggled(range, listed, 9, false).ids].sort()).toEqual([1, 3]);
  });

  it('can be taken back by a range too', () => {
    const all = toggled(toggled(NOTHING_CHOSEN, listed, 5, false), listed, 1, true);
    const back = toggled(toggled(all, listed, 3, false), listed, 9, true);
    expect([...back.ids].sort()).toEqual([1, 5]);
  });

  it('can be everything but a few, which is told as a filter', () => {
    const most = toggled(ALL_CHOSEN, listed, 9, false);
    expect(isChosen(most, 9)).toBe(false);
    expect(isChosen(most, 777)).toBe(true);
    expect(chosenCount(most, 348)).toBe(347);
    expect(whichOf(most, { field: 'status', op: 'is', value: 'open' })).toEqual({
      filter: { field: 'status', op: 'is', value: 'open' },
      left_out: [9],
    });
    expect(whichOf(ALL_CHOSEN, null)).toEqual({ filter: { all: [] } });
  });

  it('is told by ids when it is a few', () => {
    expect(whichOf(toggled(NOTHING_CHOSEN, listed, 9, false), null)).toEqual({ ids: [9] });
  });
});
