export type WorkKind = 'jobs' | 'outbox';

export type Collection =
  | 'agents'
  | 'teams'
  | 'skills'
  | 'views'
  | 'macros'
  | 'quick_replies'
  | 'tags'
  | 'fields'
  | 'calendars'
  | 'api_keys'
  | 'webhooks'
  | 'stages'
  | 'sites';

/** The events of the log that speak of a collection. */
const ENTITIES: Record<string, Collection> = {
  agent: 'agents',
  team: 'teams',
  skill: 'skills',
  view: 'views',
  macro: 'macros',
  quick_reply: 'quick_replies',
  tag: 'tags',
  field: 'fields',
  calendar: 'calendars',
  api_key: 'api_keys',
  webhook: 'webhooks',
  stage_rule: 'stages',
  site: 'sites',
};

export const settingsKeys = {
  records: (collection: Collection) => ['settings', collection] as const,
  workspace: ['settings', 'workspace'] as const,
  audit: ['settings', 'audit'] as const,
  tagUsage: ['settings', 'tag_usage'] as const,
  fieldUsage: (id: number) => ['settings', 'field_usage', id] as const,
  agentSkills: (id: number) => ['settings', 'agent_skills', id] as const,
  agentLoad: (id: number) => ['settings', 'agent_load', id] as const,
  deliveries: (id: number) => ['settings', 'deliveries', id] as const,
  work: (kind: WorkKind) => ['settings', 'work', kind] as const,
  roles: ['settings', 'roles'] as const,
};

/** Which answers of the settings an event of the log makes old. */
export function staleSettings(entity: string | null): (readonly unknown[])[] {
  if (entity === null) return [];
  if (entity === 'setting') return [settingsKeys.workspace, settingsKeys.audit];
  if (entity === 'job' || entity === 'outbox_item')
    return [settingsKeys.work('jobs'), settingsKeys.work('outbox')];
  const collection = ENTITIES[entity];
  return collection ? [settingsKeys.records(collection), settingsKeys.audit] : [];
}
