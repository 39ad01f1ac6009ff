import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, ifMatch, take } from './client';
import { keys } from './keys';
import type { Agent, Message, Page, Status, Ticket } from './records';

// What can be done with a ticket beside answering it, and what hangs on it.

/** Put off until then means: until the customer writes. */
export const UNTIL_REPLY = '2200-01-01T00:00:00Z';

export type LinkKind = 'related' | 'duplicate' | 'parent' | 'causes';
export const LINK_KINDS: readonly LinkKind[] = ['related', 'duplicate', 'parent', 'causes'];

export interface TicketLink {
  id: number;
  kind: LinkKind;
  /** `to`: this ticket is the other's parent, duplicate or cause; `from`: the other is this one's. */
  direction: 'to' | 'from';
  ticket: { id: number; number: number; subject: string; status: Status; is_deleted: boolean };
}

export interface TimeEntry {
  id: number;
  version: number;
  ticket_id: number;
  agent_id: number;
  seconds: number;
  note: string | null;
  started_at: string;
  is_manual: boolean;
}

export interface CustomField {
  id: number;
  key: string;
  label: string;
  type: 'text' | 'number' | 'boolean' | 'day' | 'choice' | 'choices';
  /** One a line. */
  choices: string | null;
  is_required: boolean;
  is_required_to_solve: boolean;
  position: number;
}

export interface Product {
  id: number;
  name: string;
  sku: string | null;
}

const SLOW = 5 * 60_000;
const ticketPath = (id: number) => ({ params: { path: { id } } });

export const mergeTickets = (intoId: number, fromId: number): Promise<Ticket> =>
  take<Ticket>(api.POST('/api/v1/tickets/{id}/merge', { ...ticketPath(intoId), body: { from_id: fromId } }));

export const unmergeTicket = (fromId: number): Promise<Ticket> =>
  take<Ticket>(api.POST('/api/v1/tickets/{id}/unmerge', ticketPath(fromId)));

export const splitTicket = (id: number, messageIds: readonly number[], subject: string): Promise<Ticket> =>
  take<Ticket>(
    api.POST('/api/v1/tickets/{id}/split', {
      ...ticketPath(id),
      body: { message_ids: [...messageIds], ...(subject.trim() ? { subject: subject.trim() } : {}) },
    }),
  );

export const deleteTicket = (id: number, version: number): Promise<unknown> =>
  take(api.DELETE('/api/v1/tickets/{id}', { params: { path: { id }, header: ifMatch(version) } }));

export const restoreTicket = (id: number): Promise<Ticket> =>
  take<Ticket>(api.POST('/api/v1/tickets/{id}/restore', ticketPath(id)));

export const redactMessage = (id: number): Promise<Message> =>
  take<Message>(api.POST('/api/v1/messages/{id}/redact', ticketPath(id)));

// ---- links ----

export const useTicketLinks = (ticketId: number): UseQueryResult<TicketLink[]> =>
  useQuery({
    queryKey: keys.ticketLinks(ticketId),
    queryFn: async () =>
      (await take<{ data: TicketLink[] }>(api.GET('/api/v1/tickets/{id}/links', ticketPath(ticketId)))).data,
  });

export const linkTickets = (fromId: number, toId: number, kind: LinkKind): Promise<unknown> =>
  take(api.POST('/api/v1/tickets/{id}/links', { ...ticketPath(fromId), body: { to_id: toId, kind } }));

export const unlinkTickets = (ticketId: number, linkId: number): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/tickets/{id}/links/{link_id}', {
      params: { path: { id: ticketId, link_id: linkId } },
    }),
  );

// ---- followers ----

export const useFollowers = (ticketId: number): UseQueryResult<number[]> =>
  useQuery({
    queryKey: keys.ticketFollowers(ticketId),
    queryFn: async () =>
      (
        await take<Page<{ agent_id: number }>>(
          api.GET('/api/v1/tickets/{id}/followers', {
            params: { path: { id: ticketId }, query: { limit: 100 } },
          }),
        )
      ).data.map((one) => one.agent_id),
  });

export const setFollowing = (ticketId: number, agentId: number, follows: boolean): Promise<unknown> => {
  const path = { params: { path: { id: ticketId, agent_id: agentId } } };
  return take(
    follows
      ? api.PUT('/api/v1/tickets/{id}/followers/{agent_id}', path)
      : api.DELETE('/api/v1/tickets/{id}/followers/{agent_id}', path),
  );
};

// ---- time ----

export const useTimeEntries = (ticketId: number): UseQueryResult<TimeEntry[]> =>
  useQuery({
    queryKey: keys.ticketTimes(ticketId),
    queryFn: async () =>
      (
        await take<Page<TimeEntry>>(
          api.GET('/api/v1/time_entries', {
            params: {
              query: {
                filter: JSON.stringify({ field: 'ticket_id', op: 'is', value: ticketId }),
                sort: '-id',
                limit: 100,
              },
            },
          }),
        )
      ).data,
  });

export const addTime = (entry: {
  ticket_id: number;
  seconds: number;
  note?: string;
  is_manual: boolean;
}): Promise<TimeEntry> => take<TimeEntry>(api.POST('/api/v1/time_entries', { body: entry }));

export const changeTime = (
  entry: TimeEntry,
  change: { seconds?: number; note?: string | null },
): Promise<TimeEntry> =>
  take<TimeEntry>(
    api.PATCH('/api/v1/time_entries/{id}', {
      params: { path: { id: entry.id }, header: ifMatch(entry.version) },
      body: change,
    }),
  );

export const removeTime = (entry: TimeEntry): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/time_entries/{id}', {
      params: { path: { id: entry.id }, header: ifMatch(entry.version) },
    }),
  );

/** Oneself, or anybody's for who leads. */
export const mayKeepTime = (me: Agent | null | undefined, agentId: number): boolean =>
  me?.id === agentId || me?.role === 'admin' || me?.role === 'lead';

// ---- what the business adds ----

export const useTicketFields = (): UseQueryResult<CustomField[]> =>
  useQuery({
    queryKey: keys.ticketFields,
    queryFn: async () => {
      const page = await take<Page<CustomField>>(
        api.GET('/api/v1/fields', {
          params: {
            query: {
              filter: JSON.stringify({ field: 'entity', op: 'is', value: 'ticket' }),
              sort: 'id',
              limit: 200,
            },
          },
        }),
      );
      return page.data.sort((a, b) => a.position - b.position || a.id - b.id);
    },
    staleTime: SLOW,
  });

export const useProducts = (): UseQueryResult<Product[]> =>
  useQuery({
    queryKey: keys.products,
    queryFn: async () =>
      (await take<Page<Product>>(api.GET('/api/v1/products', { params: { query: { limit: 200 } } }))).data,
    staleTime: SLOW,
  });

/** Where the customer follows the case without signing in, as a whole address. */
export async function customerAddress(ticketId: number): Promise<string> {
  const page = await take<{ path: string }>(
    api.GET('/api/v1/tickets/{id}/page', { params: { path: { id: ticketId } } }),
  );
  return window.location.origin + page.path;
}
