import { Button, Drawer } from '@mantine/core';
import { Link } from 'wouter';
import { type Answer, type Drill, type DrillRecord, type Stay, useDrillList } from '~/api/drill';
import type { Customer, Order, Ticket } from '~/api/records';
import { formatDate, formatMoney, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { Icon } from '~/parts/Icon';
import { Avatar, npsTone, Pill, StageMark, StatusPill, stageName, type Tone } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Drill.module.css';
import { openedDrill } from './open-drill';

/** The very records behind a figure; their count is the figure. */
export default function DrillDrawer() {
  const open = useStore(openedDrill);
  return (
    <Drawer
      opened={open !== null}
      onClose={() => openedDrill.set(null)}
      position="right"
      size={440}
      title={open?.title}
    >
      {open ? <DrillList key={JSON.stringify(open.drill)} drill={open.drill} /> : null}
    </Drawer>
  );
}

/** The screen that shows the same list, with the filter in its address; answers, stays and orders have none of their own. */
function wholeList({ entity, filter }: Drill): { href: string; label: string } | null {
  const query = `?filter=${encodeURIComponent(JSON.stringify(filter))}`;
  if (entity === 'customers') return { href: `/customers${query}`, label: t('drill.open_customers') };
  return entity === 'tickets' ? { href: `/inbox/all${query}`, label: t('drill.open_tickets') } : null;
}

function DrillList({ drill }: { drill: Drill }) {
  const list = useDrillList(drill);
  const records = list.data?.pages.flatMap((page) => page.data) ?? [];
  const first = list.data?.pages[0];
  if (list.isError && !list.data)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <RowsSkeleton rows={8} />;
  const whole = wholeList(drill);
  const count = first?.count ?? records.length;
  return (
    <div>
      <div className={classes.head}>
        <span role="status">
          {first?.count_capped
            ? `${formatNumber(10_000)}+`
            : t(`drill.count_${drill.entity}`, { count, number: formatNumber(count) })}
        </span>
        {whole ? (
          <Link href={whole.href} onClick={() => openedDrill.set(null)} className={classes.whole}>
            {whole.label}
          </Link>
        ) : null}
      </div>
      {records.length === 0 ? (
        <EmptyState icon="search" title={t('drill.none')}>
          {t('drill.none_why')}
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {records.map((record) => (
            <li key={record.id}>
              <Row one={{ entity: drill.entity, record } as DrillRecord} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <Button
          variant="default"
          fullWidth
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('action.load_more')}
        </Button>
      ) : null}
    </div>
  );
}

const nameOf = (customer: Customer | null | undefined): string =>
  customer?.name || customer?.email || t('customer.unknown');

function Row({ one }: { one: DrillRecord }) {
  switch (one.entity) {
    case 'tickets':
      return <TicketLine ticket={one.record} />;
    case 'responses':
      return <AnswerLine answer={one.record} />;
    case 'customers':
      return <CustomerLine customer={one.record} />;
    case 'stage_stays':
      return <StayLine stay={one.record} />;
    case 'orders':
      return <OrderLine order={one.record} />;
  }
}

function Line(props: {
  href: string;
  title: string;
  detail: string;
  mark: React.ReactNode;
  end?: React.ReactNode;
}) {
  return (
    <Link href={props.href} className={classes.line} onClick={() => openedDrill.set(null)}>
      {props.mark}
      <span className={classes.words}>
        <span className={classes.title}>{props.title}</span>
        <span className={classes.detail}>{props.detail}</span>
      </span>
      {props.end ? <span className={classes.end}>{props.end}</span> : null}
    </Link>
  );
}

const joined = (...words: (string | null | undefined)[]): string => words.filter(Boolean).join(' · ');

function TicketLine({ ticket }: { ticket: Ticket }) {
  return (
    <Line
      href={`/tickets/${ticket.id}`}
      mark={<Avatar name={nameOf(ticket.customer)} size={30} />}
      title={ticket.subject}
      detail={joined(
        `#${ticket.number ?? ticket.id}`,
        nameOf(ticket.customer),
        formatDate(ticket.created_at),
      )}
      end={<StatusPill status={ticket.status} />}
    />
  );
}

/** NPS as it cuts its scale; of the others the upper two boxes are good. */
function answerTone(answer: Answer): Tone {
  const score = answer.score ?? 0;
  if (answer.kind === 'nps') return npsTone(score);
  const top = Number(answer.scale.split('-')[1] ?? 5);
  return score >= top - 1 ? 'ok' : score <= (top + 1) / 2 ? 'danger' : 'plain';
}

function AnswerLine({ answer }: { answer: Answer }) {
  return (
    <Line
      href={answer.ticket_id ? `/tickets/${answer.ticket_id}` : `/customers/${answer.customer_id}`}
      mark={<Pill tone={answerTone(answer)}>{formatNumber(answer.score, 1)}</Pill>}
      title={nameOf(answer.customer)}
      detail={joined(
        answer.comment,
        answer.stage ? stageName(answer.stage) : null,
        formatDate(answer.answered_at),
      )}
      end={<Icon name={answer.ticket_id ? 'chat' : 'user'} size={16} />}
    />
  );
}

function CustomerLine({ customer }: { customer: Customer }) {
  return (
    <Line
      href={`/customers/${customer.id}`}
      mark={<Avatar name={nameOf(customer)} size={30} />}
      title={nameOf(customer)}
      detail={joined(customer.company?.name, formatMoney(customer.clv, true))}
      end={<StageMark stage={customer.stage} />}
    />
  );
}

function StayLine({ stay }: { stay: Stay }) {
  const ladderWord = (name: string) => textOr(`${stay.ladder}.${name}`, name);
  return (
    <Line
      href={`/customers/${stay.customer_id}`}
      mark={<Avatar name={nameOf(stay.customer)} size={30} />}
      title={nameOf(stay.customer)}
      detail={joined(
        stay.next_stage
          ? t('drill.passage', { from: ladderWord(stay.stage), to: ladderWord(stay.next_stage) })
          : ladderWord(stay.stage),
        formatDate(stay.left_at ?? stay.entered_at),
        stay.rule === 'by_hand' ? t('drill.by_hand') : null,
      )}
    />
  );
}

function OrderLine({ order }: { order: Order & { customer?: Customer | null } }) {
  return (
    <Line
      href={`/customers/${order.customer_id}`}
      mark={<Icon name="bag" size={18} />}
      title={nameOf(order.customer)}
      detail={joined(order.external_id ?? `#${order.id}`, formatDate(order.ordered_at))}
      end={formatMoney(order.total, true)}
    />
  );
}
