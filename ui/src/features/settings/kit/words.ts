import type { Role } from '~/api/records';
import { formatDateTime, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';

/** What a field of a record is called. */
export const fieldWord = (field: string): string =>
  textOr(`set.field_${field}`, textOr(`settings.field_${field}`, field.replaceAll('_', ' ')));

const MOST_CHARS = 160;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** A value of the log, or of a form, in words: as short as it can be told. */
export function valueWord(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('set.nothing');
  if (value === true) return t('set.yes');
  if (value === false) return t('set.no');
  if (typeof value === 'number') return formatNumber(value, 2);
  if (typeof value === 'string' && TIME.test(value)) return formatDateTime(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}

/** "team.members_changed": what was done, as a sentence's verb. */
export function kindWord(kind: string): string {
  const dot = kind.indexOf('.');
  const verb = kind.slice(dot + 1);
  return textOr(`set.did_${kind.replace('.', '_')}`, textOr(`set.did_${verb}`, verb.replaceAll('_', ' ')));
}

export const entityWord = (entity: string): string =>
  textOr(`set.entity_${entity}`, entity.replaceAll('_', ' '));
export const roleWord = (role: string): string => textOr(`set.role_${role}`, role);

export const ROLES: readonly Role[] = ['admin', 'lead', 'agent', 'collaborator', 'analyst'];
