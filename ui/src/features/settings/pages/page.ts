import type { Agent } from '~/api/records';

/** What every page of the settings is given: who looks, and which record the address names. */
export interface PageProps {
  me: Agent;
  /** undefined: the list; "new"; or a number. */
  id: string | undefined;
}

/** The record of an address: undefined for the list, null for a new one. */
export function recordOf(id: string | undefined): number | null | undefined {
  if (id === undefined) return undefined;
  return /^\d{1,15}$/.test(id) ? Number(id) : null;
}
