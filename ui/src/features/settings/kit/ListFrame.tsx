import { Button, TextInput } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Stored } from '~/api/settings';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { matchScore } from '~/lib/text';
import { Icon, type IconName } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from '../Settings.module.css';
import kit from './Kit.module.css';
import { useGoing } from './remove-soon';

interface ListProps<T extends Stored> {
  title: string;
  lead: string;
  icon: IconName;
  query: Pick<UseQueryResult<T[]>, 'data' | 'isError' | 'error' | 'refetch'>;
  /** What it is found by, and in which order it stands. */
  textOf: (record: T) => string;
  sorted?: (a: T, b: T) => number;
  /** Whose removal can still be taken back, by the name it was given. */
  goingName?: (record: T) => string;
  add?: { label: string; run: () => void };
  empty: { title: string; why: string };
  children: (record: T, place: { index: number; shown: readonly T[] }) => ReactNode;
  /** Beside the search box. */
  tools?: ReactNode;
  keep?: (record: T) => boolean;
}

const SEARCH_FROM = 7;

/** A list of records: what it is for, a search where there are many, the next step where there are none. */
export function ListFrame<T extends Stored>(props: ListProps<T>) {
  const { query, textOf, add, empty, icon } = props;
  const [text, setText] = useState('');
  const going = useGoing();
  if (query.isError && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <RowsSkeleton rows={6} />;
  const all = query.data.filter((one) => !(props.goingName && going.has(props.goingName(one))));
  const order = props.sorted ?? ((a: T, b: T) => textOf(a).localeCompare(textOf(b)));
  const kept = all.filter((one) => props.keep?.(one) ?? true);
  const shown = kept.filter((one) => matchScore(text, textOf(one)) !== null).sort(order);
  const addButton = add ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={add.run}>
      {add.label}
    </Button>
  ) : null;
  return (
    <section className={classes.body} aria-labelledby="list-title">
      <header className={classes.head}>
        <div>
          <h2 id="list-title">
            {props.title}{' '}
            {kept.length > 0 ? <span className={classes.faint}>{formatNumber(kept.length)}</span> : null}
          </h2>
          <p className={classes.faint}>{props.lead}</p>
        </div>
        {all.length > 0 ? addButton : null}
      </header>
      {all.length >= SEARCH_FROM || props.tools ? (
        <div className={kit.tools}>
          {all.length >= SEARCH_FROM ? (
            <TextInput
              className={kit.search}
              type="search"
              aria-label={t('set.find_in', { list: props.title })}
              placeholder={t('set.find')}
              leftSection={<Icon name="search" size={16} />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          ) : null}
          {props.tools}
        </div>
      ) : null}
      {all.length === 0 ? (
        <EmptyState icon={icon} title={empty.title} action={addButton}>
          {empty.why}
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState
          icon="search"
          title={t('set.none_found')}
          action={
            <Button variant="default" onClick={() => setText('')}>
              {t('set.clear_search')}
            </Button>
          }
        />
      ) : (
        <ul className={kit.rows}>
          {shown.map((one, index) => (
            <li key={one.id} className={kit.row}>
              {props.children(one, { index, shown })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
