import { Link } from 'wouter';
import {
  type CustomerWhole,
  type Response,
  type Standing,
  useAllOrders,
  useInvoices,
  useNotes,
  useResponses,
  useStanding,
} from '~/api/customer-page';
import { useCustomerTickets } from '~/api/tickets';
import { formatDate, formatMoney, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { Facts, OrderLine, TicketLine } from '~/parts/Facts';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { NpsFace } from './NpsFace';
import { InvoiceLine } from './Purchases';
import { SignalList } from './SignalList';

/** What matters of a customer at one look: signals, value, rhythm, how content they are, and what is open. */
export function Summary({ customer }: { customer: CustomerWhole }) {
  const standing = useStanding(customer.id);
  if (standing.isError && !standing.data)
    return <ErrorState error={standing.error} onRetry={() => void standing.refetch()} />;
  if (!standing.data) return <RowsSkeleton rows={6} />;
  return (
    <div className={classes.stack}>
      <section className={classes.card} aria-label={t('signal.title')}>
        <h2>{t('signal.title')}</h2>
        <SignalList signals={standing.data.signals} customerId={customer.id} />
      </section>
      <div className={classes.pair}>
        <Value standing={standing.data} />
        <Rhythm standing={standing.data} customer={customer} />
      </div>
      <Answers customerId={customer.id} />
      <PinnedNotes customerId={customer.id} />
      <div className={classes.pair}>
        <OpenPurchases customerId={customer.id} />
        <Tickets customerId={customer.id} />
      </div>
    </div>
  );
}

/** To date, and only what can be counted; what cannot says why. */
export function Value({ standing }: { standing: Standing }) {
  const value = standing.value;
  if (!value) return null;
  return (
    <section className={classes.card} aria-label={t('value.title')}>
      <h2>{t('value.title')}</h2>
      <Facts
        facts={[
          { name: t('customer.orders'), value: formatNumber(value.orders) },
          { name: t('customer.revenue'), value: formatMoney(value.revenue) },
          { name: t('value.average'), value: value.average_order ? formatMoney(value.average_order) : null },
          {
            name: t('value.margin'),
            value: value.margin
              ? value.margin_orders < value.orders
                ? t('value.margin_some', {
                    amount: formatMoney(value.margin),
                    count: value.margin_orders,
                    orders: formatNumber(value.orders),
                  })
                : formatMoney(value.margin)
              : null,
          },
          {
            name: t('value.acquisition'),
            value: value.acquisition_cost ? formatMoney(value.acquisition_cost) : null,
          },
          { name: t('value.to_date'), value: value.clv ? formatMoney(value.clv) : null },
        ]}
      />
      {value.orders > 0 && !value.margin ? <p className={classes.faint}>{t('value.no_margin')}</p> : null}
      <p className={classes.faint}>{t('value.no_forecast')}</p>
    </section>
  );
}

function rhythmWords(rhythm: NonNullable<Standing['rhythm']>): string {
  if (rhythm.silence_days === null) return t('rhythm.never');
  if (rhythm.interval_days === null) return t('rhythm.unknown');
  return t('rhythm.known', { count: Math.round(rhythm.interval_days) });
}

/** Risk as far as it is known: silence against the customer's own rhythm. */
function Rhythm({ standing, customer }: { standing: Standing; customer: CustomerWhole }) {
  const { rhythm } = standing;
  if (!rhythm) return null;
  return (
    <section className={classes.card} aria-label={t('customer.risk')}>
      <h2>{t('customer.risk')}</h2>
      <p>{rhythmWords(rhythm)}</p>
      <Facts
        facts={[
          {
            name: t('rhythm.silence'),
            value: rhythm.silence_days === null ? null : t('rhythm.days', { count: rhythm.silence_days }),
          },
          {
            name: t('customer.last_order'),
            value: rhythm.last_order_at ? formatDate(rhythm.last_order_at) : null,
          },
          {
            name: t('rhythm.last_contact'),
            value: rhythm.last_contact_at ? formatDate(rhythm.last_contact_at) : null,
          },
        ]}
      />
      {customer.p_alive === null ? <p className={classes.faint}>{t('rhythm.no_model')}</p> : null}
    </section>
  );
}

function Answers({ customerId }: { customerId: number }) {
  const responses = useResponses(customerId);
  const answers = (responses.data?.data ?? []).filter((one) => one.score !== null);
  const nps = answers.filter((one) => one.kind === 'nps');
  const others = answers.filter((one) => one.kind !== 'nps').slice(0, 3);
  return (
    <section className={classes.card} aria-label={t('answers.title')}>
      <h2>{t('answers.title')}</h2>
      {responses.isError ? (
        <ErrorState error={responses.error} onRetry={() => void responses.refetch()} />
      ) : null}
      {responses.data && answers.length === 0 ? <p className={classes.faint}>{t('answers.none')}</p> : null}
      {nps.length > 0 ? (
        <ol className={classes.faces}>
          {nps.slice(0, 8).map((answer) => (
            <li key={answer.id}>
              <NpsFace score={answer.score ?? 0} />
              <time className={classes.faint} dateTime={answer.answered_at}>
                {formatDate(answer.answered_at)}
              </time>
            </li>
          ))}
        </ol>
      ) : null}
      {nps[0]?.comment ? <blockquote className={classes.quote}>{nps[0].comment}</blockquote> : null}
      {others.map((answer) => (
        <OtherAnswer key={answer.id} answer={answer} />
      ))}
    </section>
  );
}

function OtherAnswer({ answer }: { answer: Response }) {
  return (
    <div>
      <div className={classes.moveHead}>
        <span>
          {textOr(`survey.${answer.kind}`, answer.kind)}:{' '}
          {t('answers.of', {
            score: formatNumber(answer.score, 1),
            scale: /(\d+)$/.exec(answer.scale)?.[1] ?? '',
          })}
        </span>
        <time dateTime={answer.answered_at}>{formatDate(answer.answered_at)}</time>
      </div>
      {answer.comment ? <blockquote className={classes.quote}>{answer.comment}</blockquote> : null}
    </div>
  );
}

function PinnedNotes({ customerId }: { customerId: number }) {
  const notes = useNotes(customerId);
  const pinned = (notes.data ?? []).filter((note) => note.is_pinned);
  if (pinned.length === 0) return null;
  return (
    <section className={classes.card} data-note aria-label={t('note.pinned')}>
      <h2>{t('note.pinned')}</h2>
      {pinned.map((note) => (
        <p key={note.id} className={classes.noteText}>
          {note.text}
        </p>
      ))}
    </section>
  );
}

function OpenPurchases({ customerId }: { customerId: number }) {
  const orders = useAllOrders(customerId);
  const invoices = useInvoices(customerId);
  const openOrders = (orders.data?.data ?? []).filter((one) =>
    ['open', 'paid', 'shipped'].includes(one.status),
  );
  const openInvoices = (invoices.data?.data ?? []).filter((one) => one.status === 'open');
  const isEmpty = orders.data && invoices.data && openOrders.length + openInvoices.length === 0;
  return (
    <section className={classes.card} aria-label={t('purchases.open')}>
      <h2>{t('purchases.open')}</h2>
      {orders.isError ? <ErrorState error={orders.error} onRetry={() => void orders.refetch()} /> : null}
      {isEmpty ? <p className={classes.faint}>{t('purchases.none_open')}</p> : null}
      <div>
        {openOrders.slice(0, 5).map((order) => (
          <OrderLine key={`order ${order.id}`} order={order} />
        ))}
        {openInvoices.slice(0, 5).map((invoice) => (
          <InvoiceLine key={`invoice ${invoice.id}`} invoice={invoice} />
        ))}
      </div>
    </section>
  );
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
        {tickets.data?.data.slice(0, 8).map((ticket) => (
          <TicketLine key={ticket.id} ticket={ticket} href={`/tickets/${ticket.id}`} />
        ))}
      </div>
      {(tickets.data?.count ?? 0) > 8 ? (
        <Link href={`/customers/${customerId}?tab=history&kind=conversations`}>
          {t('customer.all_tickets')}
        </Link>
      ) : null}
    </section>
  );
}
