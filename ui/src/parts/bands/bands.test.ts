import { describe, expect, it } from 'vitest';
import { bandFault, emptyRow, isEmptyRow, limitOf, rungsOf, toBand } from './bands';

describe('the form of a band', () => {
  it('takes commas and points, and nothing for no limit', () => {
    expect([limitOf('1,5'), limitOf(' 2.5 '), limitOf('')]).toEqual([1.5, 2.5, null]);
    expect(toBand({ ...emptyRow(null), low_limit: '30' })).toEqual({
      low_limit: 30,
      low_warning: null,
      high_warning: null,
      high_limit: null,
    });
  });
  it('refuses limits that fall, and what is no number', () => {
    expect(bandFault({ ...emptyRow('retention'), low_limit: '40', high_limit: '30' })).toBe(true);
    expect(bandFault({ ...emptyRow('retention'), low_limit: 'mucho' })).toBe(true);
    expect(bandFault({ ...emptyRow('retention'), low_limit: '30', low_warning: '40' })).toBe(false);
  });
  it('is empty without limits, and begins with all together', () => {
    expect(isEmptyRow(emptyRow('lost'))).toBe(true);
    expect(rungsOf('value_stage')[0]).toBe(null);
  });
});
