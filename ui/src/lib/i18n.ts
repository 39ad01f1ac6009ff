import { type Texts, textOf, type Values } from './catalogue';
import { readLocal, writeLocal } from './local';
import { createStore, useStore } from './store';

type Spanish = typeof import('../locales/es.json') &
  typeof import('../locales/mail.es.json') &
  typeof import('../locales/frame.es.json') &
  typeof import('../locales/door.es.json') &
  typeof import('../locales/start.es.json') &
  typeof import('../locales/attention.es.json') &
  typeof import('../locales/list.es.json') &
  typeof import('../locales/case.es.json') &
  typeof import('../locales/composer.es.json') &
  typeof import('../locales/customer.es.json') &
  typeof import('../locales/settings.es.json') &
  typeof import('../locales/numbers.es.json') &
  typeof import('../locales/people.es.json') &
  typeof import('../locales/site.es.json');
type WithoutForm<K> = K extends `${infer Base}_${'one' | 'many' | 'other'}` ? Base : K;

/** Every text of the catalogue; plural forms are one key. */
export type TextKey = WithoutForm<keyof Spanish>;
export type Language = 'es' | 'en' | 'pt';
/** Parts of the catalogue: `app` is what the first screen needs, every other comes with the screens of that part. */
type Part =
  | 'app'
  | 'mail'
  | 'frame'
  | 'door'
  | 'start'
  | 'attention'
  | 'list'
  | 'case'
  | 'composer'
  | 'customer'
  | 'settings'
  | 'numbers'
  | 'people'
  | 'site';

export const LANGUAGES: readonly Language[] = ['es', 'en', 'pt'];
export const LANGUAGE_NAMES: Record<Language, string> = { es: 'Español', en: 'English', pt: 'Português' };

const KEY = 'lazo.language';
const current = createStore<Language>('es');

type Catalogue = () => Promise<{ default: Record<string, string> }>;

const files = import.meta.glob<{ default: Record<string, string> }>('../locales/*.json');

const catalogue: (part: Part, language: Language) => Catalogue | undefined = (part, language) =>
  files[`../locales/${part === 'app' ? '' : `${part}.`}${language}.json`];

/** "pt-BR" is pt; anything we do not speak is null. */
export function languageOf(tag: string | null | undefined): Language | null {
  const base = tag?.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === base) ?? null;
}

export function storedLanguage(): Language | null {
  return languageOf(readLocal(KEY));
}

/** What this browser would like before anybody has signed in. */
export function preferredLanguage(): Language {
  return (
    storedLanguage() ?? navigator.languages.map(languageOf).find((language) => language !== null) ?? 'es'
  );
}

const texts: Record<Language, Texts> = { es: {}, en: {}, pt: {} };

const needed = new Set<Part>(['app']);
const loaded = new Set<string>();

async function loadPart(part: Part, language: Language): Promise<void> {
  if (loaded.has(part + language)) return;
  const found = catalogue(part, language);
  if (!found) throw new Error(`no texts of ${part} in ${language}`);
  Object.assign(texts[language], (await found()).default);
  loaded.add(part + language);
}

const load = (language: Language): Promise<unknown> =>
  Promise.all([...needed].map((part) => loadPart(part, language)));

/** For `lazy`: the module, once its parts of the texts are here too. A change of language brings those parts along. */
export async function withTexts<T>(parts: Part | readonly Part[], module: Promise<T>): Promise<T> {
  const wanted = typeof parts === 'string' ? [parts] : parts;
  for (const part of wanted) needed.add(part);
  await Promise.all(wanted.map((part) => loadPart(part, language())));
  return module;
}

export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  document.documentElement.lang = language;
  current.set(language);
}

export function rememberLanguage(language: Language): void {
  writeLocal(KEY, language);
}

export const language = (): Language => current.get();

export const useLanguage = (): Language => useStore(current);

/**
 * The text of a key. The tree below the root is mounted anew when the language changes, so a plain function is
 * enough. Values are put in as they are: React escapes them.
 */
export function t(key: TextKey, values?: Values): string {
  return textOf(texts[language()], language(), key, values) ?? key;
}

/** For words that come from the server (a kind, a code): the catalogue's text if there is one. */
export function textOr(key: string, fallback: string, values?: Values): string {
  return textOf(texts[language()], language(), key, values) || fallback;
}
