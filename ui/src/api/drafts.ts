import { type QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, ifMatch, newKey, take } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type { Agent, Attachment, MailPerson, Message, Page, Status } from './records';

export type DraftKind = 'reply' | 'note';
export type DraftState = 'writing' | 'scheduled' | 'held' | 'failed';
export type DraftReason = 'customer_wrote' | 'answered' | 'author_left' | 'refused';

/** What is written in a case and has not left: the team's answers and one's own note. */
export interface Draft {
  id: number;
  version: number;
  ticket_id: number;
  agent_id: number;
  agent?: Pick<Agent, 'id' | 'name'> | null;
  kind: DraftKind;
  text: string;
  /** Addresses as they were typed; null: whoever the server thinks of. */
  to: (string | MailPerson)[] | null;
  cc: (string | MailPerson)[] | null;
  bcc: (string | MailPerson)[] | null;
  channel_id: number | null;
  mentions: number[] | null;
  status_after: Status | null;
  state: DraftState;
  send_at: string | null;
  reason: DraftReason | null;
  detail: string | null;
  leased_until: string;
  attachments: Attachment[];
  updated_at: string;
}

export interface DraftWords {
  kind: DraftKind;
  text: string;
  to?: (string | MailPerson)[];
  cc?: (string | MailPerson)[];
  bcc?: (string | MailPerson)[];
  channel_id?: number;
  attachments?: number[];
  mentions?: number[];
}

export const fetchDrafts = async (ticketId: number): Promise<Draft[]> =>
  (
    await take<Page<Draft>>(
      api.GET('/api/v1/tickets/{id}/drafts', {
        params: { path: { id: ticketId }, query: { include: 'agent', limit: 100 } },
      }),
    )
  ).data;

export const useDrafts = (ticketId: number): UseQueryResult<Draft[]> =>
  useQuery({ queryKey: keys.drafts(ticketId), queryFn: () => fetchDrafts(ticketId) });

/** Saves what is written; `version` null: there is none yet. */
export const saveDraft = (ticketId: number, words: DraftWords, version: number | null): Promise<Draft> =>
  take<Draft>(
    api.PUT('/api/v1/tickets/{id}/drafts', {
      params: { path: { id: ticketId } },
      ...(version === null ? {} : { headers: ifMatch(version) }),
      body: words,
    }),
  );

export const discardDraft = (draft: Pick<Draft, 'id' | 'version'>): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/drafts/{id}', { params: { path: { id: draft.id }, header: ifMatch(draft.version) } }),
  );

export const takeDraft = (id: number, force: boolean): Promise<Draft> =>
  take<Draft>(api.POST('/api/v1/drafts/{id}/take', { params: { path: { id } }, body: { force } }));

export const cancelDraft = (id: number): Promise<Draft> =>
  take<Draft>(api.POST('/api/v1/drafts/{id}/cancel', { params: { path: { id } } }));

export interface SendOrder {
  delay_seconds?: number;
  send_at?: string;
  status_after?: Status;
  seen_message_id?: number;
  anyway?: boolean;
}

/** What waits, or was held; or the message that has left. */
export interface Sent {
  draft: Draft | null;
  message: Message | null;
}

export const sendDraft = (id: number, order: SendOrder, key: string = newKey()): Promise<Sent> =>
  take<Sent>(
    api.POST('/api/v1/drafts/{id}/send', {
      params: { path: { id } },
      headers: { 'Idempotency-Key': key },
      body: order,
    }),
  );

/** Puts a draft where the case's drafts are kept; `gone` takes it out. */
export function patchDraft(client: QueryClient, draft: Draft, gone = false): void {
  // What was asked for before knows nothing of it.
  void client.cancelQueries({ queryKey: keys.drafts(draft.ticket_id) });
  client.setQueryData<Draft[]>(keys.drafts(draft.ticket_id), (now) => {
    const others = (now ?? []).filter((one) => one.id !== draft.id);
    const known = now?.find((one) => one.id === draft.id);
    return gone
      ? others
      : [...others, { ...draft, agent: draft.agent ?? known?.agent }].sort((a, b) => a.id - b.id);
  });
}

/** Somebody else writes this draft now, it is another version, or no more. */
export const isElsewhere = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 409 || error.status === 412 || error.status === 404);
/** The server does not answer, or not as it should. */
export const isOffline = (error: unknown): boolean =>
  error instanceof Problem &&
  (error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500);

/** What a macro would do to a case. */
export interface MacroPreview {
  reply: string | null;
  note: string | null;
  changes: { field: string; before: unknown; after: unknown }[];
  tags: string[];
}

export const useMacroPreview = (ticketId: number, macroId: number): UseQueryResult<MacroPreview> =>
  useQuery({
    queryKey: keys.macroPreview(ticketId, macroId),
    queryFn: () =>
      take<MacroPreview>(
        api.GET('/api/v1/tickets/{id}/macros/{macro_id}', {
          params: { path: { id: ticketId, macro_id: macroId } },
        }),
      ),
    staleTime: 0,
  });

export interface QuickReply {
  id: number;
  version: number;
  shortcut: string;
  name: string;
  text: string;
  texts: Record<string, string> | null;
  is_shared: boolean;
  agent_id: number | null;
}

export const useQuickReplies = (enabled = true): UseQueryResult<QuickReply[]> =>
  useQuery({
    queryKey: keys.quickReplies,
    queryFn: async () =>
      (
        await take<Page<QuickReply>>(
          api.GET('/api/v1/quick_replies', { params: { query: { sort: 'name', limit: 200 } } }),
        )
      ).data,
    staleTime: 5 * 60_000,
    enabled,
  });

/** Its words for this case, in the customer's language. */
export const fetchQuickReply = async (ticketId: number, id: number): Promise<string> =>
  (
    await take<{ text: string }>(
      api.GET('/api/v1/tickets/{id}/quick_replies/{quick_reply_id}', {
        params: { path: { id: ticketId, quick_reply_id: id } },
      }),
    )
  ).text;

export interface QuickReplyForm {
  shortcut: string;
  name: string;
  text: string;
  texts: Record<string, string> | null;
  is_shared: boolean;
}

export const saveQuickReply = (form: QuickReplyForm, known: QuickReply | null): Promise<QuickReply> =>
  take<QuickReply>(
    known
      ? api.PATCH('/api/v1/quick_replies/{id}', {
          params: { path: { id: known.id }, header: ifMatch(known.version) },
          body: form as never,
        })
      : api.POST('/api/v1/quick_replies', { body: form as never }),
  );

export const removeQuickReply = (reply: QuickReply): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/quick_replies/{id}', {
      params: { path: { id: reply.id }, header: ifMatch(reply.version) },
    }),
  );
