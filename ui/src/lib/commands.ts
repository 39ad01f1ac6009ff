import { useEffect, useEffectEvent } from 'react';
import type { TextKey } from './i18n';
import { preferences } from './preferences';
import { createStore, useStore } from './store';

/**
 * Everything that a person can make the workspace do, by name, with the keys it has until they are remapped: a typed
 * character ("r", "A", "?"), two in a row ("g b"), a chord ("Mod+Enter"; Mod is Ctrl, or ⌘), or none. Buttons, the
 * keyboard, the palette, the `?` sheet and the page where keys are remapped read this one table. A new command is a
 * line here, its text `command.NAME` in frame.*.json, and its drawing in features/palette/icons.ts. "g" with e, k and a
 * is kept for surveys, campaigns and help.
 */
export const COMMANDS = {
  'ticket.reply': 'r',
  'ticket.note': 'n',
  'ticket.assign': 'a',
  'ticket.assign_me': 'A',
  'ticket.team': '',
  'ticket.status': 's',
  'ticket.priority': 'p',
  'ticket.type': '',
  'ticket.tag': 'l',
  'ticket.macro': 'm',
  'ticket.snooze': 'z',
  'ticket.resolve': 'e',
  'ticket.customer_panel': 'i',
  'ticket.copy_number': '.',
  'ticket.follow': '',
  'ticket.merge': '',
  'ticket.split': '',
  'ticket.link': '',
  'ticket.spam': '',
  'ticket.delete': '',
  'ticket.customer_link': '',
  'ticket.see_as_customer': '',
  'ticket.print': '',
  'ticket.log_time': '',
  'composer.send': 'Mod+Enter',
  'composer.send_resolve': 'Mod+Shift+Enter',
  'list.next': 'j',
  'list.previous': 'k',
  'list.open': 'Enter',
  'list.back': 'u',
  'list.select': 'x',
  'list.select_range': 'X',
  'list.select_all': '',
  'list.select_none': '',
  'list.filter': '/',
  'list.conditions': 'F',
  'go.inbox': 'g b',
  'go.customers': 'g c',
  'go.companies': '',
  'go.duplicates': '',
  'go.tasks': '',
  'go.journey': 'g r',
  'go.dashboard': 'g p',
  'go.team': 'g t',
  'go.settings': 'g j',
  'go.me': 'g m',
  'go.notifications': 'g n',
  'app.new_task': '',
  'app.new_ticket': 'c',
  'app.palette': 'Mod+k',
  'app.help': '?',
  'app.theme_light': '',
  'app.theme_dark': '',
  'app.theme_system': '',
  'app.sign_out': '',
} as const satisfies Record<string, string>;

export type CommandName = keyof typeof COMMANDS;
export type CommandGroup = CommandName extends `${infer Group}.${string}` ? Group : never;

/** In the order in which they are shown. */
export const COMMAND_GROUPS = ['ticket', 'composer', 'list', 'go', 'app'] as const satisfies CommandGroup[];
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

export const groupOf = (name: CommandName): CommandGroup => name.slice(0, name.indexOf('.')) as CommandGroup;
export const commandLabel = (name: CommandName): TextKey => `command.${name}`;
export const isCommandName = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

/** The keys as this person has set them; '' for none. */
export const keysOf = (name: CommandName): string => preferences().keys[name] ?? COMMANDS[name];

/** A command that can be run here and now. */
export interface LiveCommand {
  name: CommandName;
  run: () => void;
}

const SEQUENCE_MS = 1200;
const live = createStore<readonly LiveCommand[]>([]);
let first: { key: string; at: number } | null = null;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'file', 'range'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** An open dialog or menu owns the keyboard. */
function isCovered(): boolean {
  return (
    document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]') !== null
  );
}

/** Enter already means something there. */
const hasEnter = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('a, button, summary, [role="button"], [role="option"]') !== null;

/** "Mod+Shift+Enter" out of what was pressed; null where it is no chord. Alt types characters on many keyboards. */
export function chordOf(event: KeyboardEvent): string | null {
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `Mod+${event.shiftKey ? 'Shift+' : ''}${key}`;
}

// The newest registration wins: a screen on top may take over a key.
const boundTo = (keys: string): LiveCommand | undefined =>
  live.get().findLast((one) => keysOf(one.name) === keys);

