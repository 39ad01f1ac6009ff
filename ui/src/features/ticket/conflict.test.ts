import { describe, expect, it } from 'vitest';
import type { Ticket, TicketChange } from '~/api/records';
import { chosenChange, contested } from './conflict';

const theirs = {
  id: 1,
  priority: 'high',
  status: 'open',
  tags: ['a', 'b'],
  custom: { color: 'rojo', talla: 'M' },
} as unknown as Ticket;

describe('a change that somebody else was quicker with', () => {
  it('contests only what really differs, custom fields one by one', () => {
    const mine: TicketChange = {
      priority: 'urgent',
      status: 'open',
      tags: ['a'],
      custom: { color: 'azul', talla: 'M' },
    };
    expect(contested({ ticketId: 1, mine, theirs })).toEqual([
      { field: 'priority', mine: 'urgent', theirs: 'high' },
      { field: 'tags', mine: ['a'], theirs: ['a', 'b'] },
      { field: 'custom.color', mine: 'azul', theirs: 'rojo' },
    ]);
  });

  it('saves the fields that were chosen, and nothing else', () => {
    const mine: TicketChange = { priority: 'urgent', tags: ['a'], custom: { color: 'azul', talla: 'L' } };
    expect(chosenChange({ ticketId: 1, mine, theirs }, new Set(['tags', 'custom.talla']))).toEqual({
      tags: ['a'],
      custom: { talla: 'L' },
    });
    expect(chosenChange({ ticketId: 1, mine, theirs }, new Set())).toEqual({});
  });
});
