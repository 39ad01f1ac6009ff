import { Button, CloseButton, TextInput } from '@mantine/core';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useCustomerList } from '~/api/customers';
import { type Customer, type Filter, STAGES, type Stage } from '~/api/records';
import { useCommand } from '~/lib/commands';
import { formatMoney, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import { useTitle } from '~/lib/use-title';
import { RELATIONSHIP_TONES, relationshipName } from '~/parts/Facts';
import { Icon } from '~/parts/Icon';
import { Ago, Avatar, npsTone, Pill, StageMark, stageColor, stageName } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { VirtualRows, type VirtualRowsHandle } from '~/parts/VirtualRows';
import classes from './CustomerList.module.css';

export function customerFilter(words: string, stage: Stage | null): Filter | null {
  const parts: Filter[] = [];
  const typed = words.trim();
  if (typed !== '')
    parts.push({
      any: [
        { field: 'name', op: 'contains', value: typed },
        { field: 'email', op: 'contains', value: typed },
        { field: 'phone', op: 'contains', value: typed },
      ],
    });
  if (stage) parts.push({ field: 'stage', op: 'is', value: stage });
  if (parts.length === 0) return null;
  return parts.length === 1 ? (parts[0] ?? null) : { all: parts };
}

const ROW_PX = 56;

export default function CustomerList() {
  const [search, setSearch] = useSearchParams();
  const [words, setWords] = useState(search.get('q') ?? '');
  const settled = useDebounced(words, 250);
  const stage = STAGES.find((one) => one === search.get('stage')) ?? null;
  const input = useRef<HTMLInputElement>(null);
  const handle = useRef<VirtualRowsHandle>(null);
  const filter = useMemo(() => customerFilter(settled, stage), [settled, stage]);
  useTitle(t('customers.title'));
  const list = useCustomerList(filter, '-updated_at');
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const customers = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  const first = list.data?.pages[0];

  const setParam = useCallback(
    (name: string, value: string | null, replace: boolean) =>
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace },
      ),
    [setSearch],
  );
  useEffect(() => setParam('q', settled.trim() || null, true), [settled, setParam]);

  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const move = (step: number) => {
    const at = document.activeElement?.closest('[data-index]')?.getAttribute('data-index');
    const next = at === null || at === undefined ? 0 : Number(at) + step;
    handle.current?.focusRow(Math.max(0, Math.min(customers.length - 1, next)));
  };
  useCommand('list.next', { run: () => move(1) });
  useCommand('list.previous', { run: () => move(-1) });
  useCommand('list.filter', { run: () => input.current?.focus() });

  const clear = () => {
    setWords('');
    setParam('stage', null, false);
  };

  return (
    <section className={classes.screen} aria-label={t('customers.title')}>
      <div className={classes.head}>
        <h1>
          {t('customers.title')}
          <span className={classes.count} role="status">
            {first?.count === undefined
              ? null
              : first.count_capped
                ? `${formatNumber(10_000)}+`
                : formatNumber(first.count)}
          </span>
        </h1>
        <TextInput
          ref={input}
          type="search"
          className={classes.search}
          aria-label={t('customers.search')}
          placeholder={t('customers.search')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') input.current?.blur();
            if (event.key === 'Enter' || event.key === 'ArrowDown') handle.current?.focusRow(0);
          }}
          leftSection={<Icon name="search" size={16} />}
          rightSection={
            words ? (
              <CloseButton size="sm" aria-label={t('inbox.clear_filter')} onClick={() => setWords('')} />
            ) : null
          }
        />
      </div>
      <fieldset
        className={classes.stages}
        style={{ border: 0, margin: 0 }}
        aria-label={t('customers.by_stage')}
      >
        <StageChip
          label={t('customers.all')}
          pressed={stage === null}
          onClick={() => setParam('stage', null, false)}
        />
        {STAGES.map((one) => (
          <StageChip
            key={one}
            label={stageName(one)}
            color={stageColor(one)}
            pressed={stage === one}
            onClick={() => setParam('stage', stage === one ? null : one, false)}
          />
        ))}
      </fieldset>
      {list.isError && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <RowsSkeleton rows={10} />
      ) : customers.length === 0 ? (
        filter ? (
          <EmptyState
            icon="search"
            title={t('customers.none_filtered')}
            action={
              <Button variant="default" onClick={clear}>
                {t('action.clear_filters')}
              </Button>
            }
          />
        ) : (
          <EmptyState icon="customers" title={t('customers.none')}>
            {t('customers.none_why')}
          </EmptyState>
        )
      ) : (
        <div className={classes.table}>
          <div className={classes.columns} aria-hidden="true">
            <span>{t('customers.name')}</span>
            <span>{t('customer.stage')}</span>
            <span>{t('customer.relationship')}</span>
            <span className={classes.end}>{t('customer.orders')}</span>
            <span className={classes.end}>{t('customer.revenue')}</span>
            <span className={classes.end}>{t('metric.nps')}</span>
            <span className={classes.end}>{t('customers.activity')}</span>
          </div>
          <VirtualRows<Customer>
            rows={customers}
            rowHeight={ROW_PX}
            total={first?.count ?? customers.length}
            label={t('customers.title')}
            keyOf={(customer) => customer.id}
            onNearEnd={onNearEnd}
            handle={handle}
          >
            {(customer) => <CustomerRow customer={customer} />}
          </VirtualRows>
        </div>
      )}
    </section>
  );
}

function StageChip(props: { label: string; color?: string; pressed: boolean; onClick: () => void }) {
  return (
    <button type="button" className={classes.chip} aria-pressed={props.pressed} onClick={props.onClick}>
      {props.color ? (
        <span style={{ width: 8, height: 8, borderRadius: 3, background: props.color }} aria-hidden="true" />
      ) : null}
      {props.label}
    </button>
  );
}

const CustomerRow = memo(function CustomerRow({ customer }: { customer: Customer }) {
  const name = customer.name || customer.email || t('customer.unknown');
  const nps = customer.last_nps;
  return (
    <Link href={`/customers/${customer.id}`} className={classes.row}>
      <span className={classes.who}>
        <Avatar name={name} size={34} />
        <span className={classes.names}>
          <span className={classes.name}>{name}</span>
          <span className={classes.address}>
            {[customer.company?.name, customer.email ?? customer.phone].filter(Boolean).join(' · ')}
          </span>
        </span>
      </span>
      <span className={classes.wide}>
        <StageMark stage={customer.stage} />
      </span>
      <span className={classes.wide}>
        {customer.relationship ? (
          <Pill tone={RELATIONSHIP_TONES[customer.relationship] ?? 'plain'}>
            {relationshipName(customer.relationship)}
          </Pill>
        ) : null}
      </span>
      <span className={`${classes.end} ${classes.wide}`}>{formatNumber(customer.orders)}</span>
      <span className={`${classes.end} ${classes.wide}`}>{formatMoney(customer.revenue, true)}</span>
      <span className={`${classes.end} ${classes.wide}`}>
        {nps === null || nps === undefined ? '—' : <Pill tone={npsTone(nps)}>{formatNumber(nps)}</Pill>}
      </span>
      <span className={`${classes.end} ${classes.wide}`}>
        <Ago at={customer.updated_at} />
      </span>
      <span className={classes.narrow}>
        <StageMark stage={customer.stage} />
        <span className="numeric">{formatMoney(customer.revenue, true)}</span>
      </span>
    </Link>
  );
});