export function handleKey(event: KeyboardEvent, now: number = Date.now()): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  if (chord) {
    const found = boundTo(chord);
    if (!found || (isCovered() && found.name !== 'app.palette')) return;
    event.preventDefault();
    found.run();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !preferences().singleKeys) return;
  if (event.key.length !== 1 && event.key !== 'Enter') return;
  if (isTyping(event.target) || isCovered()) return;
  if (event.key === 'Enter' && hasEnter(event.target)) return;
  const sequence = first && now - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : null;
  first = null;
  const found = boundTo(sequence ?? event.key);
  if (found) {
    event.preventDefault();
    found.run();
  } else if (live.get().some((one) => keysOf(one.name).startsWith(`${event.key} `))) {
    first = { key: event.key, at: now };
  }
}

/** Chords before the field that is written in, which may have other plans for them; single keys after everybody. */
export function listenForKeys(): () => void {
  const chords = (event: KeyboardEvent) => {
    if (chordOf(event) === null) return;
    handleKey(event);
    if (event.defaultPrevented) event.stopPropagation();
  };
  const rest = (event: KeyboardEvent) => {
    if (chordOf(event) === null) handleKey(event);
  };
  window.addEventListener('keydown', chords, true);
  window.addEventListener('keydown', rest);
  return () => {
    window.removeEventListener('keydown', chords, true);
    window.removeEventListener('keydown', rest);
  };
}

export function addCommand(command: LiveCommand): () => void {
  live.set((now) => [...now, command]);
  return () => live.set((now) => now.filter((one) => one !== command));
}

/** Offers a command, by its keys and in the palette, while the component is mounted and `enabled`. */
export function useCommand(
  name: CommandName,
  { run, enabled = true }: { run: () => void; enabled?: boolean },
): void {
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return undefined;
    return addCommand({ name, run: () => latest() });
  }, [name, enabled]);
}

/** What can be run here and now, one a name: the one that its keys would run. */
export function useLiveCommands(): readonly LiveCommand[] {
  return [...new Map(useStore(live).map((one) => [one.name, one])).values()];
}

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** "Ctrl" or "⌘", as this keyboard says it. */
export const commandKey = (): string => (isApple() ? '⌘' : 'Ctrl');

/** The keys of a command as the caps that are pressed: ["Ctrl", "K"], ["g", "b"]. */
export const keyCaps = (keys: string): string[] =>
  keys === ''
    ? []
    : /^Mod\+/.test(keys)
      ? keys
          .split('+')
          .map((part) => (part === 'Mod' ? commandKey() : part.length === 1 ? part.toUpperCase() : part))
      : keys.split(' ');

/** A button's tooltip: its words, and the keys that do the same ("Resolver · e"). */
export function withKeys(words: string, name: CommandName): string {
  const keys = keysOf(name);
  const works = keys !== '' && (preferences().singleKeys || keys.startsWith('Mod+'));
  return works ? `${words} · ${keyCaps(keys).join(' ')}` : words;
}

export interface Conflict {
  /** `same`: the keys are the other's, which would lose them; `begins`: one begins the other, so neither can be told. */
  kind: 'same' | 'begins';
  name: CommandName;
}

/** Which other command stands in the way of these keys. */
export function conflictOf(name: CommandName, keys: string): Conflict | null {
  if (keys === '') return null;
  for (const other of COMMAND_NAMES) {
    const theirs = keysOf(other);
    if (other === name || theirs === '') continue;
    if (theirs === keys) return { kind: 'same', name: other };
    if (theirs.startsWith(`${keys} `) || keys.startsWith(`${theirs} `))
      return { kind: 'begins', name: other };
  }
  return null;
}

/** The remapped keys after `name` has got these; who had them before has none. */
export function remapped(
  now: Readonly<Record<string, string>>,
  name: CommandName,
  keys: string,
): Record<string, string> {
  const next: Record<string, string> = { ...now, [name]: keys };
  const conflict = conflictOf(name, keys);
  if (conflict?.kind === 'same') next[conflict.name] = '';
  return Object.fromEntries(
    Object.entries(next).filter(([one, own]) => isCommandName(one) && own !== COMMANDS[one]),
  );
}
