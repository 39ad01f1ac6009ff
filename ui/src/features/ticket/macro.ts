import {
  type Macro,
  type MacroAction,
  PRIORITIES,
  STATUSES,
  TICKET_TYPES,
  type Ticket,
  type TicketChange,
} from '~/api/records';
import { t } from '~/lib/i18n';
import { priorityName, statusName } from '~/parts/marks';

/** The words a macro would write, if it writes any. */
export function macroReply(macro: Macro): string | null {
  for (const action of macro.actions) if (typeof action.reply === 'string') return action.reply;
  return null;
}

/** The fields a macro sets, in words: the preview before it is used. */
export function macroWords(macro: Macro): string {
  const parts = macro.actions.map((action: MacroAction) => {
    if (typeof action.reply === 'string') return t('macro.writes');
    const value = Array.isArray(action.value) ? action.value.join(', ') : String(action.value ?? '');
    if (action.field === 'status') return t('macro.status', { value: statusName(value) });
    if (action.field === 'priority') return t('macro.priority', { value: priorityName(value) });
    if (action.field === 'tags') return t('macro.tags', { value });
    return t('macro.sets', { field: String(action.field ?? ''), value });
  });
  return parts.join(' · ');
}

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * What using the macro changes on this ticket. Its reply only goes into the reply box: a macro never sends anything
 * by itself. Tags are added to those that are there.
 */
export function macroChange(macro: Macro, ticket: Ticket): TicketChange {
  const change: TicketChange = {};
  for (const { field, value } of macro.actions) {
    if (field === 'status' && isText(value)) change.status = STATUSES.find((one) => one === value);
    else if (field === 'priority' && isText(value)) change.priority = PRIORITIES.find((one) => one === value);
    else if (field === 'type' && isText(value)) change.type = TICKET_TYPES.find((one) => one === value);
    else if (field === 'agent_id' && (typeof value === 'number' || value === null)) change.agent_id = value;
    else if (field === 'team_id' && (typeof value === 'number' || value === null)) change.team_id = value;
    else if (field === 'tags' && Array.isArray(value))
      change.tags = [...new Set([...ticket.tags, ...value.filter(isText)])];
  }
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as TicketChange;
}
