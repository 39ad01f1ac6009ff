import type { Ticket } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Ago, ChannelMark, PriorityMark, priorityName, StageMark, StatusPill, typeName } from '~/parts/marks';
import type { Column, ColumnChoice } from '~/parts/rows/columns';
import { customerName, DueMark } from './TicketRow';

export const TICKET_COLUMNS_USUAL = [
  'number',
  'customer.name',
  'status',
  'priority',
  'agent.name',
  'next_update_at',
  'updated_at',
] as const;

/** Everything a table of cases can show. The subject always stands first: it is the way into the case. */
export function ticketColumns(): Column<Ticket>[] {
  return [
    {
      name: 'number',
      label: t('filter.tickets.number'),
      width: '80px',
      isNumber: true,
      cell: (one) => one.id,
    },
    {
      name: 'customer.name',
      label: t('customers.name'),
      width: 'minmax(120px, 1fr)',
      cell: (one) => customerName(one),
    },
    {
      name: 'company.name',
      label: t('customer.company'),
      width: 'minmax(110px, 1fr)',
      cell: (one) => one.company?.name ?? '',
    },
    {
      name: 'status',
      label: t('filter.tickets.status'),
      width: '110px',
      cell: (one) => <StatusPill status={one.status} />,
    },
    {
      name: 'priority',
      label: t('filter.tickets.priority'),
      width: '100px',
      cell: (one) =>
        one.priority === 'high' || one.priority === 'urgent' ? (
          <PriorityMark priority={one.priority} />
        ) : (
          priorityName(one.priority)
        ),
    },
    {
      name: 'type',
      label: t('filter.tickets.type'),
      width: '110px',
      cell: (one) => (one.type ? typeName(one.type) : ''),
    },
    {
      name: 'channel',
      label: t('filter.tickets.channel'),
      width: '110px',
      cell: (one) => <ChannelMark channel={one.channel} />,
    },
    {
      name: 'stage',
      label: t('customer.stage'),
      width: '130px',
      cell: (one) => <StageMark stage={one.stage} />,
    },
    {
      name: 'agent.name',
      label: t('filter.tickets.agent_id'),
      width: 'minmax(110px, 1fr)',
      cell: (one) => one.agent?.name ?? '—',
    },
    {
      name: 'tags',
      label: t('filter.tickets.tags'),
      width: 'minmax(120px, 1fr)',
      cell: (one) => one.tags.join(', '),
    },
    {
      name: 'next_update_at',
      label: t('filter.tickets.next_update_at'),
      width: '150px',
      sort: 'next_update_at',
      cell: (one) => <DueMark at={one.next_update_at} />,
    },
    {
      name: 'created_at',
      label: t('filter.tickets.created_at'),
      width: '120px',
      sort: 'created_at',
      cell: (one) => <Ago at={one.created_at} />,
    },
    {
      name: 'updated_at',
      label: t('filter.tickets.updated_at'),
      width: '120px',
      sort: 'updated_at',
      cell: (one) => <Ago at={one.updated_at} />,
    },
    {
      name: 'solved_at',
      label: t('filter.tickets.solved_at'),
      width: '150px',
      sort: 'solved_at',
      cell: (one) => (one.solved_at ? formatDateTime(one.solved_at) : '—'),
    },
  ];
}

/** For an export: the subject is a column like any other. */
export function ticketColumnNames(names: readonly string[]): { name: string; title: string }[] {
  const known = new Map<string, ColumnChoice>(ticketColumns().map((column) => [column.name, column]));
  const chosen = names
    .map((name) => known.get(name))
    .filter((column) => column !== undefined)
    .map((column) => ({ name: column.name, title: column.label }));
  return [...chosen.slice(0, 1), { name: 'subject', title: t('filter.tickets.subject') }, ...chosen.slice(1)];
}
