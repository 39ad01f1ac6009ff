import {
  type InfiniteData,
  type QueryClient,
  queryOptions,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { Agent, Page } from './records';

export const NOTIFICATION_KINDS = [
  'assigned',
  'mention',
  'reply',
  'followed',
  'unassigned',
  'low_score',
  'promise',
  'delivery',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
export const WAYS = ['bell', 'desktop', 'sound', 'mail'] as const;
export type Way = (typeof WAYS)[number];

export interface Notification {
  id: number;
  kind: NotificationKind;
  ticket_id: number;
  message_id: number | null;
  actor: { kind: string; id: number | null };
  facts: {
    subject?: string;
    actor?: string;
    excerpt?: string;
    survey?: string;
    score?: number;
    due_at?: string;
  };
  times: number;
  updated_at: string;
  read_at: string | null;
}

export interface NotificationChoices {
  ways: Record<NotificationKind, Way[]>;
  quiet_from: number | null;
  quiet_to: number | null;
  quiet_weekend: boolean;
}

const MINUTE = 60_000;

/** How many are unread, and in which tickets. */
export interface Unread {
  count: number;
  tickets: number[];
}

export const useUnread = (): UseQueryResult<Unread> =>
  useQuery({
    queryKey: keys.unread,
    queryFn: () => take<Unread>(api.GET('/api/v1/notifications/unread')),
    staleTime: MINUTE,
  });

const UNREAD = { field: 'read_at', op: 'absent' };
const PAGE = 30;

export const useNotifications = (
  unreadOnly: boolean,
): UseInfiniteQueryResult<InfiniteData<Page<Notification>>> =>
  useInfiniteQuery({
    queryKey: keys.notificationList(unreadOnly),
    queryFn: ({ pageParam }) =>
      take<Page<Notification>>(
        api.GET('/api/v1/notifications', {
          params: {
            query: {
              limit: PAGE,
              ...(unreadOnly ? { filter: JSON.stringify(UNREAD) } : {}),
              ...(pageParam ? { after: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const fetchNotification = (id: number): Promise<Notification> =>
  take<Notification>(api.GET('/api/v1/notifications/{id}', { params: { path: { id } } }));

interface Marked {
  ids: number[];
}

/** What is to be marked: these, those of a ticket, or (neither) all. */
export interface MarkOf {
  ids?: number[];
  ticket_id?: number;
}

function patchRead(
  client: QueryClient,
  isNamed: (one: Notification) => boolean,
  readAt: string | null,
): void {
  client.setQueriesData<InfiniteData<Page<Notification>>>(
    { queryKey: ['notifications', 'list'] },
    (cached) =>
      cached && {
        ...cached,
        pages: cached.pages.map((page) => ({
          ...page,
          data: page.data.map((one) => (isNamed(one) ? { ...one, read_at: readAt } : one)),
        })),
      },
  );
}

/** Shows at once, then tells the server; answers the ids that changed, to take it back. */
export async function markNotifications(client: QueryClient, of: MarkOf, read: boolean): Promise<number[]> {
  const named = (one: Notification) =>
    (of.ids?.includes(one.id) ?? true) && (of.ticket_id === undefined || of.ticket_id === one.ticket_id);
  patchRead(client, named, read ? new Date().toISOString() : null);
  if (read && !of.ids)
    client.setQueryData<Unread>(keys.unread, (now) => {
      if (!now || of.ticket_id === undefined) return { count: 0, tickets: [] };
      return { ...now, tickets: now.tickets.filter((id) => id !== of.ticket_id) };
    });
  try {
    const marked = await take<Marked>(api.POST('/api/v1/notifications/read', { body: { ...of, read } }));
    // Which tickets are left is the server's to say.
    void client.invalidateQueries({ queryKey: keys.unread });
    return marked.ids;
  } catch (error) {
    void client.invalidateQueries({ queryKey: keys.notifications });
    throw error;
  }
}

export const notificationChoices = () =>
  queryOptions({
    queryKey: keys.notificationChoices,
    queryFn: () => take<NotificationChoices>(api.GET('/api/v1/me/notifications')),
    staleTime: 5 * MINUTE,
  });

export const saveNotificationChoices = (
  choices: Partial<NotificationChoices>,
): Promise<NotificationChoices> =>
  take<NotificationChoices>(api.PUT('/api/v1/me/notifications', { body: choices }));

export type Availability = 'available' | 'away' | 'offline';
export const AVAILABILITIES: readonly Availability[] = ['available', 'away', 'offline'];

/** As the agent set it by hand; nothing set is available. */
export const availabilityOf = (agent: Agent): Availability => agent.availability ?? 'available';

export async function saveAvailability(client: QueryClient, me: Agent, chosen: Availability): Promise<void> {
  const patch = (agents: Agent[] | undefined) =>
    agents?.map((agent) => (agent.id === me.id ? { ...agent, availability: chosen } : agent));
  client.setQueryData<Agent[]>(keys.agents, patch);
  try {
    await take(api.PUT('/api/v1/me/availability', { body: { availability: chosen } }));
  } finally {
    void client.invalidateQueries({ queryKey: keys.agents });
  }
}

/** What one agent, one team, or all have. */
export interface Load {
  open: number;
  pending: number;
  on_hold: number;
  urgent: number;
  overdue: number;
  unassigned: number;
  oldest_unassigned_at: string | null;
  created: number;
  solved: number;
  replies: number;
}

export interface TeamLive {
  at: string;
  day_start: string;
  all: Load;
  teams: (Load & { team_id: number | null })[];
  agents: (Load & { agent_id: number | null })[];
}

export const useTeamLive = (): UseQueryResult<TeamLive> =>
  useQuery({
    queryKey: keys.teamLive,
    queryFn: () => take<TeamLive>(api.GET('/api/v1/team/live')),
    // Events of tickets make it old; what only time changes (a promise that runs out) comes with the next of them.
    staleTime: 10_000,
  });
