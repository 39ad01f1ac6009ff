import { createStore, useStore } from '~/lib/store';

/** Somebody else who is in a ticket now. */
export interface Present {
  agentId: number;
  /** Writing there: a pencil. */
  editing: boolean;
  /** Their tab is hidden or nobody touched it for five minutes: faded. */
  away: boolean;
}

type ByTicket = ReadonlyMap<number, readonly Present[]>;

const NOBODY: readonly Present[] = [];
const others = createStore<ByTicket>(new Map());
/** What this tab says of itself. */
const here = createStore<{ ticketId: number | null; editing: boolean }>({ ticketId: null, editing: false });

/** Who else is in this ticket, in the order in which they came. */
export const usePresence = (ticketId: number): readonly Present[] => useStore(others).get(ticketId) ?? NOBODY;

/** This tab shows a ticket, or none any more. */
export function announceViewing(ticketId: number | null): void {
  here.set((now) =>
    now.ticketId === ticketId ? now : { ticketId, editing: false },
  );
}

/** Somebody writes in this ticket, or stopped. Call it as often as you like: only changes are told. */
export function announceEditing(ticketId: number, editing: boolean): void {
  here.set((now) =>
    now.ticketId !== ticketId && !editing
      ? now
      : now.ticketId === ticketId && now.editing === editing
        ? now
        : { ticketId, editing },
  );
}
