import type { Money } from '~/lib/format';

// The records of the HTTP API, as the screens read them. `schema.d.ts` is made from the server's OpenAPI document and
// types every path and parameter; these types are the fields that screens rely on.

export type Status = 'new' | 'open' | 'pending' | 'on_hold' | 'solved' | 'closed';
export type Priority = 'low' | 'normal' | 'high' | 'urgent';
export type TicketType = 'question' | 'incident' | 'problem' | 'task' | 'complaint';
export type Stage = 'discovery' | 'consideration' | 'conversion' | 'experience' | 'retention' | 'advocacy';
export type Relationship = 'prospect' | 'customer' | 'at_risk' | 'lost' | 'won_back';
export type ValueStage = 'introduction' | 'growth' | 'maturity' | 'decline';
export type Role = 'admin' | 'lead' | 'agent' | 'collaborator' | 'analyst';
export type ActorKind = 'customer' | 'agent' | 'bot' | 'system';

export const STATUSES: readonly Status[] = ['new', 'open', 'pending', 'on_hold', 'solved', 'closed'];
export const PRIORITIES: readonly Priority[] = ['urgent', 'high', 'normal', 'low'];
export const TICKET_TYPES: readonly TicketType[] = ['question', 'incident', 'problem', 'task', 'complaint'];
export const STAGES: readonly Stage[] = [
  'discovery',
  'consideration',
  'conversion',
  'experience',
  'retention',
  'advocacy',
];

export interface Agent {
  id: number;
  name: string;
  email: string;
  role: Role;
  language: string | null;
  time_zone: string | null;
  is_active?: boolean;
  /** As they set it by hand; nothing set is available. */
  availability?: 'available' | 'away' | 'offline' | null;
  version: number;
}

export interface Team {
  id: number;
  name: string;
  members?: { agent_id: number }[];
}

export interface Tag {
  id: number;
  name: string;
}

export interface Ticket {
  id: number;
  number: number | null;
  subject: string;
  status: Status;
  priority: Priority;
  type: TicketType | null;
  channel: string | null;
  customer_id: number | null;
  company_id: number | null;
  agent_id: number | null;
  team_id: number | null;
  has_draft?: boolean | null;
  tags: string[];
  topic: string | null;
  product_id: number | null;
  language: string | null;
  custom: Record<string, CustomValue>;
  stage: Stage | null;
  created_at: string;
  updated_at: string;
  first_reply_at: string | null;
  /** When the customer was promised to hear again. */
  next_update_at: string | null;
  /** Put off until then; `UNTIL_REPLY` of api/cases.ts: only until the customer writes. */
  snoozed_until: string | null;
  is_spam: boolean;
  /** In the trash since. */
  deleted_at: string | null;
  /** Seconds. */
  time_spent: number;
  merged_into: number | null;
  contacts: number | null;
  solved_at: string | null;
  reopens: number | null;
  replies: number | null;
  csat: number | null;
  version: number;
  customer?: Customer | null;
  agent?: Agent | null;
  company?: { id: number; name: string } | null;
}

/** What a field of the business's own holds. */
export type CustomValue = string | number | boolean | string[] | null;

/** What a person may change on a ticket; of `custom` the named keys alone. */
export type TicketChange = Partial<
  Pick<
    Ticket,
    | 'subject'
    | 'status'
    | 'priority'
    | 'type'
    | 'agent_id'
    | 'team_id'
    | 'product_id'
    | 'topic'
    | 'tags'
    | 'custom'
    | 'next_update_at'
    | 'snoozed_until'
    | 'is_spam'
  >
>;

export interface Attachment {
  id: number;
  name: string;
  type: string;
  size: number;
  inline?: boolean;
  content_id?: string | null;
}

/** Whom a mail names. */
export interface MailPerson {
  name?: string | null;
  address: string;
}

export interface Recipients {
  from?: MailPerson[] | null;
  to?: MailPerson[] | null;
  cc?: MailPerson[] | null;
  bcc?: MailPerson[] | null;
}

/** What is known of a message because it is mail. */
export interface MessageMail {
  channel_id: number | null;
  message_id: string | null;
  spf: string | null;
  dkim: string | null;
  dmarc: string | null;
  dmarc_domain: string | null;
  suspicion: string | null;
}

export interface Message {
  id: number;
  ticket_id: number;
  author: { kind: ActorKind; id: number | null; name?: string | null };
  channel: string | null;
  direction: 'in' | 'out';
  public: boolean;
  text: string | null;
  html: string | null;
  reply: string | null;
  attachments: Attachment[];
  delivery?: { state: DeliveryState | null; at?: string | null; detail?: string | null } | null;
  kind?: string;
  recipients?: Recipients | null;
  mail?: MessageMail | null;
  /** Its content was taken out then. */
  redacted_at?: string | null;
  redacted_by?: number | null;
  /** Whom a note calls. */
  mentions?: { agent_id: number }[];
  created_at: string;
}

