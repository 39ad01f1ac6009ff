// Holds the three catalogues together: the same keys, the plural forms each language has, the same slots, every key
// used in the source, every used key there, and no text that outgrows the Spanish one.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LANGUAGES = ['es', 'en', 'pt'];
const PLURAL = /_(zero|one|two|few|many|other)$/;
const GROWTH = 1.4;
const GROWTH_FROM = 30; // characters: shorter texts vary too much for a ratio to say anything

const faults = [];
// `es.json` is what every screen needs; `PART.es.json` comes with the screens of that part. No key is in two of them.
const PARTS = readdirSync('src/locales')
  .map((name) => /^(.*\.)?es\.json$/.exec(name))
  .filter((match) => match !== null)
  .map((match) => match[1] ?? '');
function catalogueOf(language) {
  const whole = {};
  for (const part of PARTS) {
    const own = JSON.parse(readFileSync(`src/locales/${part}${language}.json`, 'utf8'));
    for (const key of Object.keys(own))
      if (key in whole) faults.push(`${language}: "${key}" is in two parts of the catalogue`);
    Object.assign(whole, own);
  }
  return whole;
}
const catalogues = Object.fromEntries(LANGUAGES.map((language) => [language, catalogueOf(language)]));
const baseOf = (key) => key.replace(PLURAL, '');
const slotsOf = (text) =>
  [...text.matchAll(/\{\{\s*(\w+)/g)]
    .map((match) => match[1])
    .sort()
    .join(',');

function formsOf(catalogue) {
  const forms = new Map();
  for (const key of Object.keys(catalogue)) {
    const base = baseOf(key);
    forms.set(base, [...(forms.get(base) ?? []), key]);
  }
  return forms;
}

const reference = formsOf(catalogues.es);
for (const language of LANGUAGES) {
  const forms = formsOf(catalogues[language]);
  const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const [base, keys] of forms) {
    if (!reference.has(base)) faults.push(`${language}: "${base}" is not in es`);
    if (!keys.some((key) => PLURAL.test(key))) continue;
    for (const category of plurals)
      if (!keys.includes(`${base}_${category}`))
        faults.push(`${language}: "${base}" lacks the form _${category}`);
  }
  for (const [base, keys] of reference) {
    const own = forms.get(base);
    if (!own) {
      faults.push(`${language}: "${base}" is missing`);
      continue;
    }
    if (own.some((key) => PLURAL.test(key)) !== keys.some((key) => PLURAL.test(key)))
      faults.push(`${language}: "${base}" is plural in one language and not in the other`);
  }
  for (const [key, text] of Object.entries(catalogues[language])) {
    if (typeof text !== 'string' || text.trim() === '') faults.push(`${language}: "${key}" is empty`);
    const spanish = catalogues.es[key] ?? catalogues.es[`${baseOf(key)}_other`];
    if (spanish === undefined || typeof text !== 'string') continue;
    if (slotsOf(text) !== slotsOf(spanish)) faults.push(`${language}: "${key}" has other slots than es`);
    if (text.length > Math.max(GROWTH_FROM, spanish.length * GROWTH))
      faults.push(`${language}: "${key}" is ${text.length} characters, es has ${spanish.length}`);
  }
}

function* filesUnder(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesUnder(path);
    else if (/\.(ts|tsx)$/.test(name) && !/\.(test|d)\./.test(name)) yield path;
  }
}
const source = [...filesUnder('src')].map((path) => readFileSync(path, 'utf8')).join('\n');
const literals = new Set([...source.matchAll(/['"`]([a-z]\w*(?:\.\w+)+)['"`]/g)].map((match) => match[1]));
const prefixes = [...source.matchAll(/`([a-z]\w*(?:\.\w+)*[._])\$\{/g)].map((match) => match[1]);
for (const base of reference.keys())
  if (!literals.has(base) && !prefixes.some((prefix) => base.startsWith(prefix)))
    faults.push(`es: "${base}" is used nowhere`);
for (const [, key] of source.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g))
  if (!reference.has(key)) faults.push(`source: t('${key}') is in no catalogue`);

for (const fault of faults) console.error(fault);
console.log(`catalogues: ${reference.size} texts in ${LANGUAGES.length} languages, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
