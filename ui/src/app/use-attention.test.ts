import { describe, expect, it } from 'vitest';
import { ticketIn } from './use-attention';

describe('the ticket that an address shows', () => {
  it('is the one of a list, or by its own address', () => {
    expect(ticketIn('/inbox/open/12')).toBe(12);
    expect(ticketIn('/tickets/7')).toBe(7);
    expect(ticketIn('/tickets/7/print')).toBe(7);
  });

  it('is none anywhere else', () => {
    for (const location of [
      '/',
      '/inbox',
      '/inbox/open',
      '/customers/12',
      '/tickets/new',
      '/settings/tags/3',
    ])
      expect(ticketIn(location)).toBeNull();
  });
});
