import { NOTIFICATION_KINDS, type Notification } from '~/api/attention';

/** What happened in one ticket, the weightiest first. */
export interface Group {
  ticketId: number;
  subject: string;
  items: Notification[];
  unread: Notification[];
  at: string;
}

// What asks something of me goes before what I may want to know.
const WEIGHT: readonly Notification['kind'][] = ['mention', 'promise', 'delivery', 'low_score', 'assigned'];

function weightOf(one: Notification): number {
  const at = WEIGHT.indexOf(one.kind);
  const weight = at >= 0 ? at : WEIGHT.length + NOTIFICATION_KINDS.indexOf(one.kind);
  return one.read_at === null ? weight : weight + 100;
}

/** By ticket, in the order in which each ticket stirred last. */
export function groupByTicket(notifications: readonly Notification[]): Group[] {
  const groups = new Map<number, Notification[]>();
  for (const one of notifications) groups.set(one.ticket_id, [...(groups.get(one.ticket_id) ?? []), one]);
  return [...groups].map(([ticketId, items]) => {
    const sorted = items.toSorted((a, b) => weightOf(a) - weightOf(b));
    return {
      ticketId,
      subject: items[0]?.facts.subject ?? '',
      items: sorted,
      unread: sorted.filter((one) => one.read_at === null),
      at: items[0]?.updated_at ?? '',
    };
  });
}
