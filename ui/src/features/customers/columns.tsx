import type { Customer } from '~/api/records';
import { formatMoney, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { RELATIONSHIP_TONES, relationshipName } from '~/parts/Facts';
import { Ago, npsTone, Pill, StageMark } from '~/parts/marks';
import type { Column } from '~/parts/rows/columns';

export const CUSTOMER_COLUMNS_USUAL = [
  'stage',
  'relationship',
  'orders',
  'revenue',
  'last_order_at',
  'last_nps',
  'updated_at',
] as const;

/** Everything a table of customers can show; the name always stands first. */
export function customerColumns(): Column<Customer>[] {
  return [
    {
      name: 'stage',
      label: t('customer.stage'),
      width: 'minmax(140px, 1fr)',
      sort: 'stage',
      cell: (one) => <StageMark stage={one.stage} />,
    },
    {
      name: 'relationship',
      label: t('customer.relationship'),
      width: 'minmax(110px, 0.9fr)',
      cell: (one) =>
        one.relationship ? (
          <Pill tone={RELATIONSHIP_TONES[one.relationship] ?? 'plain'}>
            {relationshipName(one.relationship)}
          </Pill>
        ) : (
          ''
        ),
    },
    {
      name: 'value_stage',
      label: t('filter.customers.value_stage'),
      width: 'minmax(110px, 0.9fr)',
      sort: 'value_stage',
      cell: (one) => (one.value_stage ? textOr(`value_stage.${one.value_stage}`, one.value_stage) : '—'),
    },
    {
      name: 'orders',
      label: t('customer.orders'),
      width: '90px',
      sort: 'orders',
      isNumber: true,
      cell: (one) => formatNumber(one.orders),
    },
    {
      name: 'revenue',
      label: t('customer.revenue'),
      width: 'minmax(110px, 0.8fr)',
      sort: 'revenue',
      isNumber: true,
      cell: (one) => formatMoney(one.revenue, true),
    },
    {
      name: 'clv',
      label: t('customer.clv'),
      width: 'minmax(110px, 0.8fr)',
      sort: 'clv',
      isNumber: true,
      cell: (one) => formatMoney(one.clv, true),
    },
    {
      name: 'last_order_at',
      label: t('customer.last_order'),
      width: '120px',
      sort: 'last_order_at',
      cell: (one) => (one.last_order_at ? <Ago at={one.last_order_at} /> : '—'),
    },
    {
      name: 'last_nps',
      label: t('metric.nps'),
      width: '80px',
      sort: 'last_nps',
      isNumber: true,
      cell: (one) =>
        one.last_nps === null || one.last_nps === undefined ? (
          '—'
        ) : (
          <Pill tone={npsTone(one.last_nps)}>{formatNumber(one.last_nps)}</Pill>
        ),
    },
    {
      name: 'source',
      label: t('customer.source'),
      width: 'minmax(100px, 0.8fr)',
      sort: 'source',
      cell: (one) => one.source ?? '—',
    },
    {
      name: 'company.name',
      label: t('customer.company'),
      width: 'minmax(120px, 1fr)',
      cell: (one) => one.company?.name ?? '—',
    },
    {
      name: 'email',
      label: t('customer.email'),
      width: 'minmax(160px, 1.2fr)',
      cell: (one) => one.email ?? '—',
    },
    { name: 'phone', label: t('customer.phone'), width: '140px', cell: (one) => one.phone ?? '—' },
    { name: 'country', label: t('customer.country'), width: '70px', cell: (one) => one.country ?? '—' },
    {
      name: 'tags',
      label: t('filter.customers.tags'),
      width: 'minmax(120px, 1fr)',
      cell: (one) => one.tags.join(', '),
    },
    {
      name: 'created_at',
      label: t('filter.customers.created_at'),
      width: '120px',
      sort: 'created_at',
      cell: (one) => <Ago at={one.created_at} />,
    },
    {
      name: 'updated_at',
      label: t('customers.activity'),
      width: '120px',
      sort: 'updated_at',
      cell: (one) => <Ago at={one.updated_at} />,
    },
  ];
}

export const customerColumnNames = (names: readonly string[]): { name: string; title: string }[] => {
  const known = new Map(customerColumns().map((column) => [column.name, column.label]));
  return [
    { name: 'name', title: t('customers.name') },
    ...(names.includes('email') ? [] : [{ name: 'email', title: t('customer.email') }]),
    ...names.filter((name) => known.has(name)).map((name) => ({ name, title: known.get(name) ?? name })),
  ];
};

/** The same fields, both ways. */
export const CUSTOMER_SORTS: readonly string[] = [
  'name',
  'stage',
  'value_stage',
  'orders',
  'revenue',
  'clv',
  'last_order_at',
  'last_nps',
  'source',
  'created_at',
  'updated_at',
].flatMap((name) => [name, `-${name}`]);
