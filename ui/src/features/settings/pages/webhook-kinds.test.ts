import { describe, expect, it } from 'vitest';
import { readKinds, writeKinds } from './webhook-kinds';

describe('kinds of events', () => {
  it('come back as they were chosen', () => {
    for (const text of ['*', 'ticket.* customer.*', 'ticket.* order.paid', 'agent.created'])
      expect(writeKinds(readKinds(text))).toBe(text);
  });

  it('may be typed with commas', () => {
    expect(
      writeKinds({ everything: false, families: ['ticket'], others: 'order.paid, customer.created' }),
    ).toBe('ticket.* order.paid customer.created');
  });
});
