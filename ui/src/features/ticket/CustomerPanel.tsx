import { memo } from 'react';
import { Link } from 'wouter';
import { useCustomer, useOrders } from '~/api/customers';
import type { Customer } from '~/api/records';
import { useCustomerTickets } from '~/api/tickets';
import { formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import {
  CustomerFigures,
  Facts,
  MainAddress,
  OrderLine,
  RELATIONSHIP_TONES,
  relationshipName,
  TicketLine,
} from '~/parts/Facts';
import { Avatar, Pill, StageTrack } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPanel.module.css';

const SHOWN = 5;

/** Who is asking: stage, numbers, other cases and orders, beside the conversation. */
export const CustomerPanel = memo(function CustomerPanel({
  customerId,
  ticketId,
}: {
  customerId: number | null;
  ticketId: number;
}) {
  const customer = useCustomer(customerId);
  if (customerId === null) return <EmptyState icon="user" title={t('customer.none')} />;
  if (customer.isError && !customer.data)
    return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />;
  if (!customer.data) return <RowsSkeleton rows={5} />;
  return <PanelBody customer={customer.data} ticketId={ticketId} />;
});

function PanelBody({ customer, ticketId }: { customer: Customer; ticketId: number }) {
  const tickets = useCustomerTickets(customer.id);
  const orders = useOrders(customer.id);
  const others = (tickets.data?.data ?? []).filter((ticket) => ticket.id !== ticketId);
  const otherCount = Math.max(0, (tickets.data?.count ?? others.length + 1) - 1);
  const name = customer.name || customer.email || t('customer.unknown');
  return (
    <div className={classes.panel}>
      <div className={classes.who}>
        <Avatar name={name} size={44} />
        <div style={{ minWidth: 0 }}>
          <h2 style={{ fontSize: 16 }}>
            <Link href={`/customers/${customer.id}`} className={classes.name}>
              {name}
            </Link>
          </h2>
          {customer.company ? <div className={classes.company}>{customer.company.name}</div> : null}
          {customer.relationship ? (
            <Pill tone={RELATIONSHIP_TONES[customer.relationship] ?? 'plain'}>
              {relationshipName(customer.relationship)}
            </Pill>
          ) : null}
        </div>
      </div>
      <StageTrack stage={customer.stage} since={customer.stage_since} />
      <CustomerFigures customer={customer} />
      <Facts
        facts={[
          { name: t('customer.email'), value: customer.email ? <MainAddress customer={customer} /> : null },
          { name: t('customer.phone'), value: customer.phone },
          {
            name: t('customer.language'),
            value: customer.language ? textOr(`language.${customer.language}`, customer.language) : null,
          },
        ]}
      />
      {customer.tags?.length ? (
        <div className={classes.tags}>
          {customer.tags.map((tag) => (
            <Pill key={tag}>{tag}</Pill>
          ))}
        </div>
      ) : null}
      <section className={classes.block} aria-label={t('customer.other_tickets')}>
        <h3>
          {t('customer.other_tickets')} <span className={classes.faint}>{formatNumber(otherCount)}</span>
        </h3>
        {others.length === 0 ? (
          <p className={classes.faint}>{t('customer.no_other_tickets')}</p>
        ) : (
          others
            .slice(0, SHOWN)
            .map((ticket) => <TicketLine key={ticket.id} ticket={ticket} href={`/tickets/${ticket.id}`} />)
        )}
      </section>
      <section className={classes.block} aria-label={t('customer.orders')}>
        <h3>
          {t('customer.orders')} <span className={classes.faint}>{formatNumber(orders.data?.count)}</span>
        </h3>
        {orders.data?.data.length === 0 ? <p className={classes.faint}>{t('customer.no_orders')}</p> : null}
        {orders.data?.data.slice(0, SHOWN).map((order) => (
          <OrderLine key={order.id} order={order} />
        ))}
      </section>
    </div>
  );
}
