import { type Contract, type Invoice, useAllOrders, useContracts, useInvoices } from '~/api/customer-page';
import type { Order } from '~/api/records';
import { formatDate, formatMoney, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { OrderLine } from '~/parts/Facts';
import { Pill, type Tone } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';

/** Orders, invoices and contracts, newest first. */
export function Purchases({ customerId }: { customerId: number }) {
  const orders = useAllOrders(customerId);
  const invoices = useInvoices(customerId);
  const contracts = useContracts(customerId);
  return (
    <div className={classes.stack}>
      <Kind title={t('customer.orders')} none={t('customer.no_orders')} query={orders}>
        {(order: Order) => <OrderRow key={order.id} order={order} />}
      </Kind>
      <Kind title={t('purchases.invoices')} none={t('purchases.no_invoices')} query={invoices}>
        {(invoice: Invoice) => <InvoiceLine key={invoice.id} invoice={invoice} />}
      </Kind>
      <Kind title={t('purchases.contracts')} none={t('purchases.no_contracts')} query={contracts}>
        {(contract: Contract) => <ContractLine key={contract.id} contract={contract} />}
      </Kind>
    </div>
  );
}

interface KindProps<T> {
  title: string;
  none: string;
  query: {
    data: { data: T[]; count?: number; next: string | null } | undefined;
    isError: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  children: (record: T) => React.ReactNode;
}

function Kind<T>({ title, none, query, children }: KindProps<T>) {
  return (
    <section className={classes.card} aria-label={title}>
      <h2>
        {title} <span className={classes.faint}>{formatNumber(query.data?.count)}</span>
      </h2>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {!query.data && !query.isError ? <RowsSkeleton rows={3} /> : null}
      {query.data?.data.length === 0 ? <p className={classes.faint}>{none}</p> : null}
      <div>{query.data?.data.map(children)}</div>
      {query.data?.next ? <p className={classes.faint}>{t('purchases.newest')}</p> : null}
    </section>
  );
}

/** An order with what was bought, on request. */
function OrderRow({ order }: { order: Order }) {
  const lines = order.lines ?? [];
  if (lines.length === 0) return <OrderLine order={order} />;
  return (
    <details className={classes.order}>
      <summary>
        <OrderLine order={order} />
      </summary>
      <ul>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own here and never move
          <li key={index} className={classes.moveHead}>
            <span>
              {formatNumber(line.quantity, 2)} × {line.name ?? line.sku ?? t('purchases.unnamed')}
            </span>
            <span className="numeric">{formatMoney(line.price)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const isLate = (invoice: Invoice): boolean =>
  invoice.status === 'open' && invoice.due_at !== null && new Date(invoice.due_at).getTime() < Date.now();

function invoiceState(invoice: Invoice): { tone: Tone; words: string } {
  if (isLate(invoice)) return { tone: 'danger', words: t('purchases.overdue') };
  if (invoice.status === 'open') return { tone: 'info', words: t('purchases.invoice_open') };
  if (invoice.status === 'paid') return { tone: 'ok', words: t('purchases.invoice_paid') };
  return { tone: 'plain', words: t('purchases.invoice_void') };
}

export function InvoiceLine({ invoice }: { invoice: Invoice }) {
  const { tone, words } = invoiceState(invoice);
  return (
    <div className={classes.purchase}>
      <span className={classes.grow}>{invoice.number ?? invoice.external_id ?? `#${invoice.id}`}</span>
      <span className={classes.faint}>
        {invoice.status === 'open' && invoice.due_at
          ? t('purchases.due', { day: formatDate(invoice.due_at) })
          : formatDate(invoice.issued_at)}
      </span>
      <span className="numeric">{formatMoney(invoice.total)}</span>
      <Pill tone={tone}>{words}</Pill>
    </div>
  );
}

function ContractLine({ contract }: { contract: Contract }) {
  const isOver = contract.ended_at !== null && new Date(contract.ended_at).getTime() < Date.now();
  return (
    <div className={classes.purchase}>
      <span className={classes.grow}>{contract.external_id ?? `#${contract.id}`}</span>
      <span className={classes.faint}>
        {contract.ended_at
          ? t('purchases.span', { from: formatDate(contract.started_at), to: formatDate(contract.ended_at) })
          : t('purchases.since', { day: formatDate(contract.started_at) })}
      </span>
      <span className="numeric">
        {formatMoney(contract.amount)} {t(`period.${contract.period}`)}
      </span>
      <Pill tone={isOver ? 'plain' : 'ok'}>{t(isOver ? 'purchases.ended' : 'purchases.running')}</Pill>
    </div>
  );
}
