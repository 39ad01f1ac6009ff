import type { Agent, Message, Ticket } from '~/api/records';

/** What the thread shows until the server answers; real ids are never negative. */
export const pendingMessage = (
  ticket: Ticket,
  text: string,
  isPublic: boolean,
  me: Agent | null,
): Message => ({
  id: -Date.now(),
  ticket_id: ticket.id,
  author: { kind: 'agent', id: me?.id ?? null, name: me?.name ?? null },
  channel: ticket.channel,
  direction: 'out',
  public: isPublic,
  text,
  html: null,
  reply: null,
  attachments: [],
  created_at: new Date().toISOString(),
});
