import type { Dictionary, DictionaryField, FieldType } from '~/api/dictionary';
import type { Filter } from '~/api/records';

/** A filter while somebody works on it: half-finished conditions have a place here, and none in the filter itself. */
export interface Condition {
  key: number;
  kind: 'condition';
  field: string;
  op: string;
  value: unknown;
}
export interface Group {
  key: number;
  kind: 'group';
  mode: Mode;
  parts: FilterNode[];
}
/** What this editor does not know how to show: kept as it is. */
export interface Opaque {
  key: number;
  kind: 'opaque';
  filter: Filter;
}
export type Mode = 'all' | 'any' | 'none';
export type FilterNode = Condition | Group | Opaque;

/** A field to filter by, by its path from the record that is listed: "status", "customer.stage", "custom.size". */
export interface FilterField extends Omit<DictionaryField, 'can_sort' | 'can_write'> {
  /** The kind of record that holds it. */
  entity: string;
}

export const DEPTH_MAX = 4;
export const CONDITIONS_MAX = 50;

let lastKey = 0;
const newKey = (): number => {
  lastKey += 1;
  return lastKey;
};

export const newGroup = (mode: Mode, parts: FilterNode[] = []): Group => ({
  key: newKey(),
  kind: 'group',
  mode,
  parts,
});

// ---- fields ----

export const fieldsOf = (dictionary: Dictionary, prefix = ''): FilterField[] =>
  dictionary.fields
    .filter((field) => field.operators.length > 0)
    .map((field) => ({ ...field, name: prefix + field.name, entity: dictionary.entity }));

/** What people choose from, in the order of use: several values at once where that is what they mean. */
const OPS: Record<FieldType, readonly string[]> = {
  choice: ['in', 'not_in', 'present', 'absent'],
  choices: ['in', 'not_in', 'present', 'absent'],
  reference: ['in', 'not_in', 'present', 'absent'],
  tags: ['in', 'not_in', 'present', 'absent'],
  boolean: ['is'],
  time: ['within_last', 'within_next', '>=', '<', 'present', 'absent'],
  day: ['within_last', 'within_next', '>=', '<', 'present', 'absent'],
  money: ['>=', '<=', 'is', 'present', 'absent'],
  integer: ['is', '>=', '<=', 'is_not', 'present', 'absent'],
  number: ['is', '>=', '<=', 'present', 'absent'],
  text: ['contains', 'is', 'is_not', 'starts_with', 'present', 'absent'],
  json: [],
};

export const isList = (op: string): boolean => op === 'in' || op === 'not_in';
export const needsValue = (op: string): boolean => op !== 'present' && op !== 'absent';

export const opsOf = (field: FilterField): string[] =>
  OPS[field.type].filter((op) => field.operators.includes(op));

const emptyValue = (field: FilterField, op: string): unknown => {
  if (!needsValue(op)) return undefined;
  if (isList(op)) return [];
  if (op === 'within_last' || op === 'within_next') return { n: 7, unit: 'days' };
  if (field.type === 'boolean') return true;
  return field.type === 'text' ? '' : null;
};

export function newCondition(field: FilterField): Condition {
  const op = opsOf(field)[0] ?? 'present';
  return { key: newKey(), kind: 'condition', field: field.name, op, value: emptyValue(field, op) };
}

const shape = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value !== null && typeof value === 'object' ? 'window' : typeof value;

/** Another operator: the value stays where it still fits. */
export function withOp(condition: Condition, field: FilterField, op: string): Condition {
  const empty = emptyValue(field, op);
  const fits = needsValue(op) && needsValue(condition.op) && shape(empty) === shape(condition.value);
  const both =
    needsValue(op) &&
    empty === null &&
    shape(condition.value) !== 'window' &&
    !Array.isArray(condition.value);
  return { ...condition, op, value: fits || both ? condition.value : empty };
}

// ---- from and to the filter language ----

function nodeOf(filter: Filter): FilterNode {
  if ('all' in filter) return newGroup('all', filter.all.map(nodeOf));
  if ('any' in filter) return newGroup('any', filter.any.map(nodeOf));
  if ('none' in filter) return newGroup('none', filter.none.map(nodeOf));
  if ('some' in filter) return { key: newKey(), kind: 'opaque', filter };
  return { key: newKey(), kind: 'condition', field: filter.field, op: filter.op, value: filter.value };
}

