import { language } from './i18n';

/** Regions whose way of writing numbers, money and dates is offered, the nearest first. */
export const REGIONS = [
  'es-CO',
  'es-MX',
  'es-AR',
  'es-CL',
  'es-PE',
  'es-EC',
  'es-UY',
  'es-ES',
  'es-US',
  'pt-BR',
  'pt-PT',
  'en-US',
  'en-GB',
] as const;

const CURRENCIES = ['COP', 'MXN', 'ARS', 'CLP', 'PEN', 'UYU', 'BRL', 'USD', 'EUR', 'GBP'];

const named = (type: 'region' | 'currency' | 'language', code: string): string =>
  new Intl.DisplayNames(language(), { type }).of(code) ?? code;

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(language()) + text.slice(1);

/** "Colombia (español)": a region is a country and the language it is written in there. */
export function regionName(tag: string): string {
  const [spoken = '', country = ''] = tag.split('-');
  return `${named('region', country)} (${named('language', spoken)})`;
}

export interface Choice {
  value: string;
  label: string;
}
export interface ChoiceGroup {
  group: string;
  items: Choice[];
}

export function currencyChoices(): Choice[] {
  const all = Intl.supportedValuesOf('currency').filter((code) => !CURRENCIES.includes(code));
  return [...CURRENCIES, ...all].map((code) => ({
    value: code,
    label: `${code} · ${capital(named('currency', code))}`,
  }));
}

function offsetOf(zone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(
    now,
  );
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** Time zones by continent: "Bogota (GMT-5)". */
export function zoneChoices(kept: string | null | undefined): ChoiceGroup[] {
  const now = new Date();
  const groups = new Map<string, Choice[]>();
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), ...(kept ? [kept] : [])]);
  for (const zone of [...zones].sort()) {
    const [area = '', ...place] = zone.split('/');
    const name = (place.length > 0 ? place.join(' / ') : area).replaceAll('_', ' ');
    const items = groups.get(area) ?? [];
    items.push({ value: zone, label: `${name} (${offsetOf(zone, now)})` });
    groups.set(area, items);
  }
  const order = ['America', 'Europe', ...groups.keys()];
  return [...new Set(order)].flatMap((group) => {
    const items = groups.get(group);
    return items ? [{ group, items }] : [];
  });
}

export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Money where people live, as a first guess. */
const MONEY: Record<string, string> = {
  Bogota: 'COP',
  Mexico_City: 'MXN',
  Monterrey: 'MXN',
  Tijuana: 'MXN',
  Buenos_Aires: 'ARS',
  Santiago: 'CLP',
  Lima: 'PEN',
  Montevideo: 'UYU',
  Sao_Paulo: 'BRL',
  Madrid: 'EUR',
  Lisbon: 'EUR',
  London: 'GBP',
};

export const currencyOf = (zone: string): string => MONEY[zone.split('/').at(-1) ?? ''] ?? 'USD';
