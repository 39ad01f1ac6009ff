import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import type { Ticket } from '~/api/records';
import { useSearch } from '~/api/search';
import { fetchTicket, useCustomerTickets } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import { StatusPill } from '~/parts/marks';
import classes from './case.module.css';

interface TicketFinderProps {
  /** Not offered: the case itself. */
  ticket: Ticket;
  chosen: Ticket | null;
  onChoose: (ticket: Ticket | null) => void;
  hint?: ReactNode;
}

const numberIn = (text: string): number | null => {
  const found = /^#?(\d{1,15})$/.exec(text);
  return found ? Number(found[1]) : null;
};

/** Finds another case by its number or words; the customer's own stand there before anything is typed. */
export function TicketFinder({ ticket, chosen, onChoose, hint }: TicketFinderProps) {
  const [text, setText] = useState('');
  const settled = useDebounced(text.trim(), 200);
  const wanted = numberIn(settled);
  const own = useCustomerTickets(ticket.customer_id ?? 0);
  const byNumber = useQuery({
    queryKey: ['ticket', wanted],
    queryFn: () => fetchTicket(wanted ?? 0),
    enabled: wanted !== null,
    retry: false,
  });
  const byWords = useSearch(wanted === null ? settled : '');
  const listId = useId();
  const found: { id: number; subject: string; status?: Ticket['status'] }[] =
    settled === ''
      ? (own.data?.data ?? [])
      : wanted !== null
        ? byNumber.data
          ? [byNumber.data]
          : []
        : (byWords.data ?? [])
            .filter((hit) => hit.type === 'ticket')
            .map((hit) => ({ id: hit.id, subject: hit.title }));
  const shown = found.filter((one) => one.id !== ticket.id).slice(0, 8);
  const choose = async (id: number) => onChoose(await fetchTicket(id));
  if (chosen)
    return (
      <div className={classes.chosen}>
        <span className={classes.foundNumber}>#{chosen.id}</span>
        <span className={classes.foundSubject}>{chosen.subject || t('ticket.no_subject')}</span>
        <StatusPill status={chosen.status} />
        <button type="button" className={classes.linkButton} onClick={() => onChoose(null)}>
          {t('case.change_choice')}
        </button>
      </div>
    );
  return (
    <div>
      <TextInput
        data-autofocus
        label={t('case.find')}
        description={hint ?? t('case.find_hint')}
        value={text}
        autoComplete="off"
        aria-controls={listId}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul id={listId} className={classes.found} aria-label={t('case.found')}>
        {shown.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => void choose(one.id)}>
              <span className={classes.foundNumber}>#{one.id}</span>
              <span className={classes.foundSubject}>{one.subject || t('ticket.no_subject')}</span>
              {one.status ? <StatusPill status={one.status} /> : null}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className={classes.faint}>
        {shown.length === 0 && !byNumber.isFetching && !byWords.isFetching
          ? settled === ''
            ? t('case.no_others')
            : t('state.nothing_found')
          : null}
      </p>
    </div>
  );
}