/** One value of a choice is shown as a list of one. */
function asList(node: FilterNode, fields: ReadonlyMap<string, FilterField>): FilterNode {
  if (node.kind === 'group') return { ...node, parts: node.parts.map((part) => asList(part, fields)) };
  if (node.kind === 'opaque') return node;
  const field = fields.get(node.field);
  if (!field || !opsOf(field).includes('in')) return node;
  if (node.op === 'is') return { ...node, op: 'in', value: [node.value] };
  if (node.op === 'is_not') return { ...node, op: 'not_in', value: [node.value] };
  return node;
}

export function editable(filter: Filter | null, fields: ReadonlyMap<string, FilterField>): Group {
  if (!filter) return newGroup('all');
  const node = asList(nodeOf(filter), fields);
  return node.kind === 'group' ? node : newGroup('all', [node]);
}

const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/** What is still missing, or null. */
export function lackOf(
  condition: Condition,
  field: FilterField | undefined,
): 'field' | 'value' | 'number' | null {
  if (!field) return 'field';
  if (!needsValue(condition.op)) return null;
  if (isBlank(condition.value)) return 'value';
  const window = condition.value as { n?: unknown };
  if (condition.op.startsWith('within_') && !(Number.isInteger(window.n) && Number(window.n) > 0))
    return 'number';
  return null;
}

function filterOf(node: FilterNode, fields: ReadonlyMap<string, FilterField>): Filter | null {
  if (node.kind === 'opaque') return node.filter;
  if (node.kind === 'group') {
    const parts = node.parts.map((part) => filterOf(part, fields)).filter((part) => part !== null);
    if (parts.length === 0) return null;
    return node.mode === 'all' ? { all: parts } : node.mode === 'any' ? { any: parts } : { none: parts };
  }
  // A field that is not known here (any more) is kept as it was, for the server to judge.
  if (fields.has(node.field) && lackOf(node, fields.get(node.field))) return null;
  if (!needsValue(node.op)) return { field: node.field, op: node.op };
  if (isList(node.op) && Array.isArray(node.value) && node.value.length === 1)
    return { field: node.field, op: node.op === 'in' ? 'is' : 'is_not', value: node.value[0] };
  return { field: node.field, op: node.op, value: node.value };
}

/** The filter of what is finished; null for everything. */
export const finished = (group: Group, fields: ReadonlyMap<string, FilterField>): Filter | null =>
  filterOf(group, fields);

export function lacking(node: FilterNode, fields: ReadonlyMap<string, FilterField>): number {
  if (node.kind === 'opaque') return 0;
  if (node.kind === 'condition') return lackOf(node, fields.get(node.field)) ? 1 : 0;
  return node.parts.reduce((sum, part) => sum + lacking(part, fields), 0);
}

export const size = (node: FilterNode): number =>
  node.kind === 'group' ? node.parts.reduce((sum, part) => sum + size(part), 0) : 1;

// ---- editing ----

/** The tree with one node replaced, or taken out (null); groups that become empty go too, but for the root. */
export function replaced(group: Group, key: number, by: FilterNode | null): Group {
  const parts: FilterNode[] = [];
  for (const part of group.parts) {
    if (part.key === key) {
      if (by) parts.push(by);
    } else if (part.kind === 'group') {
      const inner = replaced(part, key, by);
      if (inner.parts.length > 0 || part.parts.length === 0) parts.push(inner);
    } else parts.push(part);
  }
  return { ...group, parts };
}

export function added(group: Group, into: number, node: FilterNode): Group {
  if (group.key === into) return { ...group, parts: [...group.parts, node] };
  return {
    ...group,
    parts: group.parts.map((part) => (part.kind === 'group' ? added(part, into, node) : part)),
  };
}

export const isEverything = (filter: Filter | null): boolean =>
  filter === null || ('all' in filter && filter.all.length === 0);

/** Of an address: what is no filter is none. */
export function readFilter(text: string | null): Filter | null {
  if (!text || text.length > 8000) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isFilter(value, 0) ? value : null;
  } catch {
    return null;
  }
}

function isFilter(value: unknown, depth: number): value is Filter {
  if (typeof value !== 'object' || value === null || depth > 6) return false;
  const node = value as Record<string, unknown>;
  for (const mode of ['all', 'any', 'none'])
    if (mode in node)
      return Array.isArray(node[mode]) && node[mode].every((part) => isFilter(part, depth + 1));
  return typeof node.some === 'string' || (typeof node.field === 'string' && typeof node.op === 'string');
}
