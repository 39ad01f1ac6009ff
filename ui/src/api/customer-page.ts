import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import type { Money } from '~/lib/format';
import { api, ifMatch, take } from './client';
import { keys } from './keys';
import type { Attachment, Customer, Filter, Identity, LogEvent, Order, Page, Stage } from './records';

// Everything that the page of one customer reads and writes beside the record itself. All of it is kept under the
// customer's own key, so that whatever the log tells of the customer makes it old.

export interface CustomerWhole extends Customer {
  erased_at: string | null;
  city: string | null;
  time_zone: string | null;
  acquisition_cost: Money | null;
  hold_reason: string | null;
  relationship_since: string | null;
  value_stage_since: string | null;
  override_stage: Stage | null;
  override_reason: string | null;
  override_until: string | null;
  custom: Record<string, unknown>;
}

/** What a person may change on a customer. */
export type CustomerChange = Partial<
  Pick<
    CustomerWhole,
    | 'name'
    | 'email'
    | 'phone'
    | 'company_id'
    | 'language'
    | 'time_zone'
    | 'country'
    | 'city'
    | 'preferred_channel'
    | 'source'
    | 'external_id'
    | 'tags'
    | 'custom'
  >
>;

export const customerKey = (id: number, part: string): readonly unknown[] => ['customer', id, part];

export const fetchCustomer = (id: number): Promise<CustomerWhole> =>
  take<CustomerWhole>(
    api.GET('/api/v1/customers/{id}', { params: { path: { id }, query: { include: 'company' } } }),
  );

export const changeCustomer = (id: number, version: number, change: CustomerChange): Promise<CustomerWhole> =>
  take<CustomerWhole>(
    api.PATCH('/api/v1/customers/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body: change as never,
    }),
  );

export const moveStage = (
  id: number,
  version: number,
  move: { stage: Stage | null; reason?: string; until?: string },
): Promise<CustomerWhole> =>
  take<CustomerWhole>(
    api.PUT('/api/v1/customers/{id}/stage', {
      params: { path: { id }, header: ifMatch(version) },
      body: move as never,
    }),
  );

// ---- standing ----

export type Evidence = Record<string, string | number | Money | undefined>;

export interface Signal {
  code: string;
  tone: 'danger' | 'warn' | 'ok';
  action: string;
  about: { entity: string; id: number };
  evidence: Evidence;
}

export interface Standing {
  value?: {
    orders: number;
    revenue: Money;
    average_order: Money | null;
    clv: Money | null;
    acquisition_cost: Money | null;
    margin: Money | null;
    margin_orders: number;
  };
  rhythm?: {
    order_days: number;
    interval_days: number | null;
    silence_days: number | null;
    last_order_at: string | null;
    last_contact_at: string | null;
  };
  signals: Signal[];
}

export const useStanding = (id: number): UseQueryResult<Standing> =>
  useQuery({
    queryKey: customerKey(id, 'standing'),
    queryFn: () => take<Standing>(api.GET('/api/v1/customers/{id}/standing', { params: { path: { id } } })),
  });

// ---- identities ----

export interface WholeIdentity extends Identity {
  is_verified: boolean;
  created_at: string;
}

export const addIdentity = (id: number, kind: Identity['kind'], value: string): Promise<WholeIdentity> =>
  take(api.POST('/api/v1/customers/{id}/identities', { params: { path: { id } }, body: { kind, value } }));

export const verifyIdentity = (id: number, identityId: number, isVerified: boolean): Promise<WholeIdentity> =>
  take(
    api.PUT('/api/v1/customers/{id}/identities/{identity_id}', {
      params: { path: { id, identity_id: identityId } },
      body: { is_verified: isVerified },
    }),
  );

export const removeIdentity = (id: number, identityId: number): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/customers/{id}/identities/{identity_id}', {
      params: { path: { id, identity_id: identityId } },
    }),
  );

// ---- consents ----

export interface Consent {
  id: number;
  channel: string;
  purpose: string;
  is_given: boolean;
  source: string | null;
  recorded_at: string;
}

