import { memo } from 'react';
import { Link } from 'wouter';
import { type CustomerWhole, useNotes, useStanding } from '~/api/customer-page';
import { useCustomer, useOrders } from '~/api/customers';
import { useCustomerTickets } from '~/api/tickets';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
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
import { languageName } from './choices';
import { SignalList } from './SignalList';

const SHOWN = 5;

/** Who is asking: signals, stage, numbers, notes, other cases and open orders, beside the conversation. */
const CustomerPanel = memo(function CustomerPanel({
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
  return <PanelBody customer={customer.data as CustomerWhole} ticketId={ticketId} />;
});
export default CustomerPanel;

function PanelBody({ customer, ticketId }: { customer: CustomerWhole; ticketId: number }) {
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
          {customer.company ? (
            <Link className={classes.company} href={`/companies/${customer.company.id}`}>
              {customer.company.name}
            </Link>
          ) : null}
          {customer.relationship ? (
            <div>
              <Pill tone={RELATIONSHIP_TONES[customer.relationship] ?? 'plain'}>
                {relationshipName(customer.relationship)}
              </Pill>
            </div>
          ) : null}
        </div>
      </div>
      <StageTrack stage={customer.stage} since={customer.stage_since} />
      <Signals customerId={customer.id} />
      <CustomerFigures customer={customer} />
      <PinnedNotes customerId={customer.id} />
      <Facts
        facts={[
          { name: t('customer.email'), value: customer.email ? <MainAddress customer={customer} /> : null },
          { name: t('customer.phone'), value: customer.phone },
          {
            name: t('customer.language'),
            value: customer.language ? languageName(customer.language) : null,
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
      <OtherTickets customerId={customer.id} ticketId={ticketId} />
      <Orders customerId={customer.id} />
    </div>
  );
}

function Signals({ customerId }: { customerId: number }) {
  const standing = useStanding(customerId);
  if (!standing.data || standing.data.signals.length === 0) return null;
  return (
    <section className={classes.block} aria-label={t('signal.title')}>
      <h3>{t('signal.title')}</h3>
      <SignalList signals={standing.data.signals.slice(0, 3)} customerId={customerId} />
    </section>
  );
}

function PinnedNotes({ customerId }: { customerId: number }) {
  const notes = useNotes(customerId);
  const pinned = (notes.data ?? []).filter((note) => note.is_pinned);
  if (pinned.length === 0) return null;
  return (
    <section className={classes.note} aria-label={t('note.pinned')}>
      {pinned.slice(0, 3).map((note) => (
        <p key={note.id}>{note.text}</p>
      ))}
    </section>
  );
}

function OtherTickets({ customerId, ticketId }: { customerId: number; ticketId: number }) {
  const tickets = useCustomerTickets(customerId);
  const others = (tickets.data?.data ?? []).filter((ticket) => ticket.id !== ticketId);
  const count = Math.max(0, (tickets.data?.count ?? others.length + 1) - 1);
  return (
    <section className={classes.block} aria-label={t('customer.other_tickets')}>
      <h3>
        {t('customer.other_tickets')} <span className={classes.faint}>{formatNumber(count)}</span>
      </h3>
      {others.length === 0 ? <p className={classes.faint}>{t('customer.no_other_tickets')}</p> : null}
      {others.slice(0, SHOWN).map((ticket) => (
        <TicketLine key={ticket.id} ticket={ticket} href={`/tickets/${ticket.id}`} />
      ))}
    </section>
  );
}

const isOpen = (status: string): boolean => ['open', 'paid', 'shipped'].includes(status);

/** Open ones first: they are what people ask about. */
function Orders({ customerId }: { customerId: number }) {
  const orders = useOrders(customerId);
  const all = orders.data?.data ?? [];
  const sorted = [...all.filter((one) => isOpen(one.status)), ...all.filter((one) => !isOpen(one.status))];
  return (
    <section className={classes.block} aria-label={t('customer.orders')}>
      <h3>
        {t('customer.orders')} <span className={classes.faint}>{formatNumber(orders.data?.count)}</span>
      </h3>
      {orders.data?.data.length === 0 ? <p className={classes.faint}>{t('customer.no_orders')}</p> : null}
      {sorted.slice(0, SHOWN).map((order) => (
        <OrderLine key={order.id} order={order} />
      ))}
    </section>
  );
}
