import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newKey } from '~/api/client';
import {
  cancelDraft,
  type Draft,
  discardDraft,
  patchDraft,
  type SendOrder,
  type Sent,
  sendDraft,
  takeDraft,
} from '~/api/drafts';
import { keys } from '~/api/keys';
import { isUnreachable, keepForLater, mustWait } from '~/api/offline';
import { asProblem, type Problem } from '~/api/problem';
import type { Message, Ticket } from '~/api/records';
import { messageOnTheWay } from '~/api/tickets';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { closeToast, showToast } from '~/lib/toasts';
import { mailFields } from '../reply';
import { type DraftKeeper, type Kept, toServer } from './draft-keeper';

const fresh = (client: QueryClient, ticketId: number): void => {
  for (const queryKey of [
    keys.drafts(ticketId),
    keys.messages(ticketId),
    keys.ticket(ticketId),
    keys.tickets,
  ])
    void client.invalidateQueries({ queryKey });
};

/** Long enough to be read, however short the grace is. */
const TOAST_MS_MIN = 4_000;

interface Sending {
  ticket: Ticket;
  /** Called once the server has it and will send it. */
  onSent: (solve: boolean) => void;
}

/** Sending what a keeper keeps, and taking it back. */
export function useSending({ ticket, onSent }: Sending) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const toasts = useRef(new Map<number, number>());
  const attempt = useRef<{ what: string; key: string } | null>(null);

  const refused = (words: string) => (error: unknown) => {
    fresh(client, ticket.id);
    showToast(words, { tone: 'danger', detail: asProblem(error).message });
  };

  const undo = (draft: Draft, keeper: DraftKeeper): Promise<void> =>
    keeper
      .flush()
      .catch(() => undefined)
      .then(() => cancelDraft(draft.id))
      .then((back) => {
        closeToast(toasts.current.get(draft.id) ?? 0);
        keeper.adopt(back);
        patchDraft(client, back);
        fresh(client, ticket.id);
      })
      .catch(refused(t('composer.too_late')));

  const tell = (sent: Sent, keeper: DraftKeeper, leaves: boolean) => {
    if (sent.message) {
      const { message } = sent;
      client.setQueryData<Message[]>(keys.messages(ticket.id), (now) =>
        now && !now.some((one) => one.id === message.id) ? [...now, message] : now,
      );
      showToast(message.public ? t('message.did_send') : t('message.did_note'), {
        tone: 'ok',
        lifeMs: TOAST_MS_MIN,
      });
      return;
    }
    const { draft } = sent;
    if (!draft || draft.state === 'held') return;
    const ms = Date.parse(draft.send_at ?? '') - Date.parse(draft.updated_at);
    const words =
      ms > 60_000
        ? t('composer.did_schedule', { at: formatDateTime(draft.send_at ?? '') })
        : t('composer.did_leave', { count: Math.round(ms / 1000) });
    toasts.current.set(
      draft.id,
      showToast(words, {
        tone: 'ok',
        // Who stays sees it waiting above the box, with the same button.
        lifeMs: leaves ? Math.max(TOAST_MS_MIN, Math.min(ms, 10_000)) : TOAST_MS_MIN,
        action: { label: t('composer.undo_send'), run: () => void undo(draft, keeper) },
      }),
    );
  };

  /** Without a server it waits in this browser, and leaves when there is one again; false: it cannot be kept. */
  const leaveLater = async (keeper: DraftKeeper, order: SendOrder, saved: Kept['at'], isTried: boolean) => {
    const { words, at } = keeper.state.get();
    const isKept = await keepForLater({
      kind: 'reply',
      key: attempt.current?.key ?? newKey(),
      ticketId: ticket.id,
      words: toServer(keeper.kind, words),
      draft: saved ?? at,
      isSaved: saved !== null,
      order,
      isTried,
    });
    if (!isKept) return false;
    attempt.current = null;
    keeper.clear();
    onSent(order.status_after === 'solved');
    return true;
  };

  /** True when it will leave; held is no refusal, but it has not left. */
  const send = async (keeper: DraftKeeper, order: SendOrder): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    let saved: Kept['at'] = null;
    try {
      if (keeper.kind === 'reply') mailFields(keeper.state.get().words);
      if (mustWait(ticket.id) && (await leaveLater(keeper, order, null, false))) return true;
      const at = await keeper.flush();
      if (!at) return false;
      saved = at;
      // The same order tried again carries the same key, so that a lost answer cannot send it twice.
      const what = JSON.stringify([at, order]);
      if (attempt.current?.what !== what) attempt.current = { what, key: newKey() };
      const sent = await messageOnTheWay(ticket.id, sendDraft(at.id, order, attempt.current.key));
      attempt.current = null;
      keeper.clear();
      if (sent.draft) patchDraft(client, sent.draft);
      tell(sent, keeper, order.status_after === 'solved');
      fresh(client, ticket.id);
      if (sent.draft?.state !== 'held') onSent(order.status_after === 'solved');
      return true;
    } catch (error) {
      if (isUnreachable(error) && (await leaveLater(keeper, order, saved, true))) return true;
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };

  const anyway = (draft: Draft, keeper: DraftKeeper): Promise<void> =>
    sendDraft(draft.id, { anyway: true, delay_seconds: 0 })
      .then((sent) => {
        if (!sent.draft) patchDraft(client, draft, true);
        tell(sent, keeper, false);
        fresh(client, ticket.id);
      })
      .catch(refused(t('composer.not_sent')));

  const take = (draft: Draft, keeper: DraftKeeper): Promise<void> => {
    const mine = keeper.state.get().words;
    return takeDraft(draft.id, true)
      .then((taken) => {
        keeper.adopt(taken);
        // What was typed here before it was taken is kept behind it.
        if (mine.text.trim() !== '' && !taken.text.includes(mine.text.trim()))
          keeper.edit({ text: `${taken.text.trimEnd()}\n\n${mine.text}` }, true);
        patchDraft(client, taken);
        fresh(client, ticket.id);
      })
      .catch(refused(t('composer.not_taken')));
  };

  /** One that waits or was held. */
  const drop = (draft: Draft): Promise<void> =>
    discardDraft(draft)
      .then(() => {
        patchDraft(client, draft, true);
        fresh(client, ticket.id);
        showToast(t('composer.did_discard'));
      })
      .catch(refused(t('composer.not_discarded')));

  /** The one that is being written, which can be had back. */
  const discard = async (keeper: DraftKeeper): Promise<void> => {
    const { words } = keeper.state.get();
    try {
      const at = await keeper.flush();
      if (at) await discardDraft(at);
      keeper.clear();
      fresh(client, ticket.id);
      showToast(t('composer.did_discard'), {
        action: { label: t('action.undo'), run: () => keeper.edit(words, true) },
      });
    } catch (error) {
      refused(t('composer.not_discarded'))(error);
    }
  };

  return { busy, problem, clearProblem: () => setProblem(null), send, undo, anyway, take, drop, discard };
}
