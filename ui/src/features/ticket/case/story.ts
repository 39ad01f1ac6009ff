import { type LinkKind, UNTIL_REPLY } from '~/api/cases';
import type { LogEvent } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import type { IconName } from '~/parts/Icon';
import { priorityName, statusName, typeName } from '~/parts/marks';

export interface StoryNames {
  agent: (id: unknown) => string;
  team: (id: unknown) => string;
  product: (id: unknown) => string;
}

type Changes = Record<string, [unknown, unknown]>;

const NAMED_KINDS = {
  'ticket.created': 'case.ev_created',
  'ticket.reopened': 'case.ev_reopened',
  'ticket.woken': 'case.ev_woken',
  'ticket.marked_spam': 'case.ev_marked_spam',
  'ticket.cleared_spam': 'case.ev_cleared_spam',
  'ticket.deleted': 'case.ev_deleted',
  'ticket.restored': 'case.ev_restored',
} as const;

const number = (value: unknown): string => `#${String(value)}`;
const after = (changes: Changes, field: string): unknown => changes[field]?.[1];
const has = (changes: Changes, field: string): boolean => Object.hasOwn(changes, field);

/** How a ticket at the other end of a link is called: "related to", "duplicate of" and their ways back. */
export const linkName = (kind: LinkKind, direction: 'to' | 'from'): string =>
  t(`case.link_${kind}_${direction}`);

function assigned(event: LogEvent, changes: Changes, names: StoryNames): string[] {
  const phrases: string[] = [];
  const agent = after(changes, 'agent_id');
  const isSelf = event.actor?.kind === 'agent' && event.actor.id === agent;
  if (has(changes, 'agent_id'))
    phrases.push(
      agent === null
        ? t('case.ev_unassigned')
        : isSelf
          ? t('case.ev_took')
          : t('case.ev_assigned', { name: names.agent(agent) }),
    );
  const team = after(changes, 'team_id');
  if (has(changes, 'team_id'))
    phrases.push(team === null ? t('case.ev_no_team') : t('case.ev_team', { name: names.team(team) }));
  return phrases;
}

function changed(changes: Changes, names: StoryNames): string[] {
  const value = (field: string): string => String(after(changes, field) ?? '—');
  const told: Record<string, () => string> = {
    subject: () => t('case.ev_subject', { value: value('subject') }),
    priority: () => t('case.ev_priority', { value: priorityName(value('priority')) }),
    type: () =>
      after(changes, 'type') ? t('case.ev_type', { value: typeName(value('type')) }) : t('case.ev_no_type'),
    topic: () => t('case.ev_topic', { value: value('topic') }),
    product_id: () => t('case.ev_product', { value: names.product(after(changes, 'product_id')) }),
    customer_id: () => t('case.ev_customer'),
    next_update_at: () =>
      after(changes, 'next_update_at')
        ? t('case.ev_promised', { date: formatDateTime(value('next_update_at')) })
        : t('case.ev_not_promised'),
  };
  const phrases = Object.entries(told)
    .filter(([field]) => has(changes, field))
    .map(([, say]) => say());
  return phrases.length > 0 ? phrases : [t('case.ev_lists')];
}

function linked(event: LogEvent, changes: Changes): string {
  const isAdded = event.kind === 'ticket.linked';
  const at = isAdded ? 1 : 0;
  const direction = has(changes, 'to_id') ? 'to' : 'from';
  const other = number(changes[`${direction}_id`]?.[at]);
  const link = linkName(changes.kind?.[at] as LinkKind, direction);
  return isAdded
    ? t('case.ev_linked', { link, number: other })
    : t('case.ev_unlinked', { link, number: other });
}

function followed(event: LogEvent, changes: Changes, names: StoryNames): string {
  const starts = event.kind === 'ticket.followed';
  const id = changes.follower_id?.[starts ? 1 : 0];
  if (event.actor?.kind === 'agent' && event.actor.id === id)
    return starts ? t('case.ev_follows') : t('case.ev_unfollows');
  const name = names.agent(id);
  return starts ? t('case.ev_added_follower', { name }) : t('case.ev_removed_follower', { name });
}

/** What happened, as phrases that go on from who did it; one event may tell several things. */
export function storyPhrases(event: LogEvent, names: StoryNames): string[] {
  const changes = event.changes ?? {};
  const named = NAMED_KINDS[event.kind as keyof typeof NAMED_KINDS];
  if (named) return [t(named)];
  switch (event.kind) {
    case 'ticket.status_changed':
      return [t('case.ev_status', { value: statusName(String(after(changes, 'status'))) })];
    case 'ticket.assigned':
      return assigned(event, changes, names);
    case 'ticket.snoozed': {
      const until = String(after(changes, 'snoozed_until'));
      return [
        until === UNTIL_REPLY
          ? t('case.ev_snoozed_reply')
          : t('case.ev_snoozed', { date: formatDateTime(until) }),
      ];
    }
    case 'ticket.merged':
      return [
        has(changes, 'merged_into')
          ? t('case.ev_merged_into', { number: number(after(changes, 'merged_into')) })
          : t('case.ev_merged_from', { number: number(after(changes, 'from_id')) }),
      ];
    case 'ticket.unmerged':
      return [t('case.ev_unmerged', { number: number(after(changes, 'from_id')) })];
    case 'ticket.split':
      return [
        has(changes, 'into_id')
          ? t('case.ev_split_into', { number: number(after(changes, 'into_id')) })
          : t('case.ev_split_from', { number: number(after(changes, 'from_id')) }),
      ];
    case 'ticket.linked':
    case 'ticket.unlinked':
      return [linked(event, changes)];
    case 'ticket.followed':
    case 'ticket.unfollowed':
      return [followed(event, changes, names)];
    default:
      return changed(changes, names);
  }
}

const ICONS: Record<string, IconName> = {
  'ticket.created': 'plus',
  'ticket.assigned': 'user',
  'ticket.status_changed': 'refresh',
  'ticket.reopened': 'undo',
  'ticket.snoozed': 'clock',
  'ticket.woken': 'clock',
  'ticket.marked_spam': 'alert',
  'ticket.cleared_spam': 'check',
  'ticket.deleted': 'close',
  'ticket.restored': 'undo',
  'ticket.followed': 'star',
  'ticket.unfollowed': 'star',
};

export const storyIcon = (event: LogEvent): IconName => ICONS[event.kind] ?? 'steps';
