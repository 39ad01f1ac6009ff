import { ActionIcon, Menu, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { keys } from '~/api/keys';
import { useAgents } from '~/api/people';
import type { Page } from '~/api/records';
import { changeTask, type Task, taskKeys } from '~/api/tasks';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Pill } from '~/parts/marks';
import { dueGroup, dueWords } from './due';
import { TaskForm } from './TaskForm';
import classes from './Tasks.module.css';
import { useAct } from './use-act';

interface TaskLinesProps {
  tasks: readonly Task[];
  /** Also says whom a task is about. */
  withCustomer?: boolean;
  mayWrite: boolean;
}

/** Tasks, one a line: a tick does them, and takes that back. */
export function TaskLines({ tasks, withCustomer, mayWrite }: TaskLinesProps) {
  return (
    <ul className={classes.tasks}>
      {tasks.map((task) => (
        <TaskLine key={task.id} task={task} withCustomer={withCustomer} mayWrite={mayWrite} />
      ))}
    </ul>
  );
}

const staleOf = (task: Task) => [
  taskKeys.all,
  ...(task.customer_id ? [keys.timeline(task.customer_id)] : []),
];

function useTaskChange(task: Task) {
  const client = useQueryClient();
  const act = useAct(staleOf(task));
  /** Gone from the list it was in at once; a refusal brings it back with the next answer. */
  const hide = () =>
    client.setQueriesData<Page<Task>>({ queryKey: taskKeys.all }, (page) =>
      page ? { ...page, data: page.data.filter((one) => one.id !== task.id) } : page,
    );
  const setState = (state: Task['state'], done: string) => {
    hide();
    let version = task.version;
    void act({
      run: async () => {
        version = (await changeTask(task, { state })).version;
      },
      done,
      undo: () => changeTask({ id: task.id, version }, { state: task.state }),
    });
  };
  return { act, setState };
}

function TaskLine({
  task,
  withCustomer,
  mayWrite,
}: {
  task: Task;
  withCustomer?: boolean | undefined;
  mayWrite: boolean;
}) {
  const [editing, setEditing] = useState(false);
  const agents = useAgents();
  const { act, setState } = useTaskChange(task);
  const isDone = task.state === 'done';
  const now = Date.now();
  const group = dueGroup(task.due_at, now);
  const agent = agents.data?.find((one) => one.id === task.agent_id)?.name;
  return (
    <li className={classes.task}>
      <input
        type="checkbox"
        className={classes.tick}
        checked={isDone}
        disabled={!mayWrite}
        aria-label={t(isDone ? 'task.reopen_named' : 'task.do_named', { title: task.title })}
        onChange={() =>
          isDone
            ? setState('open', t('task.did_reopen'))
            : setState('done', t('task.did_do', { title: task.title }))
        }
      />
      <div className={classes.words}>
        <div className={classes.title} data-done={isDone || undefined}>
          {task.title}
        </div>
        {task.text ? <p className={classes.text}>{task.text}</p> : null}
        <div className={classes.meta}>
          {withCustomer && task.customer ? (
            <Link href={`/customers/${task.customer.id}?tab=tasks`}>
              {task.customer.name ?? task.customer.email ?? t('customer.unknown')}
            </Link>
          ) : null}
          {task.ticket ? <Link href={`/tickets/${task.ticket.id}`}>{task.ticket.subject}</Link> : null}
          <span>{agent ?? t('task.nobody')}</span>
          {task.done_at ? <span>{t('task.done_on', { day: formatDateTime(task.done_at) })}</span> : null}
        </div>
      </div>
      {task.due_at && !isDone ? (
        <span title={formatDateTime(task.due_at)}>
          <Pill tone={group === 'late' ? 'danger' : group === 'today' ? 'warn' : 'plain'} icon="clock">
            {dueWords(task.due_at, now)}
          </Pill>
        </span>
      ) : null}
      {mayWrite ? (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={t('task.actions', { title: task.title })}>
              <Icon name="more" size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="note" size={16} />} onClick={() => setEditing(true)}>
              {t('task.change')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="close" size={16} />}
              onClick={() => setState('cancelled', t('task.did_remove'))}
            >
              {t('task.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {editing ? (
        <Modal opened onClose={() => setEditing(false)} title={t('task.change')}>
          <TaskForm
            task={task}
            onClose={() => setEditing(false)}
            onSave={(words) => act({ run: () => changeTask(task, words), done: t('task.did_change') })}
          />
        </Modal>
      ) : null}
    </li>
  );
}
