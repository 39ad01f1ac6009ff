import { type Availability, availabilityOf, type Load, type TeamLive } from '~/api/attention';
import type { Present } from '~/api/presence';
import type { Agent } from '~/api/records';

/** How present somebody is: by what they set by hand, and by whether their workspace is open. */
export type Standing = Availability | 'idle' | 'gone';

export interface PersonRow {
  agent: Agent;
  standing: Standing;
  /** Where they are, writers first. */
  tickets: { ticketId: number; editing: boolean }[];
  load: Load;
}

export const NO_LOAD: Load = {
  open: 0,
  pending: 0,
  on_hold: 0,
  urgent: 0,
  overdue: 0,
  unassigned: 0,
  oldest_unassigned_at: null,
  created: 0,
  solved: 0,
  replies: 0,
};

/** Who says to be away is; who says to be available is only as far as they are here. */
export function standingOf(availability: Availability, here: { away: boolean } | undefined): Standing {
  if (availability !== 'available') return availability;
  if (!here) return 'gone';
  return here.away ? 'idle' : 'available';
}

const ORDER: Record<Standing, number> = { available: 0, idle: 1, away: 2, gone: 3, offline: 4 };

/** Everybody who answers or carries something: those who are here first, then by how much they have. */
export function personRows(
  agents: readonly (Agent & { is_active?: boolean })[],
  live: TeamLive,
  here: ReadonlyMap<number, { away: boolean }>,
  inTickets: ReadonlyMap<number, readonly Present[]>,
): PersonRow[] {
  const loads = new Map(live.agents.map((load) => [load.agent_id, load]));
  const places = new Map<number, PersonRow['tickets']>();
  for (const [ticketId, people] of inTickets)
    for (const one of people)
      places.set(one.agentId, [...(places.get(one.agentId) ?? []), { ticketId, editing: one.editing }]);
  return agents
    .filter((agent) => agent.is_active !== false || loads.has(agent.id))
    .filter((agent) => agent.role !== 'analyst' || loads.has(agent.id))
    .map((agent) => ({
      agent,
      standing: standingOf(availabilityOf(agent), here.get(agent.id)),
      tickets: (places.get(agent.id) ?? []).toSorted((a, b) => Number(b.editing) - Number(a.editing)),
      load: loads.get(agent.id) ?? NO_LOAD,
    }))
    .toSorted(
      (a, b) =>
        ORDER[a.standing] - ORDER[b.standing] ||
        b.load.open - a.load.open ||
        a.agent.name.localeCompare(b.agent.name),
    );
}
