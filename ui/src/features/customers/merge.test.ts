import { describe, expect, it } from 'vitest';
import type { CustomerWhole } from '~/api/customer-page';
import { mergeOutcome, whoStays } from './merge';

const customer = (fields: Partial<CustomerWhole>): CustomerWhole =>
  ({
    name: null,
    email: null,
    phone: null,
    created_at: '2026-01-01T00:00:00Z',
    orders: 0,
    ...fields,
  }) as CustomerWhole;

describe('what a merge makes of two records', () => {
  it('fills the gaps of the one that stays and keeps what it has', () => {
    const outcome = mergeOutcome(
      customer({ name: 'Ana Gil', city: null }),
      customer({ name: 'Ana G.', city: 'Sevilla' }),
    );
    expect(outcome.map((one) => [one.field, one.wins, one.isLost])).toEqual([
      ['name', 'stays', true],
      ['city', 'goes', false],
    ]);
  });

  it('loses no address and no number: they stay as identities', () => {
    const [email] = mergeOutcome(customer({ email: 'a@x.co' }), customer({ email: 'b@x.co' }));
    expect([email?.wins, email?.isLost]).toEqual(['stays', false]);
  });

  it('says nothing of what neither has, and loses nothing that both have', () => {
    expect(mergeOutcome(customer({}), customer({}))).toEqual([]);
    expect(mergeOutcome(customer({ city: 'Cali' }), customer({ city: 'Cali' }))[0]?.isLost).toBe(false);
  });

  it('keeps who is known longer, unless only the other has bought', () => {
    const old = customer({ id: 1 });
    const late = customer({ id: 2, created_at: '2026-02-01T00:00:00Z' });
    expect(whoStays(late, old).id).toBe(1);
    expect(whoStays(old, { ...late, orders: 3 }).id).toBe(2);
  });
});
