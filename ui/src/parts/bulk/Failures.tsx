import { Link } from 'wouter';
import { type BulkAction, useBulkFailures } from '~/api/bulk';
import { t } from '~/lib/i18n';
import classes from './Bulk.module.css';

/** The records that were left as they were, each with the reason, so that somebody can look after them. */
export function Failures({ action }: { action: BulkAction }) {
  const state = action.state === 'undone' ? 'kept' : 'failed';
  const count = state === 'kept' ? action.kept : action.failed;
  return count > 0 ? <List action={action} state={state} count={count} /> : null;
}

function List({ action, state, count }: { action: BulkAction; state: 'failed' | 'kept'; count: number }) {
  const items = useBulkFailures(action.id, state).data ?? [];
  const path = action.entity === 'tickets' ? '/tickets' : '/customers';
  return (
    <>
      <ul className={classes.failures} aria-label={t('bulk.failures')}>
        {items.map((item) => (
          <li key={item.id}>
            <Link href={`${path}/${item.record_id}`}>#{item.record_id}</Link>{' '}
            {item.reason ?? t('bulk.no_reason')}
          </li>
        ))}
      </ul>
      {count > items.length && items.length > 0 ? (
        <p className={classes.what}>{t('bulk.more_failures', { count: count - items.length })}</p>
      ) : null}
    </>
  );
}
