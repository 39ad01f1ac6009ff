import { Button, CloseButton, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { exportAddress } from '~/api/bulk';
import { customerSource } from '~/api/customers';
import { type Customer, type Filter, STAGES, type Stage } from '~/api/records';
import { type PlacedView, useViews } from '~/api/views';
import { useCommand } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { stageColor, stageName } from '~/parts/marks';
import { Picker } from '~/parts/Picker';
import { columnsShown } from '~/parts/rows/columns';
import { RecordList } from '~/parts/rows/RecordList';
import table from '~/parts/rows/Table.module.css';
import { TableHead, templateOf } from '~/parts/rows/TableHead';
import { useListAddress } from '~/parts/rows/use-list-address';
import { EmptyState } from '~/parts/states';
import type { VirtualRowsHandle } from '~/parts/VirtualRows';
import { ListTools } from '~/parts/views/ListTools';
import CustomerBulkBar from './CustomerBulkBar';
import classes from './CustomerList.module.css';
import { CustomerRow } from './CustomerRow';
import { CUSTOMER_COLUMNS_USUAL, CUSTOMER_SORTS, customerColumnNames, customerColumns } from './columns';

export function customerFilter(filter: Filter | null, words: string, stage: Stage | null): Filter | null {
  const parts: Filter[] = filter && !('all' in filter && filter.all.length === 0) ? [filter] : [];
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

const TABLE_ROW_PX = 52;
const CARD_PX = 64;
const NAME = 'minmax(220px, 2.2fr)';

const count = async (filter: Filter | null): Promise<{ count: number; capped: boolean }> => {
  const page = await customerSource.fetch({ filter, sort: '-updated_at', limit: 1, count: true });
  return { count: page.count ?? 0, capped: page.count_capped ?? false };
};

export default function CustomerList() {
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const segments = useViews('customers').data ?? [];
  const segment = segments.find((view) => String(view.id) === search.get('view'));
  const isWide = useMediaQuery('(min-width: 1024px)', true, { getInitialValueInEffect: false }) ?? true;
  const input = useRef<HTMLInputElement>(null);
  const handle = useRef<VirtualRowsHandle>(null);
  const stage = STAGES.find((one) => one === search.get('stage')) ?? null;
  const narrowed = useCallback(
    (filter: Filter | null, words: string) => customerFilter(filter, words, stage),
    [stage],
  );
  const address = useListAddress(segment, CUSTOMER_SORTS, '-updated_at', narrowed);
  useTitle(segment?.name ?? t('customers.title'));
  useCommand('list.filter', { run: () => input.current?.focus() });
  const all = useMemo(() => customerColumns(), []);
  const shown = useMemo(
    () => columnsShown(all, address.columns, CUSTOMER_COLUMNS_USUAL),
    [all, address.columns],
  );
  const names = shown.map((column) => column.name);
  const template = templateOf(shown, NAME);

  const setStage = (next: Stage | null) =>
    setSearch((now) => {
      const after = new URLSearchParams(now);
      if (next) after.set('stage', next);
      else after.delete('stage');
      return after;
    });
  const clear = () => {
    address.setWords('');
    setSearch((now) => {
      const after = new URLSearchParams(now);
      for (const name of ['stage', 'filter', 'q']) after.delete(name);
      return after;
    });
  };
  const go = (view: PlacedView | null) => navigate(view ? `/customers?view=${view.id}` : '/customers');

  return (
    <section className={classes.screen} aria-label={t('customers.title')}>
      <div className={classes.head}>
        <h1>
          <SegmentPicker segments={segments} current={segment} onGo={go} />
        </h1>
        <TextInput
          ref={input}
          type="search"
          className={classes.search}
          aria-label={t('customers.search')}
          placeholder={t('customers.search')}
          value={address.words}
          onChange={(event) => address.setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') input.current?.blur();
            if (event.key === 'Enter' || event.key === 'ArrowDown') handle.current?.focusRow(0);
          }}
          leftSection={<Icon name="search" size={16} />}
          rightSection={
            address.words ? (
              <CloseButton
                size="sm"
                aria-label={t('inbox.clear_filter')}
                onClick={() => address.setWords('')}
              />
            ) : null
          }
        />
        <ListTools
          entity="customers"
          views={segments}
          view={segment}
          nameOf={(view) => view.name}
          address={address}
          isWide={isWide}
          filterTitle={t('list.filter_customers')}
          count={count}
          columns={all}
          shownColumns={names}
          exportHref={(filter, sort) => exportAddress('customers', filter, sort, customerColumnNames(names))}
          onGo={go}
        />
      </div>
      <fieldset className={classes.stages} aria-label={t('customers.by_stage')}>
        <StageChip label={t('customers.all')} pressed={stage === null} onClick={() => setStage(null)} />
        {STAGES.map((one) => (
          <StageChip
            key={one}
            label={stageName(one)}
            color={stageColor(one)}
            pressed={stage === one}
            onClick={() => setStage(stage === one ? null : one)}
          />
        ))}
      </fieldset>
      <RecordList<Customer>
        source={customerSource}
        filter={address.whole}
        sort={address.sort}
        label={t('customers.title')}
        handle={handle}
        rowHeight={isWide ? TABLE_ROW_PX : CARD_PX}
        className={table.scroll}
        head={
          isWide ? (
            <TableHead
              columns={shown}
              first={t('customers.name')}
              firstSort="name"
              template={template}
              sort={address.sort}
              onSort={address.setSort}
            />
          ) : null
        }
        bar={(control, rows) => (
          <div className={classes.bar}>
            <span className={classes.count} role="status">
              {rows.isPending || rows.error
                ? null
                : control.capped
                  ? t('customers.count_capped', { number: formatNumber(10_000) })
                  : t('customers.count', { count: control.total, number: formatNumber(control.total) })}
            </span>
            {control.selection.all || control.selection.ids.size > 0 ? (
              <CustomerBulkBar control={control} filter={address.whole} sort={address.sort} columns={names} />
            ) : null}
          </div>
        )}
        empty={
          address.whole ? (
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
        }
        renderRow={(customer, state) => (
          <CustomerRow customer={customer} columns={isWide ? shown : null} template={template} {...state} />
        )}
      />
    </section>
  );
}

function SegmentPicker(props: {
  segments: readonly PlacedView[];
  current: PlacedView | undefined;
  onGo: (view: PlacedView | null) => void;
}) {
  const [opened, setOpened] = useState(false);
  const name = props.current?.name ?? t('customers.title');
  if (props.segments.length === 0) return <>{name}</>;
  return (
    <Picker
      label={t('customers.choose_segment')}
      options={[
        { value: '', label: t('customers.title') },
        ...props.segments.map((view) => ({ value: String(view.id), label: view.name })),
      ]}
      selected={[String(props.current?.id ?? '')]}
      opened={opened}
      onOpenedChange={setOpened}
      onPick={(value) => props.onGo(props.segments.find((view) => String(view.id) === value) ?? null)}
      target={(toggle, isOpen) => (
        <button
          type="button"
          className={classes.segment}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          title={t('customers.choose_segment')}
          onClick={toggle}
        >
          {name}
          <Icon name="down" />
        </button>
      )}
    />
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
