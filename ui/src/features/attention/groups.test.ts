import { describe, expect, it } from 'vitest';
import type { Notification } from '~/api/attention';
import { groupByTicket } from './groups';

const one = (fields: Partial<Notification>): Notification => ({
  id: 1,
  kind: 'reply',
  ticket_id: 7,
  message_id: null,
  actor: { kind: 'customer', id: 3 },
  facts: { subject: 'Talla' },
  times: 1,
  updated_at: '2026-11-24T10:00:00Z',
  read_at: null,
  ...fields,
});

describe('notifications by ticket', () => {
  it('are one line a ticket, in the order in which the tickets stirred', () => {
    const groups = groupByTicket([
      one({ id: 3, ticket_id: 8 }),
      one({ id: 2, ticket_id: 7 }),
      one({ id: 1, ticket_id: 8, kind: 'assigned' }),
    ]);
    expect(groups.map((group) => group.ticketId)).toEqual([8, 7]);
    expect(groups[0]?.items.map((item) => item.id)).toEqual([1, 3]);
  });

  it('put what calls me first, and what I have read last', () => {
    const [group] = groupByTicket([
      one({ id: 1, kind: 'reply' }),
      one({ id: 2, kind: 'mention' }),
      one({ id: 3, kind: 'promise', read_at: '2026-11-24T11:00:00Z' }),
    ]);
    expect(group?.items.map((item) => item.id)).toEqual([2, 1, 3]);
    expect(group?.unread).toHaveLength(2);
  });

  it('of nothing are nothing', () => expect(groupByTicket([])).toEqual([]));
});
