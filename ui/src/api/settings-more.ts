import {
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { api, ifMatch, newKey, take } from './client';
import type { LogEvent, Page, Role } from './records';
import type {
  AgentRecord,
  ApiKeyRecord,
  DeliveryRecord,
  FieldKind,
  FieldRecord,
  Holiday,
  Shift,
  Stored,
  WebhookRecord,
  WorkRecord,
} from './settings';
import { settingsKeys, type WorkKind } from './settings-keys';

// ---- the workspace ----

export interface WorkspaceSettings {
  version: number;
  name: string;
  language: string;
  time_zone: string;
  base_currency: string;
  inactivity_days: number;
  gross_margin_percent: number | null;
  expected_years: number | null;
  trash_days: number;
  undo_send_seconds: number;
  /** Where the first set-up goes on; null: it is done. */
  setup_step: string | null;
}

export const useWorkspaceSettings = (): UseQueryResult<WorkspaceSettings> =>
  useQuery({
    queryKey: settingsKeys.workspace,
    queryFn: () => take<WorkspaceSettings>(api.GET('/api/v1/settings')),
  });

export const changeWorkspace = (
  version: number,
  change: Partial<WorkspaceSettings>,
): Promise<WorkspaceSettings> =>
  take<WorkspaceSettings>(
    api.PATCH('/api/v1/settings', { params: { header: ifMatch(version) }, body: change as { name: string } }),
  );

// ---- who changed what ----

export interface AuditFilter {
  scope: 'settings' | 'all';
  entity?: string;
  entity_id?: number;
  agent_id?: number;
  kind?: string;
  from?: string;
  to?: string;
}
type AuditPage = { data: LogEvent[]; next: number | null };

const auditPage = (filter: AuditFilter, after: number | undefined, limit: number): Promise<AuditPage> =>
  take<AuditPage>(api.GET('/api/v1/audit', { params: { query: { ...filter, after, limit } } }));

export const useAudit = (
  filter: AuditFilter,
): UseInfiniteQueryResult<{ pages: AuditPage[]; pageParams: unknown[] }> =>
  useInfiniteQuery({
    queryKey: [...settingsKeys.audit, filter],
    queryFn: ({ pageParam }) => auditPage(filter, pageParam, 50),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** The last change of one record. */
export const useLastChange = (entity: string, id: number): UseQueryResult<LogEvent | null> =>
  useQuery({
    queryKey: [...settingsKeys.audit, 'last', entity, id],
    queryFn: async () =>
      (await auditPage({ scope: 'all', entity, entity_id: id }, undefined, 1)).data[0] ?? null,
  });

export function auditFile(filter: AuditFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return `/api/v1/audit.csv?${query}`;
}

// ---- agents ----

export interface LinkAnswer {
  agent: AgentRecord;
  link: string;
  expires_at: string;
  is_mailed: boolean;
}

export const inviteAgent = (body: {
  email: string;
  name: string | null;
  role: Role;
  language: string | null;
}): Promise<LinkAnswer> =>
  take<LinkAnswer>(api.POST('/api/v1/invites', { headers: { 'Idempotency-Key': newKey() }, body }));

export const makePasswordLink = (id: number): Promise<LinkAnswer> =>
  take<LinkAnswer>(api.POST('/api/v1/agents/{id}/password_link', { params: { path: { id } } }));

export interface HeldSkill {
  skill_id: number;
  level: number;
}

export const useAgentSkills = (id: number): UseQueryResult<HeldSkill[]> =>
  useQuery({
    queryKey: settingsKeys.agentSkills(id),
    queryFn: async () =>
      (
        await take<{ skills: HeldSkill[] }>(
          api.GET('/api/v1/agents/{id}/skills', { params: { path: { id } } }),
        )
      ).skills,
  });

export const setAgentSkills = (id: number, skills: HeldSkill[]): Promise<unknown> =>
  take(api.PUT('/api/v1/agents/{id}/skills', { params: { path: { id } }, body: { skills } }));

export const useAgentLoad = (id: number): UseQueryResult<number> =>
  useQuery({
    queryKey: settingsKeys.agentLoad(id),
    queryFn: async () =>
      (
        await take<{ open_tickets: number }>(
          api.GET('/api/v1/agents/{id}/load', { params: { path: { id } } }),
        )
      ).open_tickets,
  });

/** Gives up to fifty open tickets to somebody else, or to nobody; tells how many are left. */
export const handOver = (id: number, agentId: number | null): Promise<{ moved: number; left: number }> =>
  take(api.POST('/api/v1/agents/{id}/hand_over', { params: { path: { id } }, body: { agent_id: agentId } }));

// ---- roles ----

export interface RoleMatrix {
  roles: Role[];
  resources: { resource: string; rights: Record<Role, string[]> }[];
  actions: { method: string; path: string; about: string; roles: Role[] }[];
}

export const useRoles = (): UseQueryResult<RoleMatrix> =>
  useQuery({
    queryKey: settingsKeys.roles,
    queryFn: () => take<RoleMatrix>(api.GET('/api/v1/roles')),
    staleTime: Number.POSITIVE_INFINITY,
  });

// ---- tags and fields ----

export interface TagUsage {
  id: number;
  tickets: number;
  others: number;
}

export const useTagUsage = (): UseQueryResult<Map<number, TagUsage>> =>
  useQuery({
    queryKey: settingsKeys.tagUsage,
    queryFn: async () => {
      const answer = await take<{ data: TagUsage[] }>(api.GET('/api/v1/tag_usage'));
      return new Map(answer.data.map((one) => [one.id, one]));
    },
  });

export const mergeTag = (id: number, into: number): Promise<Stored> =>
  take<Stored>(api.POST('/api/v1/tags/{id}/merge', { params: { path: { id } }, body: { into_id: into } }));

export interface FieldUsage {
  records: number;
  values: { value: string; records: number }[];
}

export const useFieldUsage = (id: number): UseQueryResult<FieldUsage> =>
  useQuery({
    queryKey: settingsKeys.fieldUsage(id),
    queryFn: () => take<FieldUsage>(api.GET('/api/v1/fields/{id}/usage', { params: { path: { id } } })),
  });

export interface TypePreview {
  records: number;
  misfits: number;
  several: number;
  choices: string | null;
}
type WordKind = Extract<FieldKind, 'text' | 'choice' | 'choices'>;

export const previewType = (id: number, type: WordKind, choices: string | null): Promise<TypePreview> =>
  take<TypePreview>(
    api.POST('/api/v1/fields/{id}/type_preview', { params: { path: { id } }, body: { type, choices } }),
  );

export const changeType = (
  id: number,
  version: number,
  type: WordKind,
  choices: string | null,
): Promise<FieldRecord> =>
  take<FieldRecord>(
    api.PUT('/api/v1/fields/{id}/type', {
      params: { path: { id }, header: ifMatch(version) },
      body: { type, choices },
    }),
  );

// ---- calendars ----

export const previewDue = (body: {
  time_zone: string | null;
  minutes: number;
  hours: Shift[];
  holidays: Holiday[];
}): Promise<{ from: string; due_at: string }> => take(api.POST('/api/v1/calendars/due', { body }));

// ---- keys and webhooks ----

export const createApiKey = (body: {
  name: string;
  role: Role;
  scopes: string;
  expires_at: string | null;
}): Promise<ApiKeyRecord & { token: string }> =>
  take(api.POST('/api/v1/api_keys', { headers: { 'Idempotency-Key': newKey() }, body }));

export const rotateSecret = (id: number): Promise<WebhookRecord & { secret: string }> =>
  take(api.POST('/api/v1/webhooks/{id}/secret', { params: { path: { id } } }));

export const testWebhook = (id: number): Promise<DeliveryRecord> =>
  take<DeliveryRecord>(api.POST('/api/v1/webhooks/{id}/test', { params: { path: { id } } }));

export const replaySince = (id: number, since: string): Promise<WebhookRecord> =>
  take<WebhookRecord>(
    api.POST('/api/v1/webhooks/{id}/replay', { params: { path: { id } }, body: { since } }),
  );

export const replayDelivery = (id: number): Promise<DeliveryRecord> =>
  take<DeliveryRecord>(api.POST('/api/v1/webhook_deliveries/{id}/replay', { params: { path: { id } } }));

const WATCH_MS = 2000;
const REST_MS = 15_000;

/** The latest deliveries; looked at again and again while some are under way, as deliveries make no events. */
export const useDeliveries = (webhookId: number): UseQueryResult<DeliveryRecord[]> =>
  useQuery({
    queryKey: settingsKeys.deliveries(webhookId),
    queryFn: async () => {
      const filter = JSON.stringify({ field: 'webhook_id', op: 'is', value: webhookId });
      const answer = await take<Page<DeliveryRecord>>(
        api.GET('/api/v1/webhook_deliveries', { params: { query: { filter, limit: 50 } } }),
      );
      return answer.data;
    },
    refetchInterval: (query) =>
      query.state.data?.some((one) => one.state === 'waiting') ? WATCH_MS : REST_MS,
  });

// ---- work that failed ----

const FAILED = JSON.stringify({ field: 'state', op: 'is', value: 'failed' });

export const useFailedWork = (kind: WorkKind, enabled = true): UseQueryResult<Page<WorkRecord>> =>
  useQuery({
    queryKey: settingsKeys.work(kind),
    queryFn: () =>
      take<Page<WorkRecord>>(
        api.GET(`/api/v1/${kind}` as '/api/v1/jobs', {
          params: { query: { filter: FAILED, limit: 100, count: true } },
        }),
      ),
    enabled,
  });

export const retryWork = (kind: WorkKind, id: number): Promise<unknown> =>
  take(api.POST(`/api/v1/${kind}/{id}/retry` as '/api/v1/jobs/{id}/retry', { params: { path: { id } } }));
