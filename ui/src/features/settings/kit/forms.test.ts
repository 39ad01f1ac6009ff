import { describe, expect, it } from 'vitest';
import { differing, mergedForms, orNull } from './forms';

describe('forms of settings', () => {
  it('tell what was changed, also in lists', () => {
    const before = { name: 'Ventas', members: [1, 2], strict: false };
    expect(differing(before, { ...before, members: [1, 2] })).toEqual({});
    expect(differing(before, { ...before, members: [2], strict: true })).toEqual({
      members: [2],
      strict: true,
    });
  });

  it('keep mine over theirs only where I changed something', () => {
    const before = { name: 'a', role: 'agent' };
    expect(mergedForms(before, { name: 'b', role: 'agent' }, { name: 'c', role: 'lead' })).toEqual({
      name: 'b',
      role: 'lead',
    });
  });

  it('take an empty text for nothing', () => {
    expect(orNull('  ')).toBeNull();
    expect(orNull(' x ')).toBe('x');
  });
});
