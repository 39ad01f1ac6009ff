import { useState } from 'react';
import { keys } from '~/api/keys';
import { addTask, changeTask, type Task, taskKeys, useTasks } from '~/api/tasks';
import { t } from '~/lib/i18n';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { TaskForm, type TaskWords } from './TaskForm';
import { TaskLines } from './TaskLines';
import { useAct } from './use-act';

/** What is to be done for a customer, and what was. */
export function Tasks({ customerId, mayWrite }: { customerId: number; mayWrite: boolean }) {
  const open = useTasks({ customerId, state: 'open' });
  const [showDone, setShowDone] = useState(false);
  return (
    <div className={classes.stack}>
      <section className={classes.card} aria-label={t('task.title')}>
        <h2>{t('task.title')}</h2>
        {mayWrite ? <NewTaskForm customerId={customerId} /> : null}
        {open.isError && !open.data ? (
          <ErrorState error={open.error} onRetry={() => void open.refetch()} />
        ) : null}
        {!open.data && !open.isError ? <RowsSkeleton rows={3} /> : null}
        {open.data?.data.length === 0 ? <EmptyState icon="check" title={t('task.none')} /> : null}
        <TaskLines tasks={open.data?.data ?? []} mayWrite={mayWrite} />
      </section>
      <details className={classes.card} onToggle={(event) => setShowDone(event.currentTarget.open)}>
        <summary>{t('task.done_ones')}</summary>
        {showDone ? <DoneTasks customerId={customerId} mayWrite={mayWrite} /> : null}
      </details>
    </div>
  );
}

function DoneTasks({ customerId, mayWrite }: { customerId: number; mayWrite: boolean }) {
  const done = useTasks({ customerId, state: 'done' });
  if (done.isError && !done.data)
    return <ErrorState error={done.error} onRetry={() => void done.refetch()} />;
  if (!done.data) return <RowsSkeleton rows={2} />;
  if (done.data.data.length === 0) return <p className={classes.faint}>{t('task.none_done')}</p>;
  return <TaskLines tasks={done.data.data} mayWrite={mayWrite} />;
}

export function NewTaskForm({ customerId, onClose }: { customerId?: number; onClose?: () => void }) {
  const act = useAct([taskKeys.all, ...(customerId ? [keys.timeline(customerId)] : [])]);
  const save = (words: TaskWords) => {
    let task: Task | null = null;
    return act({
      run: async () => {
        task = await addTask({ ...words, ...(customerId ? { customer_id: customerId } : {}) });
      },
      done: t('task.did_add'),
      undo: async () => {
        if (task) await changeTask(task, { state: 'cancelled' });
      },
    });
  };
  return <TaskForm onSave={save} {...(onClose ? { onClose } : {})} />;
}
