import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { isRunning, useBulkActions } from '~/api/bulk';
import type { ListedEntity } from '~/api/views';
import { t } from '~/lib/i18n';
import { Ago } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Bulk.module.css';
import { takeBack } from './BulkWatch';
import { Failures } from './Failures';
import { useBulkNames } from './use-names';
import { stateWords, whatWords } from './words';

/** What was done to many at once, newest first; each can still be taken back. */
export default function RecentBulk({ entity, onClose }: { entity: ListedEntity; onClose: () => void }) {
  const actions = useBulkActions(entity);
  const names = useBulkNames();
  const [opened, setOpened] = useState<number | null>(null);
  return (
    <Modal opened onClose={onClose} title={t('list.recent_bulk')} size="lg">
      {actions.isError && !actions.data ? (
        <ErrorState error={actions.error} onRetry={() => void actions.refetch()} />
      ) : actions.isPending ? (
        <RowsSkeleton rows={4} />
      ) : actions.data.length === 0 ? (
        <EmptyState icon="undo" title={t('bulk.none')}>
          {t('bulk.none_why')}
        </EmptyState>
      ) : (
        <ul className={classes.recent}>
          {actions.data.map((action) => (
            <li key={action.id} className={classes.past}>
              <div className={classes.line}>
                <strong>{whatWords(action.action, names)}</strong>
                {action.state === 'done' || action.state === 'stopped' ? (
                  <Button
                    variant="default"
                    disabled={action.done === 0}
                    onClick={() => void takeBack(action)}
                  >
                    {t('action.undo')}
                  </Button>
                ) : null}
              </div>
              <p className={classes.what}>
                {stateWords(action)} · {action.agent?.name ?? t('bulk.by_key')} ·{' '}
                <Ago at={action.created_at} />
              </p>
              {!isRunning(action.state) && action.failed + action.kept > 0 ? (
                <button
                  type="button"
                  className={classes.toggle}
                  aria-expanded={opened === action.id}
                  onClick={() => setOpened((now) => (now === action.id ? null : action.id))}
                >
                  {t('bulk.failures')}
                </button>
              ) : null}
              {opened === action.id ? <Failures action={action} /> : null}
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