export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export type Security = 'tls' | 'starttls' | 'none';
export type ChannelState = 'idle' | 'ok' | 'failing';

/** A mailbox: how its mail comes in, how answers leave, and under which name. */
export interface Channel {
  id: number;
  version: number;
  kind: string;
  name: string;
  is_active: boolean;
  is_default: boolean;
  address: string;
  from_name: string | null;
  team_id: number | null;
  language: string | null;
  signature: string | null;
  has_page_link: boolean;
  relay: string | null;
  thread_tag: 'address' | 'subject' | 'none';
  preset: string | null;
  receives: 'imap' | 'handed';
  imap_host: string | null;
  imap_port: number | null;
  imap_security: Security | null;
  imap_folder: string | null;
  imap_after: 'seen' | 'moved' | 'deleted' | null;
  imap_moved_to: string | null;
  sends: 'smtp' | 'none';
  smtp_host: string | null;
  smtp_port: number | null;
  smtp_security: Security | null;
  user_name: string | null;
  login: 'password' | 'xoauth2' | 'none';
  oauth_token_url: string | null;
  oauth_client_id: string | null;
  oauth_scope: string | null;
  receive_state: ChannelState;
  receive_detail: string | null;
  receive_at: string | null;
  received_at: string | null;
  send_state: ChannelState;
  send_detail: string | null;
  send_at: string | null;
  created_at: string;
  updated_at: string;
}

/** Mail that was accepted and could not be read yet. */
export interface SpooledMail {
  id: number;
  version: number;
  channel_id: number | null;
  source: string;
  envelope_from: string | null;
  envelope_to: string | null;
  state: 'waiting' | 'failed';
  tries: number;
  due_at: string | null;
  detail: string | null;
  ticket_id: number | null;
  created_at: string;
}

/** An address, number or outside id by which a customer is recognised. */
export interface Identity {
  id: number;
  kind: 'email' | 'phone' | 'external';
  value: string;
  /** Since when what is sent there comes back, and what the far end said. */
  failing_since: string | null;
  failing_words: string | null;
}

export interface Customer {
  id: number;
  external_id: string | null;
  name: string | null;
  email: string | null;
  identities?: Identity[];
  phone: string | null;
  company_id: number | null;
  company?: { id: number; name: string } | null;
  language: string | null;
  time_zone?: string | null;
  country?: string | null;
  preferred_channel: string | null;
  source: string | null;
  stage: Stage | null;
  stage_since: string | null;
  relationship?: Relationship | null;
  value_stage: ValueStage | null;
  p_alive: number | null;
  clv: Money | null;
  tags: string[];
  first_order_at: string | null;
  last_order_at: string | null;
  orders: number | null;
  revenue: Money | null;
  last_nps: number | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface Order {
  id: number;
  external_id: string | null;
  customer_id: number | null;
  status: 'open' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'returned';
  total: Money | null;
  lines?: { sku: string | null; name: string | null; quantity: number; price: Money | null }[];
  ordered_at: string | null;
  promised_at: string | null;
  delivered_at: string | null;
}

export interface View {
  id: number;
  entity: string;
  name: string;
  filter: Filter | null;
  sort: string | null;
  position: number | null;
  is_shared: boolean | null;
  builtin_key?: string | null;
  agent_id?: number | null;
  /** Of a shared one: seen by this team alone. */
  team_id?: number | null;
  /** Fields that a table shows, by commas. */
  columns?: string | null;
  layout?: 'list' | 'table' | null;
  version: number;
}

export interface Macro {
  id: number;
  name: string;
  actions: MacroAction[];
}

/** One thing a macro does: sets a field, or writes a reply. */
export type MacroAction = Record<string, unknown>;

/** The filter language: what screens build of it. */
export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { none: Filter[] }
  | { field: string; op: string; value?: unknown }
  | { some: string; where?: Filter; count?: { op: string; value: number } };

export interface LogEvent {
  id: number;
  seq: number | null;
  kind: string;
  at: string;
  actor: { kind: ActorKind; id: number | null; name?: string | null } | null;
  entity: string | null;
  entity_id: number | null;
  customer_id?: number | null;
  ticket_id: number | null;
  changes: Record<string, [unknown, unknown]> | null;
  summary: Record<string, unknown> | null;
}

export interface SearchHit {
  type: string;
  id: number;
  title: string;
  snippet: string | null;
  score: number;
  message_id: number | null;
}

export interface ReportRow {
  value: number | null;
  n?: number | null;
  low?: number | null;
  high?: number | null;
  mean?: number | null;
  median?: number | null;
  p90?: number | null;
  /** The same figures for the period before, when they were asked for. */
  compare?: ReportRow;
  [key: string]: unknown;
}

export interface Report {
  metric: string;
  unit: string | null;
  from: string | null;
  to: string | null;
  groups: ReportRow[];
  total: ReportRow | null;
}

export interface Page<T> {
  data: T[];
  next: string | null;
  count?: number;
  count_capped?: boolean;
}
