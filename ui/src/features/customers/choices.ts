import { language, t, textOr } from '~/lib/i18n';
import { channelName } from '~/parts/marks';

export interface Choice {
  value: string;
  label: string;
}

const named = (type: 'region' | 'language', code: string): string => {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type }).of(code) ?? code;
  } catch {
    return code;
  }
};

export const countryName = (code: string): string => named('region', code);
export const languageName = (code: string): string => textOr(`language.${code}`, named('language', code));

const sorted = (codes: readonly string[], nameOf: (code: string) => string): Choice[] =>
  codes
    .map((value) => ({ value, label: nameOf(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, language()));

const COUNTRIES = 'AR BO BR CA CL CO CR CU DE DO EC ES FR GB GT HN IT MX NI PA PE PR PT PY SV US UY VE'.split(
  ' ',
);
const LANGUAGES = ['es', 'en', 'pt', 'fr', 'de', 'it', 'ca', 'gl', 'eu'];
const CHANNELS = ['mail', 'phone', 'whatsapp', 'sms', 'telegram', 'chat', 'social'] as const;

/** The usual ones, and the one that is there when it is none of them. */
const withOwn = (choices: Choice[], own: string, nameOf: (code: string) => string): Choice[] =>
  own === '' || choices.some((one) => one.value === own)
    ? choices
    : [...choices, { value: own, label: nameOf(own) }];

export const countries = (own: string): Choice[] => withOwn(sorted(COUNTRIES, countryName), own, countryName);
export const languages = (own: string): Choice[] =>
  withOwn(sorted(LANGUAGES, languageName), own, languageName);
export const channels = (own = ''): Choice[] =>
  withOwn(
    CHANNELS.map((value) => ({ value, label: channelName(value) })),
    own,
    channelName,
  );

export const zones = (own: string): Choice[] => {
  const known = Intl.supportedValuesOf('timeZone').map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }));
  return withOwn(known, own, (zone) => zone);
};

const PURPOSES = ['service', 'marketing', 'surveys', 'calls'] as const;
export const purposeName = (purpose: string): string => textOr(`purpose.${purpose}`, purpose);
export const purposes = (own = ''): Choice[] =>
  withOwn(
    PURPOSES.map((value) => ({ value, label: purposeName(value) })),
    own,
    purposeName,
  );

/** Where a consent was said. What else a program wrote is shown as it is. */
const SOURCES = ['form', 'call', 'mail', 'store', 'contract'] as const;
export const sourceName = (source: string): string => textOr(`consent.source_${source}`, source);
export const sources = (): Choice[] =>
  SOURCES.map((value) => ({ value, label: t(`consent.source_${value}`) }));
