import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CustomerWhole, fetchCustomer } from '~/api/customer-page';
import { type Counted, duplicatesKey, mergeCustomers, useMoving } from '~/api/duplicates';
import { keys } from '~/api/keys';
import { formatMoney, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Avatar, channelName } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { countryName, languageName } from './choices';
import table from './Merge.module.css';
import { type MergedField, mergeOutcome, whoStays } from './merge';
import { useAct } from './use-act';

interface MergeDialogProps {
  ids: readonly [number, number];
  onClose: () => void;
  onMerged: (intoId: number) => void;
}

/** Two customers side by side, which value wins and what moves, before they become one. */
export function MergeDialog({ ids, onClose, onMerged }: MergeDialogProps) {
  const both = useQuery({
    queryKey: ['customers', 'pair', ...ids],
    queryFn: () => Promise.all([fetchCustomer(ids[0]), fetchCustomer(ids[1])]),
    staleTime: 0,
  });
  return (
    <Modal opened onClose={onClose} title={t('merge.title')} size="lg">
      {both.isError ? <ErrorState error={both.error} onRetry={() => void both.refetch()} /> : null}
      {!both.data && !both.isError ? <RowsSkeleton rows={5} /> : null}
      {both.data ? <Preview pair={both.data} onClose={onClose} onMerged={onMerged} /> : null}
    </Modal>
  );
}

interface PreviewProps {
  pair: readonly [CustomerWhole, CustomerWhole] | CustomerWhole[];
  onClose: () => void;
  onMerged: (intoId: number) => void;
}

function Preview({ pair, onClose, onMerged }: PreviewProps) {
  const [first, second] = pair as [CustomerWhole, CustomerWhole];
  const [staysId, setStaysId] = useState(() => whoStays(first, second).id);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const stays = first.id === staysId ? first : second;
  const goes = first.id === staysId ? second : first;
  const act = useAct([
    duplicatesKey,
    keys.customers,
    keys.customer(stays.id),
    keys.customer(goes.id),
    keys.timeline(stays.id),
  ]);
  // Two of one name are told apart by their address.
  const called = (one: CustomerWhole) =>
    nameOf(stays) === nameOf(goes) ? (one.email ?? nameOf(one)) : nameOf(one);
  const merge = async () => {
    setBusy(true);
    const isDone = await act({
      run: () => mergeCustomers(stays.id, goes.id, reason.trim()),
      done: t('merge.did', { name: nameOf(stays) }),
    });
    setBusy(false);
    if (isDone) onMerged(stays.id);
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void merge();
      }}
    >
      <p>{t('merge.why')}</p>
      <Fields stays={stays} goes={goes} onSwap={() => setStaysId(goes.id)} />
      <Moving goesId={goes.id} name={called(goes)} />
      <TextInput
        label={t('merge.reason')}
        placeholder={t('merge.reason_example')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <p className={classes.notice} data-tone="warn">
        <Icon name="alert" size={16} />
        {t('merge.final', { goes: called(goes), stays: called(stays) })}
      </p>
      <div className={classes.formActions}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('merge.do')}
        </Button>
      </div>
    </form>
  );
}

const nameOf = (customer: CustomerWhole): string => customer.name || customer.email || t('customer.unknown');

function shown(field: MergedField, value: string): string {
  if (value === '') return '—';
  if (field === 'language') return languageName(value);
  if (field === 'country') return countryName(value);
  if (field === 'preferred_channel') return channelName(value);
  return value;
}

const LABELS = {
  name: 'field.name',
  email: 'customer.email',
  phone: 'customer.phone',
  company_id: 'customer.company',
  language: 'customer.language',
  country: 'customer.country',
  city: 'customer.city',
  time_zone: 'customer.time_zone',
  preferred_channel: 'customer.preferred_channel',
  source: 'customer.source',
  external_id: 'customer.number',
} as const satisfies Record<MergedField, string>;

function Fields({ stays, goes, onSwap }: { stays: CustomerWhole; goes: CustomerWhole; onSwap: () => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways must be reachable by keyboard
    <section className={table.scroll} tabIndex={0} aria-label={t('merge.fields')}>
      <table className={table.table}>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <Head customer={stays} role={t('merge.stays')} />
            </th>
            <th scope="col">
              <Head customer={goes} role={t('merge.goes')} />
            </th>
          </tr>
        </thead>
        <tbody>
          {mergeOutcome(stays, goes).map((outcome) => (
            <tr key={outcome.field}>
              <th scope="row">{t(LABELS[outcome.field])}</th>
              <td data-wins={outcome.wins === 'stays' || undefined}>
                {outcome.wins === 'stays' ? <Wins /> : null}
                {shown(outcome.field, outcome.stays)}
              </td>
              <td data-wins={outcome.wins === 'goes' || undefined} data-lost={outcome.isLost || undefined}>
                {outcome.wins === 'goes' ? <Wins /> : null}
                {shown(outcome.field, outcome.goes)}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('customer.revenue')}</th>
            <td>{formatMoney(stays.revenue)}</td>
            <td>{formatMoney(goes.revenue)}</td>
          </tr>
        </tbody>
      </table>
      <Button size="compact-sm" variant="subtle" onClick={onSwap}>
        {t('merge.swap')}
      </Button>
    </section>
  );
}

function Wins() {
  return (
    <>
      <Icon name="check" size={14} />
      <span className="visually-hidden">{t('merge.wins')}</span>
    </>
  );
}

function Head({ customer, role }: { customer: CustomerWhole; role: string }) {
  return (
    <span className={table.head}>
      <Avatar name={nameOf(customer)} size={28} />
      <span>
        {nameOf(customer)}
        <span className={classes.faint}>{role}</span>
      </span>
    </span>
  );
}

const COUNTED: readonly Counted[] = [
  'tickets',
  'orders',
  'invoices',
  'contracts',
  'responses',
  'customer_notes',
  'tasks',
];

function Moving({ goesId, name }: { goesId: number; name: string }) {
  const moving = useMoving(goesId);
  if (moving.isError) return <ErrorState error={moving.error} onRetry={() => void moving.refetch()} />;
  if (!moving.data) return null;
  const some = COUNTED.filter((kind) => moving.data[kind] > 0);
  return (
    <p>
      {some.length === 0
        ? t('merge.moves_nothing', { name })
        : t('merge.moves', {
            name,
            what: some.map((kind) => `${t(`merge.${kind}`)}: ${formatNumber(moving.data[kind])}`).join(' · '),
          })}
    </p>
  );
}
