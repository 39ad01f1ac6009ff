import type { BulkAction, BulkWhat } from '~/api/bulk';
import { formatDateTime, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { priorityName, stageName, statusName, typeName } from '~/parts/marks';

/** Names of agents, teams and macros by id, as far as they are known. */
export interface BulkNames {
  agents: ReadonlyMap<number, string>;
  teams: ReadonlyMap<number, string>;
  macros: ReadonlyMap<number, string>;
}

const nameOr = (names: ReadonlyMap<number, string>, id: unknown): string =>
  id === null ? t('bulk.nobody') : (names.get(Number(id)) ?? `#${String(id)}`);

function changeWords(field: string, value: unknown, names: BulkNames): string {
  switch (field) {
    case 'status':
      return statusName(String(value));
    case 'priority':
      return priorityName(String(value));
    case 'type':
      return typeName(String(value));
    case 'agent_id':
      return t('bulk.what.agent', { name: nameOr(names.agents, value) });
    case 'team_id':
      return t('bulk.what.team', { name: nameOr(names.teams, value) });
    case 'is_spam':
      return t(value === true ? 'bulk.what.spam' : 'bulk.what.not_spam');
    case 'snoozed_until':
      if (value === null) return t('bulk.what.woken');
      return String(value).startsWith('9999')
        ? t('bulk.what.snoozed_reply')
        : t('bulk.what.snoozed', { when: formatDateTime(String(value)) });
    default:
      return `${textOr(`filter.tickets.${field}`, field)}: ${String(value ?? '—')}`;
  }
}

/** What a bulk action does, as people would say it. */
export function whatWords(what: BulkWhat, names: BulkNames): string {
  const words = Object.entries(what.changes ?? {}).map(([field, value]) => changeWords(field, value, names));
  if (what.add_tags?.length) words.push(t('bulk.what.add_tags', { tags: what.add_tags.join(', ') }));
  if (what.remove_tags?.length) words.push(t('bulk.what.remove_tags', { tags: what.remove_tags.join(', ') }));
  if (what.macro_id) words.push(t('bulk.what.macro', { name: nameOr(names.macros, what.macro_id) }));
  if (what.merge_into) words.push(t('bulk.what.merge', { number: what.merge_into }));
  if (what.delete) words.push(t('bulk.what.delete'));
  if (what.restore) words.push(t('bulk.what.restore'));
  if (what.stage) words.push(t('bulk.what.stage', { stage: stageName(what.stage) }));
  return words.join(' · ');
}

/** How it stands: "346 de 348 hechos, 2 no". */
export function stateWords(action: BulkAction): string {
  const count = action.state === 'undone' || action.state === 'undoing' ? action.undone : action.done;
  const values = { count, number: formatNumber(count), total: formatNumber(action.total) };
  switch (action.state) {
    case 'collecting':
    case 'running':
      return t('bulk.state.running', values);
    case 'undoing':
      return t('bulk.state.undoing', values);
    case 'undone':
      return action.kept > 0
        ? t('bulk.state.undone_kept', { ...values, kept: formatNumber(action.kept) })
        : t('bulk.state.undone', values);
    case 'failed':
      return t('bulk.state.failed');
    default:
      return action.failed > 0
        ? t('bulk.state.done_failed', { ...values, failed: formatNumber(action.failed) })
        : t('bulk.state.done', values);
  }
}
