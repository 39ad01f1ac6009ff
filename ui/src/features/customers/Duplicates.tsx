import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { customerKey } from '~/api/customer-page';
import { type Duplicate, duplicatesKey, settleDuplicate, useDuplicatesOf } from '~/api/duplicates';
import type { Customer } from '~/api/records';
import { formatNumber, formatPercent } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { Avatar, Pill } from '~/parts/marks';
import classes from './CustomerPage.module.css';
import { MergeDialog } from './MergeDialog';
import { useAct } from './use-act';

const nameOf = (customer: Customer | undefined, id: number): string =>
  customer?.name || customer?.email || `#${id}`;

/** Who may be the same one as this customer; nothing at all when nobody may. */
export function DuplicateCard({ customerId, mayEdit }: { customerId: number; mayEdit: boolean }) {
  const duplicates = useDuplicatesOf(customerId);
  const [, navigate] = useLocation();
  const [merging, setMerging] = useState<Duplicate | null>(null);
  const pairs = duplicates.data ?? [];
  if (pairs.length === 0) return null;
  return (
    <section className={classes.card} aria-label={t('duplicate.title')}>
      <h2>{t('duplicate.title')}</h2>
      <ul className={classes.lines}>
        {pairs.map((pair) => {
          const isFirst = pair.customer_id === customerId;
          const other = isFirst ? pair.other : pair.customer;
          const otherId = isFirst ? pair.other_id : pair.customer_id;
          return (
            <li key={pair.id} className={classes.duplicate}>
              <div className={classes.line}>
                <Avatar name={nameOf(other, otherId)} size={28} />
                <span className={classes.lineWords}>
                  <Link href={`/customers/${otherId}`}>{nameOf(other, otherId)}</Link>
                  <span className={classes.faint}>
                    {[other?.email, other?.phone].filter(Boolean).join(' · ')}
                  </span>
                </span>
              </div>
              <Reasons pair={pair} />
              {mayEdit ? <PairActions pair={pair} onMerge={() => setMerging(pair)} /> : null}
            </li>
          );
        })}
      </ul>
      {merging ? (
        <MergeDialog
          ids={[merging.customer_id, merging.other_id]}
          onClose={() => setMerging(null)}
          onMerged={(intoId) => {
            setMerging(null);
            navigate(`/customers/${intoId}`);
          }}
        />
      ) : null}
    </section>
  );
}

/** The score, and what it is made of. */
export function Reasons({ pair }: { pair: Duplicate }) {
  return (
    <div className={classes.marks}>
      <Pill tone={pair.score >= 80 ? 'warn' : 'plain'}>
        {t('duplicate.score', { score: formatPercent(pair.score, 0) })}
      </Pill>
      <span className={classes.faint}>
        {pair.reasons
          .split(' ')
          .map((reason) => textOr(`duplicate.by_${reason}`, reason))
          .join(' · ')}
      </span>
    </div>
  );
}

export function PairActions({ pair, onMerge }: { pair: Duplicate; onMerge: () => void }) {
  const act = useAct([
    duplicatesKey,
    customerKey(pair.customer_id, 'duplicates'),
    customerKey(pair.other_id, 'duplicates'),
  ]);
  const dismiss = () => {
    let version = pair.version;
    void act({
      run: async () => {
        version = (await settleDuplicate(pair, 'dismissed')).version;
      },
      done: t('duplicate.did_dismiss'),
      undo: () => settleDuplicate({ id: pair.id, version }, 'open'),
    });
  };
  return (
    <div className={classes.formActions} data-start>
      <Button size="compact-sm" onClick={onMerge}>
        {t('duplicate.compare')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={dismiss}>
        {t('duplicate.dismiss')}
      </Button>
    </div>
  );
}

/** One side of a pair, in the list of all pairs. */
export function PairSide({ customer, id }: { customer: Customer | undefined; id: number }) {
  return (
    <div className={classes.line}>
      <Avatar name={nameOf(customer, id)} size={32} />
      <span className={classes.lineWords}>
        <Link href={`/customers/${id}`}>{nameOf(customer, id)}</Link>
        <span className={classes.faint}>
          {[customer?.email, customer?.phone].filter(Boolean).join(' · ')}
        </span>
        <span className={classes.faint}>
          {t('duplicate.orders', { number: formatNumber(customer?.orders ?? 0) })}
        </span>
      </span>
    </div>
  );
}