export interface ConsentWord {
  id: number;
  customer_id: number;
  channel: string;
  purpose: string;
  is_given: boolean | null;
  source: string | null;
  words: string | null;
  address: string | null;
  attachment: { id: number; name: string } | null;
  reason: string | null;
  actor: { kind: string; id: number | null; name: string | null };
  said_at: string;
  recorded_at: string;
}

export interface NewConsent {
  channel: string;
  purpose: string;
  is_given: boolean;
  source?: string;
  words?: string;
  reason?: string;
  said_at?: string;
  attachment_id?: number;
}

export const useConsents = (id: number): UseQueryResult<Consent[]> =>
  useQuery({
    queryKey: customerKey(id, 'consents'),
    queryFn: async () =>
      (
        await take<Page<Consent>>(
          api.GET('/api/v1/customers/{id}/consents', { params: { path: { id }, query: { limit: 200 } } }),
        )
      ).data,
  });

export const useConsentHistory = (id: number): UseQueryResult<ConsentWord[]> =>
  useQuery({
    queryKey: customerKey(id, 'consent_history'),
    queryFn: async () =>
      (
        await take<Page<ConsentWord>>(
          api.GET('/api/v1/customers/{id}/consents/history', { params: { path: { id } } }),
        )
      ).data,
  });

export const sayConsent = (id: number, word: NewConsent): Promise<unknown> =>
  take(api.POST('/api/v1/customers/{id}/consents', { params: { path: { id } }, body: word as never }));

// ---- notes ----

export interface Note {
  id: number;
  version: number;
  customer_id: number;
  text: string;
  is_pinned: boolean;
  agent_id: number | null;
  created_at: string;
  updated_at: string;
}

const about = (customerId: number): Filter => ({ field: 'customer_id', op: 'is', value: customerId });

export const useNotes = (id: number): UseQueryResult<Note[]> =>
  useQuery({
    queryKey: customerKey(id, 'notes'),
    queryFn: async () => {
      const page = await take<Page<Note>>(
        api.GET('/api/v1/customer_notes', {
          params: { query: { filter: JSON.stringify(about(id)), sort: '-created_at', limit: 200 } },
        }),
      );
      return page.data.sort((a, b) => Number(b.is_pinned) - Number(a.is_pinned));
    },
  });

export const addNote = (customerId: number, text: string): Promise<Note> =>
  take(api.POST('/api/v1/customer_notes', { body: { customer_id: customerId, text } as never }));

export const changeNote = (note: Note, change: { text?: string; is_pinned?: boolean }): Promise<Note> =>
  take(
    api.PATCH('/api/v1/customer_notes/{id}', {
      params: { path: { id: note.id }, header: ifMatch(note.version) },
      body: change as never,
    }),
  );

export const removeNote = (note: Note): Promise<unknown> =>
  take(
    api.DELETE('/api/v1/customer_notes/{id}', {
      params: { path: { id: note.id }, header: ifMatch(note.version) },
    }),
  );

export const restoreNote = (id: number): Promise<Note> =>
  take(api.POST('/api/v1/customer_notes/{id}/restore', { params: { path: { id } } }));

// ---- files ----

export interface CustomerFile extends Attachment {
  created_at: string;
}

export const useFiles = (id: number): UseQueryResult<CustomerFile[]> =>
  useQuery({
    queryKey: customerKey(id, 'files'),
    queryFn: async () =>
      (
        await take<Page<CustomerFile>>(
          api.GET('/api/v1/customers/{id}/files', { params: { path: { id }, query: { limit: 200 } } }),
        )
      ).data,
  });

export const giveFile = (id: number, attachmentId: number): Promise<unknown> =>
  take(
    api.POST('/api/v1/customers/{id}/files', {
      params: { path: { id } },
      body: { attachment_id: attachmentId },
    }),
  );

export const takeFile = (id: number, fileId: number): Promise<unknown> =>
  take(api.DELETE('/api/v1/customers/{id}/files/{file_id}', { params: { path: { id, file_id: fileId } } }));

// ---- purchases and answers ----

export interface Invoice {
  id: number;
  external_id: string | null;
  number: string | null;
  status: 'open' | 'paid' | 'void';
  total: Money | null;
  issued_at: string;
  due_at: string | null;
  paid_at: string | null;
}

