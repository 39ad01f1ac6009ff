import {
  type Agent,
  type Macro,
  type MacroAction,
  PRIORITIES,
  STATUSES,
  TICKET_TYPES,
  type Ticket,
  type TicketChange,
} from '~/api/records';
import { t, textOr } from '~/lib/i18n';
import { priorityName, statusName, typeName } from '~/parts/marks';

const isText = (value: unknown): value is string => typeof value === 'string';

/** What a template of a macro may speak of. */
export interface MacroValues {
  ticket: Ticket;
  customer: object | null;
  agent: Agent | null;
}

/**
 * Puts values into the plain slots of a Mustache template: {{customer.name}}. Sections are left as they are, for the
 * person to see and finish: nothing is sent before they have read it.
 */
export function fillTemplate(template: string, values: MacroValues): string {
  return template.replace(/\{\{\{?\s*([a-z_][\w.]*)\s*\}?\}\}/g, (_whole, path: string) => {
    let value: unknown = values;
    for (const step of path.split('.'))
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}

/** The words a macro would write, and whether the customer is to read them. */
export function macroText(macro: Macro): { template: string; mode: 'reply' | 'note' } | null {
  const written = (name: 'reply' | 'note') => macro.actions.map((action) => action[name]).filter(isText);
  const [replies, notes] = [written('reply'), written('note')];
  if (replies.length > 0) return { template: replies.join('\n\n'), mode: 'reply' };
  return notes.length > 0 ? { template: notes.join('\n\n'), mode: 'note' } : null;
}

function actionWords(action: MacroAction): string {
  if (isText(action.reply)) return t('macro.writes');
  if (isText(action.note)) return t('macro.note');
  if (isText(action.add_tag)) return t('macro.add_tag', { value: action.add_tag });
  const field = String(action.field ?? '');
  const value = Array.isArray(action.value) ? action.value.join(', ') : String(action.value ?? '—');
  if (field === 'status') return t('macro.status', { value: statusName(value) });
  if (field === 'priority') return t('macro.priority', { value: priorityName(value) });
  if (field === 'agent_id' && value === 'me') return t('macro.agent_me');
  const shown = field === 'type' ? typeName(value) : value;
  return t('macro.sets', { field: textOr(`field.${field}`, field), value: shown });
}

/** Everything a macro does, in words: the preview before it is used. */
export const macroWords = (macro: Macro): string => macro.actions.map(actionWords).join(' · ');

/**
 * What using the macro changes on this ticket. Its reply only goes into the reply box: a macro never sends anything
 * by itself. Tags are added to those that are there.
 */
export function macroChange(macro: Macro, ticket: Ticket, me: Agent | null): TicketChange {
  const change: TicketChange = {};
  const tags = [...ticket.tags];
  for (const { field, value, add_tag } of macro.actions) {
    if (isText(add_tag)) tags.push(add_tag);
    else if (field === 'status') change.status = STATUSES.find((one) => one === value);
    else if (field === 'priority') change.priority = PRIORITIES.find((one) => one === value);
    else if (field === 'type') change.type = TICKET_TYPES.find((one) => one === value);
    else if (field === 'agent_id' && value === 'me') change.agent_id = me?.id;
    else if ((field === 'agent_id' || field === 'team_id') && (typeof value === 'number' || value === null))
      change[field] = value;
    else if (field === 'subject' && isText(value)) change.subject = value;
    else if (field === 'tags' && Array.isArray(value)) tags.splice(0, tags.length, ...value.filter(isText));
  }
  const unique = [...new Set(tags)];
  if (unique.join('\n') !== ticket.tags.join('\n')) change.tags = unique;
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as TicketChange;
}
