import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useMe } from '~/api/session';
import { type Task, useTasks } from '~/api/tasks';
import { useCommand } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import card from './CustomerPage.module.css';
import { type DueGroup, dueGroup } from './due';
import { TaskLines } from './TaskLines';
import { NewTaskForm } from './Tasks';
import classes from './Tasks.module.css';

const GROUPS: readonly DueGroup[] = ['late', 'today', 'week', 'later', 'none'];
const SHOWN = ['mine', 'everybody', 'done'] as const;
type Shown = (typeof SHOWN)[number];

/** My tasks by when they are due; those of all, and those that are done, a click away. */
export default function TasksPage() {
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const wish = query.get('show');
  const shown: Shown = SHOWN.find((one) => one === wish) ?? 'mine';
  const [adding, setAdding] = useState(false);
  const mayWrite = useMe()?.role !== 'analyst';
  useTitle(t('task.my_title'));
  useCommand('app.new_task', { run: () => setAdding(true), enabled: mayWrite });
  return (
    <section className={classes.screen} aria-label={t('task.my_title')}>
      <div className={classes.page}>
        <header className={classes.head}>
          <h1>{t('task.my_title')}</h1>
          <SegmentedControl
            aria-label={t('task.show')}
            value={shown}
            data={SHOWN.map((value) => ({ value, label: t(`task.show_${value}`) }))}
            onChange={(value) => navigate(value === 'mine' ? '/tasks' : `/tasks?show=${value}`)}
          />
          {mayWrite ? (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
              {t('task.new')}
            </Button>
          ) : null}
        </header>
        <TaskGroups shown={shown} mayWrite={mayWrite} onNew={() => setAdding(true)} />
      </div>
      {adding ? (
        <Modal opened onClose={() => setAdding(false)} title={t('task.new')}>
          <NewTaskForm onClose={() => setAdding(false)} />
        </Modal>
      ) : null}
    </section>
  );
}

function TaskGroups({ shown, mayWrite, onNew }: { shown: Shown; mayWrite: boolean; onNew: () => void }) {
  const tasks = useTasks({
    agent: shown === 'everybody' ? 'anybody' : 'me',
    state: shown === 'done' ? 'done' : 'open',
  });
  if (tasks.isError && !tasks.data)
    return <ErrorState error={tasks.error} onRetry={() => void tasks.refetch()} />;
  if (!tasks.data) return <RowsSkeleton rows={6} />;
  if (tasks.data.data.length === 0)
    return (
      <EmptyState
        icon="check"
        title={t(shown === 'done' ? 'task.none_done' : 'task.none')}
        action={
          mayWrite && shown !== 'done' ? (
            <Button variant="default" onClick={onNew}>
              {t('task.new')}
            </Button>
          ) : null
        }
      >
        {shown === 'done' ? null : t('task.none_why')}
      </EmptyState>
    );
  if (shown === 'done')
    return (
      <section className={card.card} aria-label={t('task.show_done')}>
        <TaskLines tasks={tasks.data.data} withCustomer mayWrite={mayWrite} />
      </section>
    );
  const now = Date.now();
  const of = (group: DueGroup): Task[] =>
    tasks.data.data.filter((task) => dueGroup(task.due_at, now) === group);
  return (
    <>
      {GROUPS.filter((group) => of(group).length > 0).map((group) => (
        <section key={group} className={card.card} aria-label={t(`task.group_${group}`)}>
          <h2>{t(`task.group_${group}`)}</h2>
          <TaskLines tasks={of(group)} withCustomer mayWrite={mayWrite} />
        </section>
      ))}
    </>
  );
}