export interface Contract {
  id: number;
  external_id: string | null;
  started_at: string;
  ended_at: string | null;
  amount: Money | null;
  period: 'month' | 'quarter' | 'year' | 'once';
}

export interface Response {
  id: number;
  kind: 'nps' | 'csat' | 'ces' | 'custom';
  score: number | null;
  scale: string;
  comment: string | null;
  channel: string | null;
  ticket_id: number | null;
  answered_at: string;
}

export type Purchase = Invoice | Contract | Order;

const listOf =
  <T>(
    path: '/api/v1/invoices' | '/api/v1/contracts' | '/api/v1/responses' | '/api/v1/orders',
    sort: string,
  ) =>
  async (id: number): Promise<Page<T>> =>
    take<Page<T>>(
      api.GET(path, {
        params: { query: { filter: JSON.stringify(about(id)), sort, limit: 100, count: true } },
      }),
    );

const invoicesOf = listOf<Invoice>('/api/v1/invoices', '-issued_at');
const contractsOf = listOf<Contract>('/api/v1/contracts', '-started_at');
const responsesOf = listOf<Response>('/api/v1/responses', '-answered_at');
const ordersOf = listOf<Order>('/api/v1/orders', '-ordered_at');

export const useInvoices = (id: number): UseQueryResult<Page<Invoice>> =>
  useQuery({ queryKey: customerKey(id, 'invoices'), queryFn: () => invoicesOf(id) });
export const useContracts = (id: number): UseQueryResult<Page<Contract>> =>
  useQuery({ queryKey: customerKey(id, 'contracts'), queryFn: () => contractsOf(id) });
export const useResponses = (id: number): UseQueryResult<Page<Response>> =>
  useQuery({ queryKey: customerKey(id, 'responses'), queryFn: () => responsesOf(id) });
export const useAllOrders = (id: number): UseQueryResult<Page<Order>> =>
  useQuery({ queryKey: customerKey(id, 'orders'), queryFn: () => ordersOf(id) });

// ---- the timeline ----

export interface TimelineFilter {
  /** Kinds with commas between; empty: all. */
  kind: string;
  channel: string;
  actor: string;
  from: string;
  to: string;
}

export function useTimeline(
  customerId: number,
  filter: TimelineFilter,
): UseInfiniteQueryResult<InfiniteData<Page<LogEvent>>> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  return useInfiniteQuery({
    queryKey: [...keys.timeline(customerId), filter],
    queryFn: ({ pageParam }) =>
      take<Page<LogEvent>>(
        api.GET('/api/v1/customers/{id}/timeline', {
          params: {
            path: { id: customerId },
            query: { limit: 50, ...given, ...(pageParam ? { after: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

/** How a customer came to where they are: moves on the three ladders, newest first. */
export const useMoves = (customerId: number, enabled: boolean): UseQueryResult<LogEvent[]> =>
  useQuery({
    queryKey: customerKey(customerId, 'moves'),
    queryFn: async () =>
      (
        await take<Page<LogEvent>>(
          api.GET('/api/v1/customers/{id}/timeline', {
            params: {
              path: { id: customerId },
              query: {
                limit: 100,
                kind: 'customer.stage_changed,customer.relationship_changed,customer.value_stage_changed',
              },
            },
          }),
        )
      ).data,
    enabled,
  });

// ---- custom fields ----

export interface CustomField {
  id: number;
  entity: string;
  key: string;
  label: string;
  type: 'text' | 'number' | 'boolean' | 'day' | 'choice' | 'choices';
  choices: string | null;
  position: number;
}

export const useCustomFields = (entity: string): UseQueryResult<CustomField[]> =>
  useQuery({
    queryKey: ['fields', entity],
    queryFn: async () => {
      const page = await take<Page<CustomField>>(
        api.GET('/api/v1/fields', {
          params: {
            query: { filter: JSON.stringify({ field: 'entity', op: 'is', value: entity }), limit: 200 },
          },
        }),
      );
      return page.data.sort((a, b) => a.position - b.position);
    },
    staleTime: 5 * 60_000,
  });
