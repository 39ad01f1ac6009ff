import { lazy, Suspense, useCallback } from 'react';
import { useAgents } from '~/api/people';
import type { TicketChange } from '~/api/records';
import { useMessages, useTicket } from '~/api/tickets';
import { t, withTexts } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { useTitle } from '~/lib/use-title';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { Composer } from './Composer';
import { splitChoice } from './case/dialogs';
import { conflictStore } from './conflict';
import { Thread } from './Thread';
import { TicketHeader } from './TicketHeader';
import classes from './TicketView.module.css';
import { useTicketChange } from './use-ticket-change';

const SplitBar = lazy(() => withTexts('case', import('./case/SplitBar')));
const ConflictDialog = lazy(() => withTexts('case', import('./case/ConflictDialog')));

interface TicketViewProps {
  ticketId: number;
  showBack: boolean;
  onBack: () => void;
  showPanel: boolean;
  onPanel: () => void;
  /** Called when the case has been solved here: the screen may go on to the next one. */
  onSolved: () => void;
}

export function TicketView({ ticketId, showBack, onBack, showPanel, onPanel, onSolved }: TicketViewProps) {
  const ticket = useTicket(ticketId);
  const messages = useMessages(ticketId);
  const agents = useAgents();
  useTitle(ticket.data ? `#${ticket.data.number ?? ticketId} ${ticket.data.subject}` : undefined);
  const { mutate } = useTicketChange(ticketId, agents.data ?? []);
  const splitting = useStore(splitChoice) !== null;
  const conflict = useStore(conflictStore);

  const change = useCallback(
    (fields: TicketChange) => mutate({ ticketId, change: fields }),
    [mutate, ticketId],
  );
  const solve = useCallback(() => {
    mutate({ ticketId, change: { status: 'solved' } });
    onSolved();
  }, [mutate, ticketId, onSolved]);

  const sent = useCallback(
    (alsoSolve: boolean) => {
      // The status changes as the answer leaves; the screen may go on at once.
      if (alsoSolve) onSolved();
    },
    [onSolved],
  );

  if (ticket.isError && !ticket.data)
    return (
      <section className={classes.view} aria-label={t('ticket.region')}>
        <ErrorState error={ticket.error} onRetry={() => void ticket.refetch()} />
      </section>
    );
  if (!ticket.data)
    return (
      <section className={classes.view} aria-label={t('ticket.region')}>
        <RowsSkeleton rows={6} />
      </section>
    );
  return (
    <section className={classes.view} aria-label={t('ticket.region')}>
      <TicketHeader
        ticket={ticket.data}
        onChange={change}
        onSolve={solve}
        onBack={onBack}
        showBack={showBack}
        onPanel={onPanel}
        showPanel={showPanel}
        onGone={onSolved}
      />
      {messages.isError && !messages.data ? (
        <ErrorState error={messages.error} onRetry={() => void messages.refetch()} />
      ) : messages.data ? (
        <Thread
          key={`thread-${ticketId}`}
          ticket={ticket.data}
          messages={messages.data}
          splitting={splitting}
        />
      ) : (
        <RowsSkeleton rows={4} />
      )}
      {splitting ? (
        <Suspense fallback={null}>
          <SplitBar ticket={ticket.data} />
        </Suspense>
      ) : ticket.data.deleted_at !== null || ticket.data.merged_into !== null ? null : ticket.data.status ===
        'closed' ? (
        <p className={classes.closed}>{t('ticket.is_closed')}</p>
      ) : (
        <Composer key={`box-${ticketId}`} ticket={ticket.data} onSent={sent} onChange={change} />
      )}
      {conflict?.ticketId === ticketId ? (
        <Suspense fallback={null}>
          <ConflictDialog conflict={conflict} onSave={change} onClose={() => conflictStore.set(null)} />
        </Suspense>
      ) : null}
    </section>
  );
}
