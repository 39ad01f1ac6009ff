import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { type BulkAction, isRunning, stopBulk, undoBulk, useBulkAction } from '~/api/bulk';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import { queryClient } from '~/api/query-client';
import { t } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Bulk.module.css';
import { Failures } from './Failures';
import { useBulkNames } from './use-names';
import { unwatchBulk, watchBulk, watchedBulk } from './watch';
import { stateWords, whatWords } from './words';

/** The bulk actions under way: their progress, how they ended, and what could not be done. */
export default function BulkWatch() {
  const ids = useStore(watchedBulk);
  return (
    <section className={classes.stack} aria-label={t('bulk.region')}>
      {ids.map((id) => (
        <Watched key={id} id={id} />
      ))}
    </section>
  );
}

const failed = (error: unknown): void => {
  showToast(t('bulk.undo_failed'), { tone: 'danger', detail: asProblem(error).message });
};

/** Taking back is watched like the doing. */
export const takeBack = (action: BulkAction): Promise<void> =>
  undoBulk(action.id).then((undoing) => {
    // Before it is watched: what is known of it is how it ended the first time.
    queryClient.setQueryData(keys.bulkAction(action.id), undoing);
    watchBulk(action.id);
  }, failed);

function Watched({ id }: { id: number }) {
  const action = useBulkAction(id).data;
  const names = useBulkNames();
  const told = useRef<string | null>(null);
  const troubled = action ? action.failed + action.kept > 0 || action.state === 'failed' : false;
  const ended = action ? !isRunning(action.state) : false;
  useEffect(() => {
    if (!action || !ended || troubled || told.current === action.state) return;
    told.current = action.state;
    unwatchBulk(id);
    showToast(stateWords(action), {
      tone: 'ok',
      detail: whatWords(action.action, names),
      action:
        action.state === 'done' ? { label: t('action.undo'), run: () => void takeBack(action) } : undefined,
    });
  }, [action, ended, troubled, names, id]);
  if (!action || (ended && !troubled)) return null;
  const past = action.state === 'undoing' ? action.undone + action.kept : action.done + action.failed;
  const whole = action.state === 'undoing' ? action.done : action.total;
  return (
    <div className={classes.card}>
      <div className={classes.line}>
        <strong role="status">{stateWords(action)}</strong>
        {ended ? (
          <ActionIcon aria-label={t('action.close')} onClick={() => unwatchBulk(id)}>
            <Icon name="close" size={16} />
          </ActionIcon>
        ) : null}
      </div>
      <p className={classes.what}>{whatWords(action.action, names)}</p>
      {ended ? null : (
        <progress
          className={classes.progress}
          max={whole || undefined}
          value={whole ? past : undefined}
          aria-label={stateWords(action)}
        />
      )}
      {action.error ? <p className={classes.error}>{action.error}</p> : null}
      {ended ? <Failures action={action} /> : null}
      <div className={classes.actions}>
        {ended ? (
          action.state === 'done' && action.done > 0 ? (
            <Button variant="default" onClick={() => void takeBack(action)}>
              {t('action.undo')}
            </Button>
          ) : null
        ) : action.state === 'undoing' ? null : (
          <Button variant="default" onClick={() => void stopBulk(id).catch(failed)}>
            {t('bulk.stop')}
          </Button>
        )}
      </div>
    </div>
  );
}
