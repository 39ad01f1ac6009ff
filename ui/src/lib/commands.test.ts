import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  addCommand,
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  handleKey,
  keyCaps,
  keysOf,
  withKeys,
} from './commands';
import { setPreference } from './preferences';

const press = (key: string, options: KeyboardEventInit = {}, now = 1000) => {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...options });
  handleKey(event, now);
  return event;
};

describe('commands', () => {
  const removers: (() => void)[] = [];
  const bind = (name: CommandName) => {
    const run = vi.fn();
    removers.push(addCommand({ name, run }));
    return run;
  };
  const typed = (keys: string, target: HTMLElement) => {
    document.body.append(target);
    target.addEventListener('keydown', (event) => handleKey(event));
    target.dispatchEvent(new KeyboardEvent('keydown', { key: keys, bubbles: true, cancelable: true }));
  };
  beforeEach(() => {
    setPreference('singleKeys', true);
    setPreference('keys', {});
  });
  afterEach(() => {
    for (const remove of removers.splice(0)) remove();
    document.body.replaceChildren();
  });

  it('compare the typed character, so that A is not a', () => {
    const assign = bind('ticket.assign');
    const toMe = bind('ticket.assign_me');
    press('A', { shiftKey: true });
    expect(toMe).toHaveBeenCalledOnce();
    expect(assign).not.toHaveBeenCalled();
  });

  it('take two keys in a row, and forget the first after a while', () => {
    const inbox = bind('go.inbox');
    press('g', {}, 1000);
    press('b', {}, 1500);
    expect(inbox).toHaveBeenCalledOnce();
    press('g', {}, 5000);
    press('b', {}, 9000);
    expect(inbox).toHaveBeenCalledOnce();
  });

  it('keep out of typing, of control keys and of open dialogs', () => {
    const run = bind('ticket.resolve');
    typed('e', document.createElement('input'));
    press('e', { ctrlKey: true });
    press('e', { altKey: true });
    const menu = document.createElement('div');
    menu.setAttribute('role', 'listbox');
    document.body.append(menu);
    press('e');
    expect(run).not.toHaveBeenCalled();
  });

  it('run by a chord while one is typing, but not by Ctrl+Alt, which types characters', () => {
    const send = bind('composer.send');
    const field = document.createElement('textarea');
    document.body.append(field);
    field.addEventListener('keydown', (event) => handleKey(event));
    const down = (more: KeyboardEventInit) =>
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...more }));
    down({ ctrlKey: true, altKey: true });
    down({});
    expect(send).not.toHaveBeenCalled();
    down({ ctrlKey: true });
    expect(send).toHaveBeenCalledOnce();
  });

  it('leave Enter to the button or link that has the focus', () => {
    const open = bind('list.open');
    typed('Enter', document.createElement('button'));
    expect(open).not.toHaveBeenCalled();
    press('Enter');
    expect(open).toHaveBeenCalledOnce();
  });

  it('are called by other keys once they have been remapped', () => {
    const resolve = bind('ticket.resolve');
    setPreference('keys', { 'ticket.resolve': 'Q', 'go.inbox': '' });
    press('e');
    expect(resolve).not.toHaveBeenCalled();
    press('Q', { shiftKey: true });
    expect(resolve).toHaveBeenCalledOnce();
    expect(keysOf('go.inbox')).toBe('');
    expect(withKeys('Resolver', 'ticket.resolve')).toBe('Resolver · Q');
    expect(withKeys('Bandeja', 'go.inbox')).toBe('Bandeja');
  });

  it('can be switched off, chords apart', () => {
    const run = bind('ticket.resolve');
    const send = bind('composer.send');
    setPreference('singleKeys', false);
    press('e');
    expect(run).not.toHaveBeenCalled();
    press('Enter', { ctrlKey: true });
    expect(send).toHaveBeenCalledOnce();
  });

  it('let the newest screen take over a key', () => {
    const below = bind('list.back');
    const above = bind('list.back');
    press('u');
    expect(above).toHaveBeenCalledOnce();
    expect(below).not.toHaveBeenCalled();
  });

  it('never share their first keys with another', () => {
    const taken = COMMAND_NAMES.map((name) => COMMANDS[name]).filter((keys) => keys !== '');
    expect(new Set(taken).size).toBe(taken.length);
  });

  it('show their keys as the caps that are pressed', () => {
    expect(keyCaps('g b')).toEqual(['g', 'b']);
    expect(keyCaps('Mod+k')).toEqual(['Ctrl', 'K']);
    expect(keyCaps('/')).toEqual(['/']);
    expect(keyCaps('')).toEqual([]);
  });
});
