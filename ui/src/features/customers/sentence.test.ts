import { describe, expect, it } from 'vitest';
import type { LogEvent } from '~/api/records';
import { customerFilter } from './CustomerList';
import { sentenceOf } from './sentence';

const event = (fields: Partial<LogEvent>): LogEvent => ({
  id: 1,
  seq: 1,
  kind: 'ticket.created',
  at: '2026-01-05T09:00:00Z',
  actor: { kind: 'agent', id: 3, name: 'Ana' },
  entity: 'ticket',
  entity_id: 7,
  ticket_id: null,
  changes: null,
  summary: {},
  ...fields,
});

describe('the timeline', () => {
  it('tells a move between stages by both ends', () => {
    const move = event({ kind: 'customer.stage_changed', changes: { stage: ['experience', 'retention'] } });
    expect(sentenceOf(move).text).toBe('Pasó de la etapa Experiencia a Retención.');
    const first = event({ kind: 'customer.stage_changed', changes: { stage: [null, 'discovery'] } });
    expect(sentenceOf(first).text).toBe('Entró en la etapa Descubrimiento.');
  });

  it('gives a lost customer the colour of danger', () => {
    const lost = event({
      kind: 'customer.relationship_changed',
      changes: { relationship: ['customer', 'lost'] },
    });
    expect(sentenceOf(lost)).toMatchObject({ tone: 'danger', text: 'Pasó de Cliente activo a Perdido.' });
  });

  it('tells answers with their score and quotes what was written', () => {
    const answer = event({
      kind: 'response.created',
      entity: 'response',
      summary: { kind: 'nps', score: 9, scale: '0-10', comment: 'Muy bien' },
    });
    expect(sentenceOf(answer)).toMatchObject({
      text: 'Respondió NPS: 9 de 10.',
      tone: 'ok',
      quote: 'Muy bien',
    });
  });

  it('tells changes by the names of fields and people, and hides the machine’s own', () => {
    const changed = event({
      kind: 'ticket.assigned',
      ticket_id: 7,
      changes: { agent_id: [null, 3], updated_at: [1, 2], waiting_ms: [0, 5] },
    });
    const names = { agent_id: new Map([[3, 'Ana Castro']]) };
    expect(sentenceOf(changed, names).text).toBe('Ana cambió: Responsable: Ana Castro');
  });

  it('tells that a ticket was solved, and links it', () => {
    const solved = event({
      kind: 'ticket.status_changed',
      ticket_id: 7,
      summary: { subject: 'Pedido' },
      changes: { status: ['open', 'solved'] },
    });
    expect(sentenceOf(solved)).toMatchObject({
      text: 'Ana resolvió el caso.',
      tone: 'ok',
      ticket: { id: 7, subject: 'Pedido' },
    });
  });

  it('names the order and its amount', () => {
    const paid = event({
      kind: 'order.paid',
      entity: 'order',
      summary: { external_id: 'P-7', total: { amount: 1999, currency: 'USD' } },
    });
    expect(sentenceOf(paid).text).toMatch(/^Pagó el pedido P-7 .*19\.99$/);
  });

  it('tells how the delivery of an answer went, with the words of a server that refused it', () => {
    const delivery = (state: string, detail: string | null) =>
      sentenceOf(
        event({
          kind: 'message.delivery_changed',
          entity: 'message',
          changes: { 'delivery.state': ['queued', state], 'delivery.detail': [null, detail] },
        }),
      );
    expect(delivery('sent', null)).toMatchObject({ text: 'La respuesta salió.', tone: 'plain', quote: null });
    expect(delivery('failed', '550 No such user')).toMatchObject({
      text: 'La respuesta no se pudo entregar.',
      tone: 'danger',
      quote: '550 No such user',
    });
  });

  it('says something true of a kind it has never met', () => {
    expect(sentenceOf(event({ kind: 'loyalty.points_expired' })).text).toBe('Ana: loyalty points expired');
  });
});

describe('the list of customers', () => {
  it('is narrowed by words and stage together', () => {
    expect(customerFilter(null, ' ', null)).toBeNull();
    expect(customerFilter(null, '', 'retention')).toEqual({ field: 'stage', op: 'is', value: 'retention' });
    expect(customerFilter(null, 'ana', 'retention')).toHaveProperty('all');
  });
});
