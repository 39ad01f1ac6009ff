import { ActionIcon, Button } from '@mantine/core';
import { useLocation } from 'wouter';
import { useCustomer, useOrders } from '~/api/customers';
import type { Customer } from '~/api/records';
import { useCustomerTickets } from '~/api/tickets';
import { useCommand } from '~/lib/commands';
import { formatDate, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import {
  CustomerFigures,
  Facts,
  MainAddress,
  OrderLine,
  RELATIONSHIP_TONES,
  relationshipName,
  TicketLine,
  valueStageName,
} from '~/parts/Facts';
import { Icon } from '~/parts/Icon';
import { Avatar, channelName, Pill, StageTrack } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { Timeline } from './Timeline';

interface CustomerPageProps {
  customerId: number;
  onNewTicket: (customer: Customer) => void;
}

/** One customer whole: who, where in the cycle, what they are worth, and everything that happened. */
export default function CustomerPage({ customerId, onNewTicket }: CustomerPageProps) {
  const customer = useCustomer(customerId);
  if (customer.isError && !customer.data)
    return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />;
  if (!customer.data) return <RowsSkeleton rows={8} />;
  return <Page customer={customer.data} onNewTicket={onNewTicket} />;
}

function Page({ customer, onNewTicket }: { customer: Customer; onNewTicket: (customer: Customer) => void }) {
  const [, navigate] = useLocation();
  const name = customer.name || customer.email || t('customer.unknown');
  const back = () => navigate('/customers');
  useTitle(name);
  useCommand('list.back', { run: back });
  return (
    <section className={classes.screen} aria-label={name}>
      <header className={classes.head}>
        <ActionIcon aria-label={t('customers.back')} onClick={back}>
          <Icon name="left" />
        </ActionIcon>
        <Avatar name={name} size={52} />
        <div className={classes.names}>
          <h1>{name}</h1>
          <p>{[customer.company?.name, customer.email, customer.phone].filter(Boolean).join(' · ')}</p>
          <div className={classes.marks}>
            {customer.relationship ? (
              <Pill tone={RELATIONSHIP_TONES[customer.relationship] ?? 'plain'}>
                {relationshipName(customer.relationship)}
              </Pill>
            ) : null}
            {customer.value_stage ? <Pill>{valueStageName(customer.value_stage)}</Pill> : null}
            {(customer.tags ?? []).map((tag) => (
              <Pill key={tag} icon="tag">
                {tag}
              </Pill>
            ))}
          </div>
        </div>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => onNewTicket(customer)}>
          {t('ticket.new')}
        </Button>
      </header>
      <div className={classes.grid}>
        <div className={classes.side}>
          <section className={classes.card} aria-label={t('customer.stage')}>
            <StageTrack stage={customer.stage} since={customer.stage_since} />
            <CustomerFigures customer={customer} />
          </section>
          <Profile customer={customer} />
          <Tickets customerId={customer.id} />
          <Orders customerId={customer.id} />
        </div>
        <section className={classes.card} aria-label={t('timeline.title')}>
          <h2>{t('timeline.title')}</h2>
          <Timeline customerId={customer.id} />
        </section>
      </div>
    </section>
  );
}

function Profile({ customer }: { customer: Customer }) {
  return (
    <section className={classes.card} aria-label={t('customer.profile')}>
      <h2>{t('customer.profile')}</h2>
      <Facts
        facts={[
          { name: t('customer.email'), value: customer.email ? <MainAddress customer={customer} /> : null },
          { name: t('customer.phone'), value: customer.phone },
          { name: t('customer.company'), value: customer.company?.name },
          {
            name: t('customer.language'),
            value: customer.language ? textOr(`language.${customer.language}`, customer.language) : null,
          },
          { name: t('customer.country'), value: customer.country ? countryName(customer.country) : null },
          {
            name: t('customer.preferred_channel'),
            value: customer.preferred_channel ? channelName(customer.preferred_channel) : null,
          },
          { name: t('customer.source'), value: customer.source },
          { name: t('customer.number'), value: customer.external_id },
          {
            name: t('customer.first_order'),
            value: customer.first_order_at ? formatDate(customer.first_order_at) : null,
          },
          {
            name: t('customer.last_order'),
            value: customer.last_order_at ? formatDate(customer.last_order_at) : null,
          },
          { name: t('customer.since'), value: formatDate(customer.created_at) },
        ]}
      />
    </section>
  );
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

function Tickets({ customerId }: { customerId: number }) {
  const tickets = useCustomerTickets(customerId);
  return (
    <section className={classes.card} aria-label={t('customer.tickets')}>
      <h2>
        {t('customer.tickets')} <span className={classes.faint}>{formatNumber(tickets.data?.count)}</span>
      </h2>
      {tickets.isError ? <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} /> : null}
      {tickets.data?.data.length === 0 ? <p className={classes.faint}>{t('customer.no_tickets')}</p> : null}
      <div>
        {tickets.data?.data.slice(0, 10).map((ticket) => (
          <TicketLine key={ticket.id} ticket={ticket} href={`/tickets/${ticket.id}`} />
        ))}
      </div>
    </section>
  );
}

function Orders({ customerId }: { customerId: number }) {
  const orders = useOrders(customerId);
  return (
    <section className={classes.card} aria-label={t('customer.orders')}>
      <h2>
        {t('customer.orders')} <span className={classes.faint}>{formatNumber(orders.data?.count)}</span>
      </h2>
      {orders.isError ? <ErrorState error={orders.error} onRetry={() => void orders.refetch()} /> : null}
      {orders.data?.data.length === 0 ? <p className={classes.faint}>{t('customer.no_orders')}</p> : null}
      <div>
        {orders.data?.data.slice(0, 10).map((order) => (
          <OrderLine key={order.id} order={order} />
        ))}
      </div>
    </section>
  );
}
