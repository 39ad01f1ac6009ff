import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  deleteTicket,
  type LinkKind,
  linkTickets,
  mergeTickets,
  restoreTicket,
  setFollowing,
  splitTicket,
  unlinkTickets,
  unmergeTicket,
} from '~/api/cases';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { fetchTicket, patchTicket } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';

const number = (id: number): string => `#${id}`;

/** What can be done with a case beside changing its fields. Each tells what it did and, where it can, offers to undo it. */
export function useCaseActions(ticket: Ticket, meId: number | null) {
  const client = useQueryClient();
  return useMemo(() => {
    const id = ticket.id;
    const refresh = (...ids: number[]): void => {
      for (const one of ids) {
        void client.invalidateQueries({ queryKey: keys.ticket(one) });
        void client.invalidateQueries({ queryKey: keys.messages(one) });
      }
      void client.invalidateQueries({ queryKey: keys.tickets });
    };
    const refused = (error: unknown): void => {
      showToast(t('ticket.not_saved'), { tone: 'danger', detail: asProblem(error).message });
    };
    const undoable = (text: string, undo: () => Promise<unknown>, ...ids: number[]): void => {
      showToast(text, {
        tone: 'ok',
        action: {
          label: t('action.undo'),
          run: () =>
            void undo()
              .then(() => showToast(t('ticket.did_undo'), { tone: 'ok', lifeMs: 4000 }))
              .catch(refused)
              .finally(() => refresh(...ids)),
        },
      });
    };
    return {
      async remove(): Promise<boolean> {
        try {
          await deleteTicket(id, (await fetchTicket(id)).version);
          patchTicket(client, id, { deleted_at: new Date().toISOString() });
          undoable(t('case.did_delete', { number: number(id) }), () => restoreTicket(id), id);
          refresh(id);
          return true;
        } catch (error) {
          refused(error);
          return false;
        }
      },
      async restore(): Promise<void> {
        try {
          await restoreTicket(id);
          showToast(t('case.did_restore'), { tone: 'ok' });
        } catch (error) {
          refused(error);
        }
        refresh(id);
      },
      /** Throws a Problem: the dialog says why. */
      async merge(intoId: number, fromId: number): Promise<void> {
        await mergeTickets(intoId, fromId);
        undoable(
          t('case.did_merge', { from: number(fromId), into: number(intoId) }),
          () => unmergeTicket(fromId),
          intoId,
          fromId,
        );
        refresh(intoId, fromId);
      },
      async split(messageIds: readonly number[], subject: string): Promise<Ticket> {
        const made = await splitTicket(id, messageIds, subject);
        undoable(
          t('case.did_split', { number: number(made.id) }),
          () => mergeTickets(id, made.id),
          id,
          made.id,
        );
        refresh(id, made.id);
        return made;
      },
      async link(otherId: number, kind: LinkKind, isFrom: boolean): Promise<void> {
        await linkTickets(isFrom ? id : otherId, isFrom ? otherId : id, kind);
        showToast(t('case.did_link', { number: number(otherId) }), { tone: 'ok' });
        refresh(id, otherId);
      },
      async unlink(linkId: number, otherId: number, again: () => Promise<unknown>): Promise<void> {
        try {
          await unlinkTickets(id, linkId);
          undoable(t('case.did_unlink', { number: number(otherId) }), again, id, otherId);
        } catch (error) {
          refused(error);
        }
        refresh(id, otherId);
      },
      async follow(follows: boolean): Promise<void> {
        if (meId === null) return;
        client.setQueryData<number[]>(keys.ticketFollowers(id), (now) => [
          ...(now ?? []).filter((one) => one !== meId),
          ...(follows ? [meId] : []),
        ]);
        try {
          await setFollowing(id, meId, follows);
          showToast(follows ? t('case.did_follow') : t('case.did_unfollow'), { tone: 'ok', lifeMs: 4000 });
        } catch (error) {
          refused(error);
        }
        void client.invalidateQueries({ queryKey: keys.ticket(id) });
      },
    };
  }, [client, ticket.id, meId]);
}

export type CaseActions = ReturnType<typeof useCaseActions>;
