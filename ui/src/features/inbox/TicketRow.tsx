import { memo } from 'react';
import { Link } from 'wouter';
import type { Ticket } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Ago, Avatar, channelIcon, channelName, PriorityMark, StageMark, StatusPill } from '~/parts/marks';
import classes from './TicketRow.module.css';

interface TicketRowProps {
  ticket: Ticket;
  href: string;
  selected: boolean;
  compact: boolean;
}

export const customerName = (ticket: Ticket): string =>
  ticket.customer?.name || ticket.customer?.email || t('customer.unknown');

export const TicketRow = memo(function TicketRow({ ticket, href, selected, compact }: TicketRowProps) {
  const name = customerName(ticket);
  const company = ticket.company?.name;
  return (
    <Link
      href={href}
      className={classes.row}
      aria-current={selected ? 'true' : undefined}
      data-new={ticket.status === 'new'}
      data-compact={compact}
    >
      <span className={classes.avatar}>
        <Avatar name={name} size={compact ? 28 : 34} />
      </span>
      <span className={classes.body}>
        <span className={classes.line}>
          <span className={classes.who}>
            {name}
            {company ? <span className={classes.company}> · {company}</span> : null}
          </span>
          <span className={classes.time}>
            <Ago at={ticket.updated_at} />
          </span>
        </span>
        <span className={classes.line}>
          <span className={classes.subject}>{ticket.subject}</span>
          {compact ? <StatusPill status={ticket.status} /> : null}
        </span>
        {compact ? null : (
          <span className={`${classes.line} ${classes.marks}`}>
            <StatusPill status={ticket.status} />
            <PriorityMark priority={ticket.priority} />
            <span className={classes.stage}>
              <StageMark stage={ticket.stage} />
            </span>
            <span className={classes.push}>
              {ticket.channel ? (
                <span title={channelName(ticket.channel)}>
                  <Icon name={channelIcon(ticket.channel)} size={14} />
                  <span className="visually-hidden">{channelName(ticket.channel)}</span>
                </span>
              ) : null}
              {ticket.agent ? (
                <span title={ticket.agent.name}>
                  <Avatar name={ticket.agent.name} size={18} />
                  <span className="visually-hidden">
                    {t('ticket.assigned_to', { name: ticket.agent.name })}
                  </span>
                </span>
              ) : null}
            </span>
          </span>
        )}
      </span>
    </Link>
  );
});
