import { type QueryClient, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ifMatch, newKey, take } from './client';
import { keys } from './keys';
import { isUnreachable, keepForLater, mustWait } from './offline';
import { Problem } from './problem';
import { queryClient } from './query-client';
import type { Agent, Customer, Filter, MailPerson, Message, Page, Ticket, TicketChange } from './records';
import type { RowSource, Rows } from './rows';

const INCLUDE = 'customer,agent,company';

/** A hundred thousand rows are kept in the tab: of the records around a case only what a row shows. */
const slim = (ticket: Ticket): Ticket => ({
  ...ticket,
  customer: ticket.customer
    ? ({ id: ticket.customer.id, name: ticket.customer.name, email: ticket.customer.email } as Customer)
    : null,
  agent: ticket.agent ? ({ id: ticket.agent.id, name: ticket.agent.name } as Agent) : null,
  company: ticket.company ? { id: ticket.company.id, name: ticket.company.name } : null,
});

/** The list of cases, a page at a time. */
export const ticketSource: RowSource<Ticket> = {
  entity: 'tickets',
  fetch: async ({ filter, count, ...query }) => {
    const page = await take<Page<Ticket>>(
      api.GET('/api/v1/tickets', {
        params: {
          query: {
            ...query,
            ...(filter ? { filter: JSON.stringify(filter) } : {}),
            ...(count ? { count } : {}),
            include: INCLUDE,
          },
        },
      }),
    );
    return { ...page, data: page.data.map(slim) };
  },
  touched: (event) => event.ticket_id ?? (event.entity === 'ticket' ? event.entity_id : null),
};

export const fetchTicket = (id: number): Promise<Ticket> =>
  take<Ticket>(api.GET('/api/v1/tickets/{id}', { params: { path: { id }, query: { include: INCLUDE } } }));

export const useTicket = (id: number): UseQueryResult<Ticket> =>
  useQuery({ queryKey: keys.ticket(id), queryFn: () => fetchTicket(id) });

const FIRST_MESSAGES = 60;
const OLDER_MESSAGES = 100;
const MESSAGES_PAGE = 200;

const byTime = (a: Message, b: Message): number => a.created_at.localeCompare(b.created_at) || a.id - b.id;

/** The newest messages, so many at least, and the cursor of those before them. */
async function newestMessages(
  ticketId: number,
  count: number,
  from: string | null = null,
): Promise<{ data: Message[]; older: string | null }> {
  const data: Message[] = [];
  let after = from;
  do {
    const page: Page<Message> = await take<Page<Message>>(
      api.GET('/api/v1/tickets/{id}/messages', {
        params: {
          path: { id: ticketId },
          query: {
            sort: '-created_at',
            limit: Math.min(count - data.length, MESSAGES_PAGE),
            ...(after ? { after } : {}),
          },
        },
      }),
    );
    data.push(...page.data);
    after = page.next;
  } while (after && data.length < count);
  return { data: data.sort(byTime), older: after };
}

/** A ticket's newest messages, oldest first; what was loaded of the older ones stays when they are read again. */
export const useMessages = (ticketId: number): UseQueryResult<Message[]> =>
  useQuery({
    queryKey: keys.messages(ticketId),
    queryFn: async ({ client }) => {
      const known = client.getQueryData<Message[]>(keys.messages(ticketId))?.length ?? 0;
      const newest = await newestMessages(ticketId, Math.max(FIRST_MESSAGES, known));
      client.setQueryData<string | null>(keys.olderMessages(ticketId), newest.older);
      return newest.data;
    },
  });

/** All of a ticket's messages at once: to print, to split. */
export const allMessages = async (ticketId: number): Promise<Message[]> =>
  (await newestMessages(ticketId, Number.MAX_SAFE_INTEGER)).data;

/** The way to the messages before those that are here; null where there are none. */
export function useOlderMessages(ticketId: number): (() => Promise<void>) | null {
  const client = useQueryClient();
  const older = useQuery<string | null>({
    queryKey: keys.olderMessages(ticketId),
    queryFn: () => client.getQueryData<string | null>(keys.olderMessages(ticketId)) ?? null,
    enabled: false,
  });
  const cursor = older.data ?? null;
  const load = useCallback(async () => {
    const page = await newestMessages(ticketId, OLDER_MESSAGES, cursor);
    client.setQueryData<Message[]>(keys.messages(ticketId), (now) => {
      const here = new Set((now ?? []).map((message) => message.id));
      return [...page.data.filter((message) => !here.has(message.id)), ...(now ?? [])];
    });
    client.setQueryData<string | null>(keys.olderMessages(ticketId), page.older);
  }, [client, cursor, ticketId]);
  return cursor === null ? null : load;
}

export const useCustomerTickets = (customerId: number): UseQueryResult<Page<Ticket>> => {
  const filter: Filter = { field: 'customer_id', op: 'is', value: customerId };
  return useQuery({
    queryKey: keys.ticketList(filter, '-updated_at'),
    queryFn: () =>
      take<Page<Ticket>>(
        api.GET('/api/v1/tickets', {
          params: { query: { filter: JSON.stringify(filter), sort: '-updated_at', limit: 20, count: true } },
        }),
      ),
  });
};

