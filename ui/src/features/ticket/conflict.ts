import type { Ticket, TicketChange } from '~/api/records';
import { createStore } from '~/lib/store';

/** A change that somebody else was quicker with: what was wanted, and how the case stands now. */
export interface Conflict {
  ticketId: number;
  mine: TicketChange;
  theirs: Ticket;
}

export const conflictStore = createStore<Conflict | null>(null);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The change cut to what really differs; custom fields one by one. */
interface Contest {
  field: string;
  mine: unknown;
  theirs: unknown;
}

export function contested({ mine, theirs }: Conflict): Contest[] {
  return Object.entries(mine).flatMap(([field, value]): Contest[] => {
    if (field !== 'custom') {
      const other = theirs[field as keyof TicketChange];
      return same(value, other) ? [] : [{ field, mine: value, theirs: other }];
    }
    return Object.entries(value as Ticket['custom'])
      .filter(([key, one]) => !same(one, theirs.custom[key]))
      .map(([key, one]) => ({ field: `custom.${key}`, mine: one, theirs: theirs.custom[key] }));
  });
}

/** What is to be saved of one's own change: the fields that were chosen. */
export function chosenChange({ mine }: Conflict, fields: ReadonlySet<string>): TicketChange {
  const change: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(mine)) {
    if (field !== 'custom') {
      if (fields.has(field)) change[field] = value;
      continue;
    }
    const custom = Object.fromEntries(
      Object.entries(value as Ticket['custom']).filter(([key]) => fields.has(`custom.${key}`)),
    );
    if (Object.keys(custom).length > 0) change.custom = custom;
  }
  return change as TicketChange;
}
