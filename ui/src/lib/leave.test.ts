import { afterEach, describe, expect, it, vi } from 'vitest';
import { guardLeaving, leaveThrough } from './leave';

let release: () => void = () => undefined;
afterEach(() => release());

describe('leaving a form', () => {
  it('goes at once where nothing stands in the way', () => {
    const go = vi.fn();
    leaveThrough(go, '/inbox', { replace: true });
    expect(go).toHaveBeenCalledWith('/inbox', { replace: true });
  });

  it('waits for the form to say so, and then goes where it was meant to', () => {
    const go = vi.fn();
    const ask = vi.fn();
    release = guardLeaving(ask);
    leaveThrough(go, '/inbox');
    expect(go).not.toHaveBeenCalled();
    ask.mock.calls[0]?.[0]();
    expect(go).toHaveBeenCalledWith('/inbox', undefined);
  });

  it('is free again once the guard is gone', () => {
    const ask = vi.fn();
    guardLeaving(ask)();
    leaveThrough(vi.fn(), '/inbox');
    expect(ask).not.toHaveBeenCalled();
  });

  it('keeps closing the tab from losing what was typed', () => {
    release = guardLeaving(vi.fn());
    const event = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });
});
