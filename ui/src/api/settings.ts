import { type QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, ifMatch, newKey, take } from './client';
import { Problem } from './problem';
import type { Filter, MacroAction, Page, Role } from './records';
import { type Collection, settingsKeys } from './settings-keys';

/** What every record of the settings has. */
export interface Stored {
  id: number;
  version: number;
  updated_at: string | null;
}

// The collections are alike, and so are their paths: one of them stands for all where the compiler wants a literal.
const many = (collection: Collection) => `/api/v1/${collection}` as '/api/v1/tags';
const single = (collection: Collection) => `/api/v1/${collection}/{id}` as '/api/v1/tags/{id}';
type Body = { name: string };

const PAGES_MAX = 10;
const SLOW = 60_000;

async function readAll<T>(collection: Collection): Promise<T[]> {
  const rows: T[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer: Page<T> = await take<Page<T>>(
      api.GET(many(collection), { params: { query: { limit: 200, after } } }),
    );
    rows.push(...answer.data);
    if (answer.next === null) break;
    after = answer.next;
  }
  return rows;
}

export const useRecords = <T extends Stored>(collection: Collection, enabled = true): UseQueryResult<T[]> =>
  useQuery({
    queryKey: settingsKeys.records(collection),
    queryFn: () => readAll<T>(collection),
    staleTime: SLOW,
    enabled,
  });

export const createRecord = <T>(collection: Collection, body: object): Promise<T> =>
  take<T>(
    api.POST(many(collection), { headers: { 'Idempotency-Key': newKey() }, body: body as unknown as Body }),
  );

export const changeRecord = <T>(
  collection: Collection,
  id: number,
  version: number,
  body: object,
): Promise<T> =>
  take<T>(
    api.PATCH(single(collection), {
      params: { path: { id }, header: ifMatch(version) },
      body: body as unknown as Body,
    }),
  );

export const removeRecord = (collection: Collection, id: number, version: number): Promise<unknown> =>
  take(api.DELETE(single(collection), { params: { path: { id }, header: ifMatch(version) } }));

/** The record as it stands now, that a 412 carries. */
export function currentRecord<T extends Stored>(error: unknown): T | null {
  if (!(error instanceof Problem) || error.status !== 412) return null;
  const current = error.current;
  return typeof current === 'object' && current !== null && 'version' in current ? (current as T) : null;
}

/** Puts what the server keeps into the list that the pages read; other lists of it are asked again. */
export function keepRecord<T extends Stored>(client: QueryClient, collection: Collection, saved: T): void {
  client.setQueryData<T[]>(settingsKeys.records(collection), (now) => {
    if (!now) return now;
    const is = now.some((one) => one.id === saved.id);
    return is ? now.map((one) => (one.id === saved.id ? saved : one)) : [...now, saved];
  });
  void client.invalidateQueries({ queryKey: [collection] });
  void client.invalidateQueries({ queryKey: settingsKeys.audit });
}

export function dropRecord(client: QueryClient, collection: Collection, id: number): void {
  client.setQueryData<Stored[]>(settingsKeys.records(collection), (now) =>
    now?.filter((one) => one.id !== id),
  );
  void client.invalidateQueries({ queryKey: [collection] });
}

// ---- the records ----

export interface AgentRecord extends Stored {
  name: string;
  email: string;
  role: Role;
  language: string | null;
  time_zone: string | null;
  is_active: boolean;
  last_seen_at: string | null;
}

export interface TeamRecord extends Stored {
  name: string;
  is_restricted: boolean;
  members: { agent_id: number }[];
}

export type SkillKind = 'language' | 'product' | 'stage' | 'other';
export interface SkillRecord extends Stored {
  kind: SkillKind;
  name: string;
  agents: { agent_id: number; level: number }[];
}

export interface ViewRecord extends Stored {
  name: string;
  builtin_key: string | null;
  entity: string;
  filter: Filter | null;
  sort: string | null;
  is_shared: boolean;
  agent_id: number | null;
  position: number;
}

export interface MacroRecord extends Stored {
  name: string;
  actions: MacroAction[];
  is_shared: boolean;
  agent_id: number | null;
  position: number;
}

export interface QuickReplyRecord extends Stored {
  name: string;
  shortcut: string;
  text: string;
  texts: Record<string, string> | null;
  is_shared: boolean;
  agent_id: number | null;
}

export interface TagRecord extends Stored {
  name: string;
}

export type FieldKind = 'text' | 'number' | 'boolean' | 'day' | 'choice' | 'choices';
export interface FieldRecord extends Stored {
  entity: string;
  key: string;
  label: string;
  type: FieldKind;
  choices: string | null;
  is_required: boolean;
  is_required_to_solve?: boolean;
  position: number;
}

export interface Shift {
  weekday: number;
  opens_minute: number;
  closes_minute: number;
}
export interface Holiday {
  day: string;
  name: string | null;
}
export interface CalendarRecord extends Stored {
  name: string;
  time_zone: string | null;
  is_default: boolean;
  hours: Shift[];
  holidays: Holiday[];
}

export interface ApiKeyRecord extends Stored {
  name: string;
  prefix: string;
  role: Role;
  scopes: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  created_by: number | null;
  created_at: string;
}

export interface WebhookRecord extends Stored {
  name: string;
  url: string;
  kinds: string;
  entity: string | null;
  filter: Filter | null;
  includes_internal: boolean;
  is_active: boolean;
  state: 'idle' | 'ok' | 'failing' | 'disabled';
  state_detail: string | null;
  state_at: string | null;
  failing_since: string | null;
}

export interface DeliveryRecord {
  id: number;
  webhook_id: number;
  purpose: 'event' | 'replay' | 'test';
  kind: string;
  event_id: number | null;
  state: 'waiting' | 'sent' | 'failed';
  tries: number;
  request: string | null;
  status: number | null;
  answer: string | null;
  error: string | null;
  duration_ms: number | null;
  created_at: string;
  tried_at: string | null;
}

export interface StageRuleRecord extends Stored {
  ladder: 'relationship' | 'stage' | 'value_stage';
  position: number;
  stage: string;
  condition: string;
  days: number | null;
  is_active: boolean;
}

/** Something that runs beside requests, or is to leave the program. */
export interface WorkRecord {
  id: number;
  kind: string;
  state: string;
  tries: number;
  last_error: string | null;
  created_at: string;
  run_at?: string | null;
  next_at?: string | null;
}
