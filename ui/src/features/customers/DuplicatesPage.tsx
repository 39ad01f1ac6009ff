import { ActionIcon, Button } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { type Duplicate, useDuplicates } from '~/api/duplicates';
import { useMe } from '~/api/session';
import { useCommand } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import card from './CustomerPage.module.css';
import { PairActions, PairSide, Reasons } from './Duplicates';
import { MergeDialog } from './MergeDialog';
import { mayEditCustomers } from './rights';
import classes from './Tasks.module.css';

/** All pairs that may be one customer, the likeliest first. */
export default function DuplicatesPage() {
  const pairs = useDuplicates();
  const [, navigate] = useLocation();
  const [merging, setMerging] = useState<Duplicate | null>(null);
  const mayEdit = mayEditCustomers(useMe());
  const back = () => navigate('/customers');
  useTitle(t('duplicate.page_title'));
  useCommand('list.back', { run: back });
  const all = pairs.data?.pages.flatMap((page) => page.data) ?? [];
  const count = pairs.data?.pages[0]?.count;
  return (
    <section className={classes.screen} aria-label={t('duplicate.page_title')}>
      <div className={classes.page}>
        <header className={card.headLine}>
          <ActionIcon aria-label={t('customers.back')} onClick={back}>
            <Icon name="left" />
          </ActionIcon>
          <h1>{t('duplicate.page_title')}</h1>
          {count ? <span className={card.faint}>{formatNumber(count)}</span> : null}
        </header>
        <p className={card.faint}>{t('duplicate.page_why')}</p>
        {pairs.isError && !pairs.data ? (
          <ErrorState error={pairs.error} onRetry={() => void pairs.refetch()} />
        ) : null}
        {!pairs.data && !pairs.isError ? <RowsSkeleton rows={6} /> : null}
        {pairs.data && all.length === 0 ? (
          <EmptyState icon="check" title={t('duplicate.none')}>
            {t('duplicate.none_why')}
          </EmptyState>
        ) : null}
        {all.map((pair) => (
          <article key={pair.id} className={card.card} aria-label={t('duplicate.pair')}>
            <div className={card.pair}>
              <PairSide customer={pair.customer} id={pair.customer_id} />
              <PairSide customer={pair.other} id={pair.other_id} />
            </div>
            <Reasons pair={pair} />
            {mayEdit ? <PairActions pair={pair} onMerge={() => setMerging(pair)} /> : null}
          </article>
        ))}
        {pairs.hasNextPage ? (
          <Button
            variant="default"
            loading={pairs.isFetchingNextPage}
            onClick={() => void pairs.fetchNextPage()}
          >
            {t('action.load_more')}
          </Button>
        ) : null}
      </div>
      {merging ? (
        <MergeDialog
          ids={[merging.customer_id, merging.other_id]}
          onClose={() => setMerging(null)}
          onMerged={() => setMerging(null)}
        />
      ) : null}
    </section>
  );
}
