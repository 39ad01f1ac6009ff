import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Agent, Ticket, TicketChange } from '~/api/records';
import { changeTicket, currentTicket, fetchTicket, patchTicket, ticketAfterMessage } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { closeToast, showToast } from '~/lib/toasts';
import { priorityName, statusName, typeName } from '~/parts/marks';
import { conflictStore } from './conflict';

interface Change {
  ticketId: number;
  change: TicketChange;
  /** An undo is not offered an undo of its own. */
  undoes?: boolean;
}

/** The fields of a ticket as they were, for those that a change touches. */
export function reverseOf(ticket: Ticket, change: TicketChange): TicketChange {
  const back = Object.fromEntries(
    Object.keys(change).map((field) => [field, ticket[field as keyof TicketChange] ?? null]),
  ) as TicketChange;
  if (change.custom)
    back.custom = Object.fromEntries(
      Object.keys(change.custom).map((key) => [key, ticket.custom[key] ?? null]),
    );
  // What has been touched is never new again.
  return back.status === 'new' ? { ...back, status: 'open' } : back;
}

/** What happened, in a few words. */
export function changeWords(change: TicketChange, agents: readonly Agent[]): string {
  if (change.status === 'solved') return t('ticket.did_solve');
  if (change.status) return t('ticket.did_status', { value: statusName(change.status) });
  if (change.priority) return t('ticket.did_priority', { value: priorityName(change.priority) });
  if (change.agent_id === null) return t('ticket.did_unassign');
  if (change.agent_id !== undefined) {
    const name = agents.find((agent) => agent.id === change.agent_id)?.name ?? '';
    return t('ticket.did_assign', { name });
  }
  if (change.type) return t('ticket.did_type', { value: typeName(change.type) });
  if (change.tags) return t('ticket.did_tags');
  if (change.snoozed_until !== undefined)
    return change.snoozed_until === null ? t('case.did_wake') : t('case.did_snooze');
  if (change.is_spam !== undefined) return change.is_spam ? t('case.did_spam') : t('case.did_clear_spam');
  if (change.next_update_at !== undefined) return t('case.did_promise');
  return t('ticket.did_change');
}

/**
 * Changes a ticket: the screen shows it at once, the server gets it with the version it was made on, a refusal puts
 * the old value back and says why, and eight seconds long it can be undone.
 */
export function useTicketChange(ticketId: number, agents: readonly Agent[]) {
  const client = useQueryClient();
  const mutation = useMutation({
    // One after the other, so that each carries the version that the one before has made.
    scope: { id: `ticket-${ticketId}` },
    mutationFn: async ({ change }: Change) => {
      // What is written here a moment before, and still on its way, is no change by somebody else.
      const known =
        (await ticketAfterMessage(ticketId)) ??
        client.getQueryData<Ticket>(keys.ticket(ticketId)) ??
        (await fetchTicket(ticketId));
      return changeTicket(ticketId, known.version, change);
    },
    onMutate: async ({ change, undoes }: Change) => {
      await client.cancelQueries({ queryKey: keys.ticket(ticketId) });
      const before = client.getQueryData<Ticket>(keys.ticket(ticketId));
      const shown: Partial<Ticket> = { ...change };
      // What the server does along with it.
      if (change.status === 'solved' || change.status === 'closed') shown.snoozed_until = null;
      if (change.agent_id !== undefined)
        shown.agent = agents.find((agent) => agent.id === change.agent_id) ?? null;
      patchTicket(client, ticketId, shown);
      const back = before && !undoes ? reverseOf(before, change) : null;
      const toast = showToast(undoes ? t('ticket.did_undo') : changeWords(change, agents), {
        tone: 'ok',
        action: back
          ? {
              label: t('action.undo'),
              run: () => mutation.mutate({ ticketId, change: back, undoes: true }),
            }
          : undefined,
      });
      return { before, toast };
    },
    onSuccess: (ticket) => {
      const { customer: _customer, agent: _agent, ...fields } = ticket;
      patchTicket(client, ticketId, fields);
    },
    onError: (error, variables, context) => {
      if (context) closeToast(context.toast);
      const current = currentTicket(error);
      if (current) {
        patchTicket(client, ticketId, current);
        // An undo gives way; a change of one's own is not lost: both are shown, and the person chooses.
        if (!variables.undoes) conflictStore.set({ ticketId, mine: variables.change, theirs: current });
      } else {
        if (context?.before) patchTicket(client, ticketId, context.before);
        showToast(t('ticket.not_saved'), { tone: 'danger', detail: asProblem(error).message });
      }
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.tickets });
      void client.invalidateQueries({ queryKey: keys.ticket(ticketId) });
    },
  });
  return mutation;
}