/** Puts a ticket's fields into every place where it is shown. */
export function patchTicket(client: QueryClient, id: number, change: Partial<Ticket>): void {
  const patched = (ticket: Ticket): Ticket =>
    ticket.id === id ? { ...ticket, ...change, custom: { ...ticket.custom, ...change.custom } } : ticket;
  client.setQueryData<Ticket>(keys.ticket(id), (ticket) => (ticket ? patched(ticket) : ticket));
  client.setQueriesData<Page<Ticket>>({ queryKey: ['tickets', 'list'] }, (cached) =>
    cached ? { ...cached, data: cached.data.map(patched) } : cached,
  );
  client.setQueriesData<Rows<Ticket>>({ queryKey: ['rows', 'tickets'] }, (cached) =>
    cached?.rows.some((ticket) => ticket.id === id) ? { ...cached, rows: cached.rows.map(patched) } : cached,
  );
}

export const sendTicketChange = (
  id: number,
  version: number,
  change: TicketChange,
  key: string,
): Promise<Ticket> =>
  take<Ticket>(
    api.PATCH('/api/v1/tickets/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      headers: { 'Idempotency-Key': key },
      // The document leaves open what custom fields hold.
      body: change as Omit<TicketChange, 'custom'>,
    }),
  );

/** Without a server the change waits in this browser, and the ticket is what it will be. */
export async function changeTicket(id: number, version: number, change: TicketChange): Promise<Ticket> {
  const write = { kind: 'change' as const, key: newKey(), ticketId: id, version, change };
  const known = queryClient.getQueryData<Ticket>(keys.ticket(id));
  if (known && mustWait(id) && (await keepForLater(write))) return { ...known, ...change };
  try {
    return await sendTicketChange(id, version, change, write.key);
  } catch (error) {
    if (!known || !isUnreachable(error)) throw error;
    // It may have been done, and only its answer lost: then the same key gets that answer again.
    if (!(await keepForLater({ ...write, isTried: true }))) throw error;
    return { ...known, ...change };
  }
}

/** The record that a 412 carries, if it carries one. */
export function currentTicket(error: unknown): Ticket | null {
  if (!(error instanceof Problem) || error.status !== 412) return null;
  const current = error.current;
  return typeof current === 'object' && current !== null && 'version' in current ? (current as Ticket) : null;
}

/** Who gets a message, and by which channel it leaves. */
export interface MailFields {
  to?: MailPerson[];
  cc?: MailPerson[];
  bcc?: MailPerson[];
  channel_id?: number;
}

/** Messages on their way, by ticket: each may move its ticket's status, and with it the version. */
const onTheWay = new Map<number, Promise<unknown>>();

/** What is sent in a ticket now: a change of it waits until the version is known that this makes. */
export function messageOnTheWay<T>(ticketId: number, sending: Promise<T>): Promise<T> {
  onTheWay.set(ticketId, sending);
  return sending;
}

/** The ticket as it is once its own message is there; null when none was on its way. */
export async function ticketAfterMessage(ticketId: number): Promise<Ticket | null> {
  const sending = onTheWay.get(ticketId);
  if (!sending) return null;
  await Promise.allSettled([sending]);
  const ticket = await fetchTicket(ticketId).catch((error) => {
    if (isUnreachable(error)) return null;
    throw error;
  });
  if (!ticket) return null;
  if (onTheWay.get(ticketId) === sending) onTheWay.delete(ticketId);
  return ticket;
}

/** Sends once more what could not be sent. */
export const retryMessage = (id: number): Promise<unknown> =>
  take(api.POST('/api/v1/messages/{id}/retry', { params: { path: { id } } }));

export interface Original {
  text: string;
  /** There is more than is shown. */
  cut: boolean;
}

const ORIGINAL_BYTES_MAX = 500_000;
export const originalAddress = (messageId: number): string => `/api/v1/messages/${messageId}/raw`;

async function firstText(stream: ReadableStream<Uint8Array>): Promise<Original> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), cut: false };
    const part = value.subarray(0, ORIGINAL_BYTES_MAX - bytes);
    bytes += part.length;
    text += decoder.decode(part, { stream: true });
    if (bytes < ORIGINAL_BYTES_MAX) continue;
    await reader.cancel();
    return { text, cut: true };
  }
}

/** The mail as it came, as text; of a large one its beginning. */
export const useOriginal = (messageId: number): UseQueryResult<Original> =>
  useQuery({
    queryKey: keys.original(messageId),
    queryFn: async () =>
      firstText(
        await take<ReadableStream<Uint8Array>>(
          api.GET('/api/v1/messages/{id}/raw', { params: { path: { id: messageId } }, parseAs: 'stream' }),
        ),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface NewTicket {
  subject: string;
  customer_id?: number;
  customer?: { email: string; name?: string };
  message: { text: string; public: boolean; direction: 'in' | 'out' };
  priority?: Ticket['priority'];
  type?: Ticket['type'];
  agent_id?: number | null;
}

export const createTicket = (ticket: NewTicket, key: string = newKey()): Promise<Ticket> =>
  take<Ticket>(api.POST('/api/v1/tickets', { headers: { 'Idempotency-Key': key }, body: ticket }));

export const attachmentAddress = (id: number): string => `/api/v1/attachments/${id}/content`;
