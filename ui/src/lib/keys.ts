import { useEffect, useEffectEvent } from 'react';
import type { TextKey } from './i18n';
import { preferences } from './preferences';
import { createStore, useStore } from './store';

/** One keyboard shortcut: a typed character ("r", "A", "?") or two in a row ("g b"). */
export interface Shortcut {
  keys: string;
  label: TextKey;
  group: TextKey;
  run: () => void;
}

const SEQUENCE_MS = 1200;
const live = createStore<readonly Shortcut[]>([]);
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

export function handleKey(event: KeyboardEvent, now: number = Date.now()): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!preferences().singleKeys || event.key.length !== 1) return;
  if (isTyping(event.target) || isCovered()) return;
  const sequence = first && now - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : null;
  first = null;
  const all = live.get();
  // The newest registration wins: a screen on top may take over a key.
  const found = all.findLast((one) => one.keys === (sequence ?? event.key));
  if (found) {
    event.preventDefault();
    found.run();
  } else if (all.some((one) => one.keys.startsWith(`${event.key} `))) {
    first = { key: event.key, at: now };
  }
}

export function listenForKeys(): () => void {
  const listener = (event: KeyboardEvent) => handleKey(event);
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

export function addShortcut(shortcut: Shortcut): () => void {
  live.set((now) => [...now, shortcut]);
  return () => live.set((now) => now.filter((one) => one !== shortcut));
}

/** Binds a key while the component is mounted and `enabled`. */
export function useShortcut(
  keys: string,
  label: TextKey,
  group: TextKey,
  run: () => void,
  enabled = true,
): void {
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return undefined;
    return addShortcut({ keys, label, group, run: () => latest() });
  }, [keys, label, group, enabled]);
}

export const useShortcuts = (): readonly Shortcut[] => useStore(live);

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** "Ctrl" or "⌘", as this keyboard says it. */
export const commandKey = (): string => (isApple() ? '⌘' : 'Ctrl');
