import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Stored } from '~/api/settings';
import { t } from '~/lib/i18n';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';

interface LoaderProps<T extends Stored> {
  query: UseQueryResult<T[]>;
  /** Null: a new one. */
  id: number | null;
  children: (record: T | null, all: T[]) => ReactNode;
}

/** The record of an address, once its list is here. */
export function RecordLoader<T extends Stored>({ query, id, children }: LoaderProps<T>) {
  if (query.isError && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <RowsSkeleton rows={6} />;
  if (id === null) return children(null, query.data);
  const record = query.data.find((one) => one.id === id);
  if (!record)
    return (
      <EmptyState icon="search" title={t('set.gone_title')}>
        {t('set.gone_why')}
      </EmptyState>
    );
  return children(record, query.data);
}
