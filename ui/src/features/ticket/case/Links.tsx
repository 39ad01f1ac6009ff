import { Link } from 'wouter';
import { linkTickets, type TicketLink, useTicketLinks } from '~/api/cases';
import type { Ticket } from '~/api/records';
import { useMe } from '~/api/session';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { StatusPill } from '~/parts/marks';
import classes from './case.module.css';
import { caseDialog } from './dialogs';
import { linkName } from './story';
import { useCaseActions } from './use-case-actions';

/** The cases that this one has to do with, from whichever end they were linked. */
export function Links({ ticket }: { ticket: Ticket }) {
  const me = useMe();
  const links = useTicketLinks(ticket.id).data ?? [];
  const actions = useCaseActions(ticket, me?.id ?? null);
  const again = (link: TicketLink) => () =>
    link.direction === 'to'
      ? linkTickets(ticket.id, link.ticket.id, link.kind)
      : linkTickets(link.ticket.id, ticket.id, link.kind);
  return (
    <div className={classes.section}>
      <h3>{t('case.links')}</h3>
      {links.length > 0 ? (
        <ul className={classes.lines}>
          {links.map((link) => (
            <li key={link.id}>
              <span className={classes.faint}>{linkName(link.kind, link.direction)}</span>
              <Link href={`/tickets/${link.ticket.id}`} className={classes.lineMain}>
                {`#${link.ticket.number} ${link.ticket.subject}`}
              </Link>
              <StatusPill status={link.ticket.status} />
              <button
                type="button"
                className={classes.small}
                aria-label={t('case.unlink', { number: `#${link.ticket.number}` })}
                onClick={() => void actions.unlink(link.id, link.ticket.id, again(link))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <button type="button" className={classes.linkButton} onClick={() => caseDialog.set('link')}>
        {t('case.link')}
      </button>
    </div>
  );
}
