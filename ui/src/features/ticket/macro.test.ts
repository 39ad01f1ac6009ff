import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent, Macro, Ticket } from '~/api/records';
import { withTexts } from '~/lib/i18n';
import { kindOf } from './MessageView';
import { macroWords } from './macro';
import { changeWords, reverseOf } from './use-ticket-change';

const agent: Agent = {
  id: 3,
  name: 'Ana Castro',
  email: 'ana@example.com',
  role: 'agent',
  language: 'es',
  time_zone: null,
  version: 1,
};
const ticket: Ticket = {
  id: 7,
  number: 7,
  subject: 'Pedido',
  status: 'open',
  priority: 'normal',
  type: null,
  channel: 'mail',
  customer_id: 2,
  company_id: null,
  agent_id: null,
  team_id: null,
  tags: ['vip'],
  stage: null,
  created_at: '2026-01-05T09:00:00Z',
  updated_at: '2026-01-05T09:00:00Z',
  first_reply_at: null,
  solved_at: null,
  topic: null,
  product_id: null,
  language: null,
  custom: {},
  next_update_at: null,
  snoozed_until: null,
  is_spam: false,
  deleted_at: null,
  time_spent: 0,
  merged_into: null,
  contacts: 0,
  reopens: 0,
  replies: 0,
  csat: null,
  version: 4,
};
const macro: Macro = {
  id: 1,
  name: 'Reembolso',
  actions: [
    { field: 'status', value: 'pending' },
    { field: 'agent_id', value: 'me' },
    { add_tag: 'reembolso' },
    { reply: 'Hola, {{customer.name}}: {{ ticket.subject }}{{nothing.here}}. {{agent.name}}' },
  ],
};

describe('macros', () => {
  beforeAll(() => withTexts('composer', Promise.resolve()));

  it('say before they are used what they will do', () => {
    expect(macroWords(macro)).toBe(
      'Estado: Esperando · Te lo asigna · Etiqueta: reembolso · Escribe la respuesta',
    );
  });
});

describe('changes of a ticket', () => {
  it('know their way back', () => {
    expect(reverseOf(ticket, { status: 'solved', agent_id: 3 })).toEqual({ status: 'open', agent_id: null });
    expect(reverseOf({ ...ticket, status: 'new' }, { status: 'solved' })).toEqual({ status: 'open' });
  });

  it('are told in a few words', () => {
    expect(changeWords({ status: 'solved' }, [])).toBe('Caso resuelto');
    expect(changeWords({ agent_id: 3 }, [agent])).toBe('Asignado a Ana Castro');
    expect(changeWords({ agent_id: null }, [agent])).toBe('Caso sin responsable');
  });
});

describe('messages', () => {
  it('are notes before they are anybody’s', () => {
    const message = { public: false, author: { kind: 'agent', id: 1 } } as Parameters<typeof kindOf>[0];
    expect(kindOf(message)).toBe('note');
    expect(kindOf({ ...message, public: true })).toBe('agent');
    expect(kindOf({ ...message, public: true, author: { kind: 'customer', id: 2 } })).toBe('customer');
  });
});
