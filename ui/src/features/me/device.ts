import { t } from '~/lib/i18n';

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

const named = (list: readonly [RegExp, string][], device: string): string | undefined =>
  list.find(([mark]) => mark.test(device))?.[1];

/** "Firefox · Windows", as far as a User-Agent tells. */
export function deviceWords(device: string): string {
  const parts = [named(BROWSERS, device), named(SYSTEMS, device)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' · ') : t('me.device_unknown');
}
