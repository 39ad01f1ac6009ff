/** Texts in the JSON v4 form of i18next: flat keys, `{{name}}` slots, plural forms `_one`, `_many`, `_other`. */
export type Texts = Record<string, string>;
export type Values = Record<string, string | number>;

const rules = new Map<string, Intl.PluralRules>();

function formOf(language: string, count: number): string {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known.select(count);
}

/** The text of a key, in the form that suits `count`; undefined where the catalogue has none. */
export function textOf(texts: Texts, language: string, key: string, values?: Values): string | undefined {
  const count = values?.count;
  const found =
    (typeof count === 'number' ? texts[`${key}_${formOf(language, count)}`] : undefined) ?? texts[key];
  if (found === undefined || !found.includes('{{')) return found;
  return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values?.[name] ?? ''));
}
