import { readLocal, writeLocal } from './local';
import { createStore, useStore } from './store';

/** How a person likes the workspace. It lives in the account; this browser keeps a copy for its first paint. */
export interface Preferences {
  theme: 'light' | 'dark' | 'system';
  density: 'comfortable' | 'compact';
  afterSolve: 'next' | 'stay' | 'list';
  singleKeys: boolean;
  /** Keys of commands, by name, where they are not the usual ones; '' for none. */
  keys: Readonly<Record<string, string>>;
  /** "es-CO": how numbers, money and dates are written; null: as the browser says. */
  region: string | null;
  firstSteps: boolean;
}

const KEY = 'lazo.preferences';
const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'comfortable',
  afterSolve: 'stay',
  singleKeys: true,
  keys: {},
  region: null,
  firstSteps: false,
};

const isKeys = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((keys) => typeof keys === 'string' && keys.length <= 24);

/** Takes only known values, so that an older or edited entry cannot break a screen. */
export function soundPreferences(raw: Partial<Record<keyof Preferences, unknown>>): Preferences {
  const pick = <T extends string>(value: unknown, choices: readonly T[], fallback: T): T =>
    choices.find((choice) => choice === value) ?? fallback;
  const flag = (value: unknown, fallback: boolean): boolean =>
    typeof value === 'boolean' ? value : fallback;
  return {
    theme: pick(raw.theme, ['light', 'dark', 'system'], DEFAULTS.theme),
    density: pick(raw.density, ['comfortable', 'compact'], DEFAULTS.density),
    afterSolve: pick(raw.afterSolve, ['next', 'stay', 'list'], DEFAULTS.afterSolve),
    singleKeys: flag(raw.singleKeys, DEFAULTS.singleKeys),
    keys: isKeys(raw.keys) ? raw.keys : DEFAULTS.keys,
    region: typeof raw.region === 'string' && /^[a-z]{2}-[A-Z]{2}$/.test(raw.region) ? raw.region : null,
    firstSteps: flag(raw.firstSteps, DEFAULTS.firstSteps),
  };
}

export function parsePreferences(text: string | null): Preferences {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    return soundPreferences(parsed && typeof parsed === 'object' ? parsed : {});
  } catch {
    return DEFAULTS;
  }
}

const store = createStore<Preferences>(parsePreferences(readLocal(KEY)));

export const preferences = (): Preferences => store.get();

export const usePreferences = (): Preferences => useStore(store);

/** What the account says, or another tab. */
export function takePreferences(next: Preferences): void {
  store.set(next);
  writeLocal(KEY, JSON.stringify(next));
}

let keep: (change: Partial<Preferences>) => void = () => undefined;

/** Who is told of each change that is made here: the one that keeps them in the account. */
export function keepPreferences(keeper: (change: Partial<Preferences>) => void): void {
  keep = keeper;
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  takePreferences({ ...store.get(), [name]: value });
  keep({ [name]: value });
}
