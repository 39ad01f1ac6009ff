import { useEffect } from 'react';
import { keys } from '~/api/keys';
import { queryClient } from '~/api/query-client';
import type { Customer, Ticket } from '~/api/records';
import { createStore } from '~/lib/store';

/** A case or a customer that was open before. */
export interface Place {
  href: string;
  title: string;
}

const MOST = 6;
// Of this visit only: what was read is not left behind on a shared computer.
const places = createStore<readonly Place[]>([]);

export const recentPlaces = (): readonly Place[] => places.get();

export function placeOf(location: string): { kind: 'ticket' | 'customer'; id: number } | null {
  const match = /^\/(?:(tickets|customers)|inbox\/[^/]+)\/(\d{1,15})$/.exec(location);
  return match ? { kind: match[1] === 'customers' ? 'customer' : 'ticket', id: Number(match[2]) } : null;
}

function remember(location: string): void {
  const here = placeOf(location);
  if (!here) return;
  const ticket = here.kind === 'ticket' ? queryClient.getQueryData<Ticket>(keys.ticket(here.id)) : undefined;
  const customer =
    here.kind === 'customer' ? queryClient.getQueryData<Customer>(keys.customer(here.id)) : undefined;
  const title = ticket ? `#${ticket.number ?? ticket.id} ${ticket.subject ?? ''}` : customer?.name;
  if (!title) return;
  const href = here.kind === 'ticket' ? `/tickets/${here.id}` : location;
  places.set((now) => [{ href, title }, ...now.filter((one) => one.href !== href)].slice(0, MOST));
}

/** Remembers each case and customer as it is left. */
export function useRecentPlaces(location: string): void {
  useEffect(() => () => remember(location), [location]);
}
