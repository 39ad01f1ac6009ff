import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Customer, Order, Ticket } from '~/api/records';
import { formatDate, formatMoney, formatNumber, formatPercent } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import classes from './Facts.module.css';
import { Ago, npsTone, Pill, StatusPill, type Tone } from './marks';

export interface Fact {
  name: string;
  value: ReactNode;
}

/** Names on the left, values on the right; what is not known is not shown. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(({ value }) => value !== null && value !== undefined && value !== '');
  return (
    <dl className={classes.facts}>
      {known.map(({ name, value }) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}

/** An address that may break after its @, never inside a word. */
export function Address({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  const at = text.lastIndexOf('@') + 1;
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  );
}

/** A customer's main address; says so when what is sent there comes back. */
export function MainAddress({ customer }: { customer: Customer }) {
  const failing = customer.identities?.find(
    ({ kind, value, failing_since }) => kind === 'email' && value === customer.email && failing_since,
  );
  return (
    <>
      <Address text={customer.email} />
      {failing?.failing_since ? (
        <div className={classes.failing}>
          {t('customer.address_failing', { day: formatDate(failing.failing_since) })}
          {failing.failing_words ? <q>{failing.failing_words}</q> : null}
        </div>
      ) : null}
    </>
  );
}

/** What a customer's record says in numbers. Unknown is a dash, never a zero. */
export function CustomerFigures({ customer }: { customer: Customer }) {
  const risk =
    customer.p_alive === null || customer.p_alive === undefined ? null : (1 - customer.p_alive) * 100;
  const figures: Fact[] = [
    {
      name: t('customer.last_nps'),
      value:
        customer.last_nps === null || customer.last_nps === undefined ? (
          '—'
        ) : (
          <Pill tone={npsTone(customer.last_nps)}>{formatNumber(customer.last_nps)}</Pill>
        ),
    },
    { name: t('customer.orders'), value: formatNumber(customer.orders) },
    { name: t('customer.revenue'), value: formatMoney(customer.revenue, true) },
    ...(customer.clv ? [{ name: t('customer.clv'), value: formatMoney(customer.clv, true) }] : []),
    ...(risk === null ? [] : [{ name: t('customer.risk'), value: formatPercent(risk, 0) }]),
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value }) => (
        <div key={name} className={classes.figure}>
          <dt title={name}>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function TicketLine({ ticket, href }: { ticket: Ticket; href: string }) {
  return (
    <Link href={href} className={classes.row}>
      <span className={classes.grow}>{ticket.subject || t('ticket.no_subject')}</span>
      <span className={classes.faint}>
        <Ago at={ticket.updated_at} />
      </span>
      <StatusPill status={ticket.status} />
    </Link>
  );
}

const ORDER_TONES: Record<Order['status'], Tone> = {
  open: 'info',
  paid: 'brand',
  shipped: 'info',
  delivered: 'ok',
  cancelled: 'plain',
  returned: 'warn',
};

export const orderStatusName = (status: string): string => textOr(`order.${status}`, status);

export function OrderLine({ order }: { order: Order }) {
  return (
    <div className={classes.row}>
      <span className={classes.grow}>{order.external_id ?? `#${order.id}`}</span>
      <span className={classes.faint}>{formatDate(order.ordered_at)}</span>
      <span className="numeric">{formatMoney(order.total)}</span>
      <Pill tone={ORDER_TONES[order.status] ?? 'plain'}>{orderStatusName(order.status)}</Pill>
    </div>
  );
}

export const relationshipName = (relationship: string): string =>
  textOr(`relationship.${relationship}`, relationship);

export const RELATIONSHIP_TONES: Record<string, Tone> = {
  prospect: 'info',
  customer: 'ok',
  at_risk: 'warn',
  lost: 'danger',
  won_back: 'brand',
};

export const valueStageName = (stage: string): string => textOr(`value_stage.${stage}`, stage);
