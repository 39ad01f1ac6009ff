import { readLocal, writeLocal } from './local';
import { createStore, useStore } from './store';

/** What a person chose on this browser. The language also lives in the account. */
export interface Preferences {
  theme: 'light' | 'dark' | 'system';
  density: 'comfortable' | 'compact';
  afterSolve: 'next' | 'stay' | 'list';
  singleKeys: boolean;
  /** Keys of commands, by name, where they are not the usual ones; '' for none. */
  keys: Readonly<Record<string, string>>;
}

const KEY = 'lazo.preferences';
const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'comfortable',
  afterSolve: 'stay',
  singleKeys: true,
  keys: {},
};

const isKeys = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((keys) => typeof keys === 'string' && keys.length <= 24);

/** Takes only known values, so that an older or edited entry cannot break a screen. */
export function parsePreferences(text: string | null): Preferences {
  let raw: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (parsed && typeof parsed === 'object') raw = parsed;
  } catch {
    return DEFAULTS;
  }
  const pick = <T extends string>(value: unknown, choices: readonly T[], fallback: T): T =>
    choices.find((choice) => choice === value) ?? fallback;
  return {
    theme: pick(raw.theme, ['light', 'dark', 'system'], DEFAULTS.theme),
    density: pick(raw.density, ['comfortable', 'compact'], DEFAULTS.density),
    afterSolve: pick(raw.afterSolve, ['next', 'stay', 'list'], DEFAULTS.afterSolve),
    singleKeys: typeof raw.singleKeys === 'boolean' ? raw.singleKeys : DEFAULTS.singleKeys,
    keys: isKeys(raw.keys) ? raw.keys : DEFAULTS.keys,
  };
}

const store = createStore<Preferences>(parsePreferences(readLocal(KEY)));

export const preferences = (): Preferences => store.get();

export const usePreferences = (): Preferences => useStore(store);

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  store.set((now) => ({ ...now, [name]: value }));
  writeLocal(KEY, JSON.stringify(store.get()));
}
