import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addShortcut, handleKey } from './keys';
import { setPreference } from './preferences';

const press = (key: string, options: KeyboardEventInit = {}, now = 1000) => {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...options });
  handleKey(event, now);
  return event;
};

describe('shortcuts', () => {
  const removers: (() => void)[] = [];
  const bind = (keys: string) => {
    const run = vi.fn();
    removers.push(addShortcut({ keys, label: 'keys.next', group: 'keys.group_list', run }));
    return run;
  };
  beforeEach(() => setPreference('singleKeys', true));
  afterEach(() => {
    for (const remove of removers.splice(0)) remove();
    document.body.replaceChildren();
  });

  it('compares the typed character, so that A is not a', () => {
    const small = bind('a');
    const great = bind('A');
    press('A', { shiftKey: true });
    expect(great).toHaveBeenCalledOnce();
    expect(small).not.toHaveBeenCalled();
  });

  it('takes two keys in a row, and forgets the first after a while', () => {
    const inbox = bind('g b');
    press('g', {}, 1000);
    press('b', {}, 1500);
    expect(inbox).toHaveBeenCalledOnce();
    press('g', {}, 5000);
    press('b', {}, 9000);
    expect(inbox).toHaveBeenCalledOnce();
  });

  it('keeps out of typing, of control keys and of open dialogs', () => {
    const run = bind('e');
    const input = document.createElement('input');
    document.body.append(input);
    input.addEventListener('keydown', (event) => handleKey(event));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', bubbles: true }));
    press('e', { ctrlKey: true });
    press('e', { altKey: true });
    const menu = document.createElement('div');
    menu.setAttribute('role', 'listbox');
    document.body.append(menu);
    press('e');
    expect(run).not.toHaveBeenCalled();
  });

  it('can be switched off', () => {
    const run = bind('e');
    setPreference('singleKeys', false);
    press('e');
    expect(run).not.toHaveBeenCalled();
  });

  it('lets the newest screen take over a key', () => {
    const below = bind('u');
    const above = bind('u');
    press('u');
    expect(above).toHaveBeenCalledOnce();
    expect(below).not.toHaveBeenCalled();
  });
});
