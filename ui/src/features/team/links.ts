import type { Filter } from '~/api/records';

/** Whose tickets: an agent's, a team's (null: of no team), or everybody's. */
export type Whose = { agentId: number } | { teamId: number | null } | null;
export type Figure = 'open' | 'pending' | 'urgent' | 'overdue' | 'unassigned' | 'created' | 'solved';

const waits: Filter = { field: 'status', op: 'in', value: ['new', 'open', 'pending', 'on_hold'] };

/** The conditions behind a figure; `at` and `dayStart` are those of the moment it was counted. */
function conditionsOf(figure: Figure, at: string, dayStart: string): Filter[] {
  switch (figure) {
    case 'open':
      return [{ field: 'status', op: 'in', value: ['new', 'open'] }];
    case 'pending':
      return [{ field: 'status', op: 'is', value: 'pending' }];
    case 'urgent':
      return [waits, { field: 'priority', op: 'is', value: 'urgent' }];
    case 'overdue':
      return [waits, { field: 'next_update_at', op: '<', value: at }];
    case 'unassigned':
      return [waits, { field: 'agent_id', op: 'absent' }];
    case 'created':
      return [{ field: 'created_at', op: '>=', value: dayStart }];
    case 'solved':
      return [{ field: 'solved_at', op: '>=', value: dayStart }];
  }
}

function conditionOf(whose: Whose): Filter[] {
  if (whose === null) return [];
  if ('agentId' in whose) return [{ field: 'agent_id', op: 'is', value: whose.agentId }];
  return [
    whose.teamId === null
      ? { field: 'team_id', op: 'absent' }
      : { field: 'team_id', op: 'is', value: whose.teamId },
  ];
}

/** The very tickets that a figure counts, as an address of the inbox. */
export function ticketsBehind(figure: Figure, whose: Whose, live: { at: string; day_start: string }): string {
  const filter: Filter = { all: [...conditionsOf(figure, live.at, live.day_start), ...conditionOf(whose)] };
  return `/inbox/all?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}
