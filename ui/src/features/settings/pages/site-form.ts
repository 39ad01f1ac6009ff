import type { SiteRecord } from '~/api/sites';
import { t } from '~/lib/i18n';
import { orNull } from '../kit/forms';
import type { Faults } from '../kit/use-record-form';

/** Of the button while no other is chosen. */
export const OUR_COLOR = '#0b6e6b';
export const CONTRAST_MIN = 4.5;
/** SITE_ORIGINS_MAX of the server. */
export const ORIGINS_MAX = 50;

export interface SiteForm {
  name: string;
  is_active: boolean;
  origins: string;
  team_id: string;
  language: string;
  color: string;
  greeting: string;
  privacy_url: string;
}

export const toSiteForm = (site: SiteRecord | null): SiteForm => ({
  name: site?.name ?? '',
  is_active: site?.is_active ?? true,
  origins: site?.origins ?? '',
  team_id: site?.team_id ? String(site.team_id) : '',
  language: site?.language ?? '',
  color: site?.color ?? '',
  greeting: site?.greeting ?? '',
  privacy_url: site?.privacy_url ?? '',
});

export const isColor = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** The origin of an address as somebody pastes it, whatever comes after the host; null for what is none. */
export function originOf(line: string): string | null {
  if (!/^https?:\/\//i.test(line)) return null;
  try {
    return new URL(line).origin;
  } catch {
    return null;
  }
}

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** One origin a line, each once. */
export const originsOf = (text: string): string =>
  [...new Set(linesOf(text).map((line) => originOf(line) ?? line))].join('\n');

function lightOf(channel: number): number {
  const part = channel / 255;
  return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** How white letters stand out on a colour (#rrggbb), from 1 to 21, as WCAG 2.2 counts it. */
export function contrastOfWhite(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    lightOf(Number.parseInt(color.slice(at, at + 2), 16)),
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

export function checkSite(form: SiteForm): Faults<SiteForm> {
  const faults: Faults<SiteForm> = {};
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  const bad = linesOf(form.origins).find((line) => originOf(line) === null);
  if (bad !== undefined) faults.origins = t('site.bad_origin', { line: bad.slice(0, 80) });
  else if (linesOf(originsOf(form.origins)).length > ORIGINS_MAX)
    faults.origins = t('site.many_origins', { max: ORIGINS_MAX });
  if (form.color.trim() !== '' && !isColor(form.color.trim())) faults.color = t('site.bad_color');
  if (form.privacy_url.trim() !== '' && originOf(form.privacy_url.trim()) === null)
    faults.privacy_url = t('site.bad_address');
  return faults;
}

/** What the server is told of what was changed. */
export function siteBody(changed: Partial<SiteForm>): Record<string, unknown> {
  const { name, is_active, team_id, origins, ...texts } = changed;
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(is_active === undefined ? {} : { is_active }),
    ...(team_id === undefined ? {} : { team_id: team_id === '' ? null : Number(team_id) }),
    ...(origins === undefined ? {} : { origins: orNull(originsOf(origins)) }),
    ...Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, orNull(text)])),
  };
}

/** What goes into the page of the shop. */
export const snippetOf = (origin: string, key: string): string =>
  `<script async src="${origin}/lazo.js" data-site="${key}"></script>`;
