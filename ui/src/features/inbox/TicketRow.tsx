import { memo, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Ticket } from '~/api/records';
import { formatAgo, formatDateTime, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Ago, Avatar, channelIcon, channelName, PriorityMark, StageMark, StatusPill } from '~/parts/marks';
import { PresenceMark } from '~/parts/Presence';
import type { RowState } from '~/parts/rows/RecordList';
import classes from './TicketRow.module.css';

interface TicketRowProps extends RowState {
  ticket: Ticket;
  href: string;
  selected: boolean;
  compact: boolean;
}

export const customerName = (ticket: Ticket): string =>
  ticket.customer?.name || ticket.customer?.email || t('customer.unknown');

export const TicketRow = memo(function TicketRow(props: TicketRowProps) {
  const { ticket, href, selected, compact } = props;
  const name = customerName(ticket);
  const company = ticket.company?.name;
  return (
    <div
      className={classes.row}
      data-current={selected}
      data-chosen={props.chosen}
      data-new={ticket.status === 'new'}
      data-compact={compact}
    >
      <RowBox {...props}>
        <Avatar name={name} size={compact ? 28 : 34} />
      </RowBox>
      <Link href={href} className={classes.body} aria-current={selected ? 'true' : undefined}>
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
          {compact ? <DueMark at={ticket.next_update_at} /> : null}
          {compact ? <PresenceMark ticketId={ticket.id} /> : null}
          {compact ? <DraftMark ticket={ticket} /> : null}
          {compact ? <StatusPill status={ticket.status} /> : null}
        </span>
        {compact ? null : (
          <span className={`${classes.line} ${classes.marks}`}>
            <StatusPill status={ticket.status} />
            <PriorityMark priority={ticket.priority} />
            <DueMark at={ticket.next_update_at} />
            <span className={classes.stage}>
              <StageMark stage={ticket.stage} />
            </span>
            <span className={classes.push}>
              <PresenceMark ticketId={ticket.id} />
              <DraftMark ticket={ticket} />
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
      </Link>
    </div>
  );
});

/** The face of a row is also its box: with a pointer it shows on hover, and always once something is chosen. */
export function RowBox({
  ticket,
  chosen,
  choosing,
  onToggle,
  children,
}: RowState & { ticket: Ticket; children?: React.ReactNode }) {
  return (
    <label className={classes.box} data-choosing={choosing}>
      <input
        type="checkbox"
        checked={chosen}
        aria-label={t('list.select_ticket', { number: ticket.id, subject: ticket.subject })}
        onChange={() => undefined}
        onClick={(event) => onToggle(ticket.id, event.shiftKey)}
      />
      <span className={classes.face}>{children}</span>
    </label>
  );
}

/** Somebody's answer waits in it, written and not sent. */
function DraftMark({ ticket }: { ticket: Ticket }) {
  if (!ticket.has_draft) return null;
  return (
    <span title={t('list.has_draft')}>
      <Icon name="pencil" size={14} />
      <span className="visually-hidden">{t('list.has_draft')}</span>
    </span>
  );
}

const TICK_MS = 30_000;

/** When the customer was promised to hear again; past it, in red and in words. */
export function DueMark({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!at) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [at]);
  if (!at) return null;
  const late = Date.parse(at) < now;
  const when = formatAgo(at, now);
  const words = t(late ? 'list.overdue' : 'list.due', { when });
  return (
    <span className={classes.due} data-late={late} title={`${words} · ${formatDateTime(at)}`}>
      <Icon name="clock" size={13} />
      <span aria-hidden="true">{when}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

export const numberText = (ticket: Ticket): string => `#${formatNumber(ticket.number ?? ticket.id)}`;
