import type { Filter } from '~/api/records';
import { formatDate, formatMoney, formatNumber, type Money } from '~/lib/format';
import { LANGUAGE_NAMES, languageOf, t, textOr } from '~/lib/i18n';
import { channelName, priorityName, stageName, statusName, typeName } from '~/parts/marks';
import type { FilterField } from './model';

/** Names of agents, teams, companies by id, as far as they are known. */
export type Names = Readonly<Record<string, ReadonlyMap<number, string>>>;

/** '' for a field that people have no word for: it is not offered. */
export function fieldLabel(field: Pick<FilterField, 'name' | 'entity' | 'label'>): string {
  if (field.label) return field.label;
  const own = field.name.slice(field.name.lastIndexOf('.') + 1);
  return textOr(`filter.${field.entity}.${own}`, '');
}

export const groupLabel = (entity: string): string => textOr(`filter.group.${entity}`, entity);

const OP_KEYS: Record<string, string> = { '<': 'less', '<=': 'at_most', '>': 'more', '>=': 'at_least' };

export function opLabel(field: FilterField, op: string): string {
  const key = OP_KEYS[op] ?? op;
  const timely = field.type === 'time' || field.type === 'day';
  if (timely && (key === 'less' || key === 'at_least'))
    return t(key === 'less' ? 'filter.before' : 'filter.since');
  if (field.type === 'tags' && (op === 'in' || op === 'not_in'))
    return t(op === 'in' ? 'filter.has_any' : 'filter.has_none');
  return textOr(`filter.op.${key}`, op);
}

/** A choice of a field in words; the code where there are none. */
export function choiceLabel(field: Pick<FilterField, 'name' | 'entity'>, code: string): string {
  const own = field.name.slice(field.name.lastIndexOf('.') + 1);
  switch (own) {
    case 'status':
      return statusName(code);
    case 'priority':
      return priorityName(code);
    case 'type':
      return typeName(code);
    case 'channel':
    case 'preferred_channel':
      return channelName(code);
    case 'stage':
      return stageName(code);
    case 'relationship':
      return textOr(`relationship.${code}`, code);
    case 'value_stage':
      return textOr(`value_stage.${code}`, code);
    case 'language': {
      const language = languageOf(code);
      return language ? LANGUAGE_NAMES[language] : code;
    }
    default:
      return code;
  }
}

/** Texts of which people know the few values there are. */
export function knownChoices(field: FilterField): readonly string[] | null {
  if (field.choices && field.choices.length > 0) return field.choices;
  const own = field.name.slice(field.name.lastIndexOf('.') + 1);
  if (own === 'channel' || own === 'preferred_channel')
    return ['mail', 'chat', 'whatsapp', 'phone', 'form', 'web', 'api', 'sms', 'social'];
  if (own === 'language') return ['es', 'en', 'pt'];
  return null;
}

function valueWord(field: FilterField, value: unknown, names: Names): string {
  if (value === 'me') return t('filter.me');
  if (value === 'today') return t('filter.today');
  if (typeof value === 'boolean') return t(value ? 'filter.yes' : 'filter.no');
  if (field.type === 'reference')
    return names[field.references ?? '']?.get(Number(value)) ?? `#${String(value)}`;
  if (field.type === 'time' || field.type === 'day')
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
      ? formatDate(value.length === 10 ? `${value}T12:00:00` : value)
      : String(value);
  if (typeof value === 'number') return formatNumber(value, Number.isInteger(value) ? 0 : 2);
  if (typeof value === 'object' && value !== null && 'amount' in value) return formatMoney(value as Money);
  return choiceLabel(field, String(value));
}

const SHOWN_MAX = 3;

function valuesWords(field: FilterField, value: unknown, names: Names): string {
  if (!Array.isArray(value)) return valueWord(field, value, names);
  const words = value.slice(0, SHOWN_MAX).map((one) => valueWord(field, one, names));
  const rest = value.length - SHOWN_MAX;
  return words.join(', ') + (rest > 0 ? ` ${t('filter.and_more', { count: rest })}` : '');
}

export function windowWords(value: unknown): string {
  const { n, unit } = (value ?? {}) as { n?: number; unit?: string };
  return textOr(`filter.unit.${unit ?? 'days'}`, `${n} ${unit}`, {
    count: n ?? 0,
    number: formatNumber(n ?? 0),
  });
}

/** A condition as people would say it: "Estado: Abierto, Nuevo". */
export function conditionWords(
  condition: { field: string; op: string; value?: unknown },
  fields: ReadonlyMap<string, FilterField>,
  names: Names,
): string {
  const field = fields.get(condition.field);
  if (!field) return t('filter.unknown', { field: condition.field });
  const hop = condition.field.includes('.') && !condition.field.startsWith('custom.');
  const label = `${hop ? `${groupLabel(field.entity)} · ` : ''}${fieldLabel(field) || condition.field}`;
  const { op, value } = condition;
  if (op === 'is' || (op === 'in' && field.type !== 'tags'))
    return `${label}: ${valuesWords(field, value, names)}`;
  if (op === 'present' || op === 'absent') return `${label}: ${opLabel(field, op)}`;
  if (op === 'within_last' || op === 'within_next')
    return `${label}: ${opLabel(field, op)} ${windowWords(value)}`;
  return `${label} ${opLabel(field, op)} ${valuesWords(field, value, names)}`;
}

/** A whole filter in words; groups inside in parentheses. */
export function filterWords(
  filter: Filter,
  fields: ReadonlyMap<string, FilterField>,
  names: Names,
  depth = 0,
): string {
  if ('field' in filter) return conditionWords(filter, fields, names);
  if ('some' in filter) return textOr(`filter.some.${filter.some}`, t('filter.opaque'));
  const mode = 'all' in filter ? 'all' : 'any' in filter ? 'any' : 'none';
  const parts = 'all' in filter ? filter.all : 'any' in filter ? filter.any : filter.none;
  const words = parts
    .map((part) => filterWords(part, fields, names, depth + 1))
    .join(` ${t(mode === 'all' ? 'filter.and' : 'filter.or')} `);
  if (mode === 'none') return t('filter.not', { words });
  return depth > 0 && parts.length > 1 ? `(${words})` : words;
}

/** What stands on its own chip: the parts of an "all", or the whole. */
export const chipParts = (filter: Filter): Filter[] => ('all' in filter ? filter.all : [filter]);
