import type { Filter } from './records';

/** The names under which answers are kept, in one place, so that live events can find them. */
export const keys = {
  views: ['views'] as const,
  macros: ['macros'] as const,
  agents: ['agents'] as const,
  teams: ['teams'] as const,
  tags: ['tags'] as const,
  tickets: ['tickets'] as const,
  ticketList: (filter: Filter | null, sort: string) => ['tickets', 'list', filter, sort] as const,
  ticketCounts: ['tickets', 'count'] as const,
  ticketCount: (filter: Filter | null) => ['tickets', 'count', filter] as const,
  ticket: (id: number) => ['ticket', id] as const,
  messages: (ticketId: number) => ['messages', ticketId] as const,
  customers: ['customers'] as const,
  customerList: (filter: Filter | null, sort: string) => ['customers', 'list', filter, sort] as const,
  customer: (id: number) => ['customer', id] as const,
  timeline: (customerId: number) => ['timeline', customerId] as const,
  orders: (customerId: number) => ['orders', customerId] as const,
  channels: ['channels'] as const,
  channelPresets: ['channel_presets'] as const,
  channelSecrets: (id: number) => ['channel_secrets', id] as const,
  mailSpool: ['mail_spool'] as const,
  mailSpoolOf: (ticketId: number) => ['mail_spool', ticketId] as const,
  original: (messageId: number) => ['original', messageId] as const,
  reports: ['reports'] as const,
  search: (query: string) => ['search', query] as const,
};
