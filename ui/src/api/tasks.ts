import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, ifMatch, take } from './client';
import type { Customer, Filter, Page } from './records';

export interface Task {
  id: number;
  version: number;
  title: string;
  text: string | null;
  state: 'open' | 'done' | 'cancelled';
  customer_id: number | null;
  customer?: Customer | null;
  ticket_id: number | null;
  ticket?: { id: number; subject: string } | null;
  agent_id: number | null;
  author_id: number | null;
  due_at: string | null;
  done_at: string | null;
  created_at: string;
}

export interface NewTask {
  title: string;
  text?: string | null;
  customer_id?: number;
  ticket_id?: number;
  agent_id?: number | null;
  due_at?: string | null;
}

export type TaskChange = Partial<Pick<Task, 'title' | 'text' | 'state' | 'agent_id' | 'due_at'>>;

/** Whose tasks, or what they are about. */
export interface TaskScope {
  agent?: 'me' | 'anybody';
  customerId?: number;
  ticketId?: number;
  state: 'open' | 'done';
}

const leaf = (field: string, value: unknown): Filter => ({ field, op: 'is', value });

export function taskFilter(scope: TaskScope): Filter {
  return {
    all: [
      leaf('state', scope.state),
      ...(scope.agent === 'me' ? [leaf('agent_id', 'me')] : []),
      ...(scope.customerId ? [leaf('customer_id', scope.customerId)] : []),
      ...(scope.ticketId ? [leaf('ticket_id', scope.ticketId)] : []),
    ],
  };
}

export const taskKeys = {
  all: ['tasks'] as const,
  list: (scope: TaskScope) => ['tasks', 'list', scope] as const,
};

export const useTasks = (scope: TaskScope): UseQueryResult<Page<Task>> =>
  useQuery({
    queryKey: taskKeys.list(scope),
    queryFn: () =>
      take<Page<Task>>(
        api.GET('/api/v1/tasks', {
          params: {
            query: {
              filter: JSON.stringify(taskFilter(scope)),
              sort: scope.state === 'done' ? '-done_at' : 'due_at',
              limit: 200,
              include: 'customer,ticket',
              count: true,
            },
          },
        }),
      ),
    placeholderData: (before) => before,
  });

export const addTask = (task: NewTask): Promise<Task> =>
  take(api.POST('/api/v1/tasks', { body: task as never }));

export const changeTask = (task: Pick<Task, 'id' | 'version'>, change: TaskChange): Promise<Task> =>
  take(
    api.PATCH('/api/v1/tasks/{id}', {
      params: { path: { id: task.id }, header: ifMatch(task.version) },
      body: change as never,
    }),
  );
