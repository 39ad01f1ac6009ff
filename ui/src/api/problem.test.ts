import { describe, expect, it } from 'vitest';
import { asProblem, Problem, problemOf } from './problem';
import { parseEvent, staleKeys } from './stream';
import { currentTicket } from './tickets';

describe('refusals', () => {
  it('show the server’s own words and the fault of a field', () => {
    const problem = problemOf(422, {
      title: 'No válido',
      detail: 'Revisa los datos.',
      errors: [{ pointer: '/subject', code: 'too_long', detail: 'Usa 300 caracteres o menos.' }],
    });
    expect(problem.message).toBe('Usa 300 caracteres o menos.');
    expect(problemOf(409, { title: 'Choca', detail: 'Ya existe.' }).message).toBe('Ya existe.');
    expect(problem.faultOf('subject')).toBe('Usa 300 caracteres o menos.');
    expect(problem.faultOf('email')).toBeUndefined();
  });

  it('make something readable of whatever came back', () => {
    expect(problemOf(502, '<html>').message).toContain('502');
    expect(problemOf(500, null).faults).toEqual([]);
    expect(asProblem(new TypeError('x')).status).toBe(0);
    const own = new Problem(404, 'x');
    expect(asProblem(own)).toBe(own);
  });

  it('carry the record as it stands when somebody was first', () => {
    const current = { id: 7, version: 3 };
    expect(currentTicket(problemOf(412, { current }))).toEqual(current);
    expect(currentTicket(problemOf(409, { current }))).toBeNull();
    expect(currentTicket(problemOf(412, { current: 'x' }))).toBeNull();
  });
});

describe('the live stream', () => {
  const event = {
    id: 1,
    seq: 9,
    kind: 'message.received',
    at: '2026-01-05T09:00:00Z',
    actor: null,
    entity: 'message',
    entity_id: 4,
    customer_id: 2,
    ticket_id: 7,
    changes: null,
    summary: null,
  };

  it('makes old what an event touches, and nothing else', () => {
    const keys = staleKeys(event).map((key) => key.join('/'));
    expect(keys).toEqual(['ticket/7', 'messages/7', 'tickets', 'team_live', 'customer/2', 'timeline/2']);
    const ofView = staleKeys({ ...event, entity: 'view', ticket_id: null, customer_id: null });
    expect(ofView.map((key) => key.join('/'))).toContain('views');
    expect(ofView.map((key) => key.join('/'))).not.toContain('tickets');
  });

  it('ignores a line it cannot read', () => {
    expect(parseEvent('{')).toBeNull();
    expect(parseEvent('[]')).toBeNull();
    expect(parseEvent(JSON.stringify(event))?.kind).toBe('message.received');
  });
});
