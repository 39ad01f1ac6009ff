import { describe, expect, it } from 'vitest';
import type { TeamLive } from '~/api/attention';
import type { Agent } from '~/api/records';
import { ticketsBehind } from './links';
import { NO_LOAD, personRows, standingOf } from './rows';

const agent = (id: number, name: string, more: object = {}): Agent =>
  ({ id, name, email: `${id}@x.example`, role: 'agent', version: 1, ...more }) as Agent;
const live = (agents: TeamLive['agents']): TeamLive => ({
  at: '2026-11-24T15:00:00Z',
  day_start: '2026-11-24T05:00:00Z',
  all: NO_LOAD,
  teams: [],
  agents,
});

describe('how present somebody is', () => {
  it('is what they set by hand, and else whether they are here', () => {
    expect(standingOf('away', { away: false })).toBe('away');
    expect(standingOf('available', { away: false })).toBe('available');
    expect(standingOf('available', { away: true })).toBe('idle');
    expect(standingOf('available', undefined)).toBe('gone');
  });
});

describe('the people of the team page', () => {
  it('come with those who are here first, then by what they carry', () => {
    const rows = personRows(
      [agent(1, 'Ana'), agent(2, 'Luis'), agent(3, 'Eva')],
      live([
        { ...NO_LOAD, agent_id: 1, open: 9 },
        { ...NO_LOAD, agent_id: 3, open: 2 },
      ]),
      new Map([
        [2, { away: false }],
        [3, { away: false }],
      ]),
      new Map([[7, [{ agentId: 2, editing: true, away: false }]]]),
    );
    expect(rows.map((row) => row.agent.name)).toEqual(['Eva', 'Luis', 'Ana']);
    expect(rows[1]?.tickets).toEqual([{ ticketId: 7, editing: true }]);
  });

  it('leave out who was disabled, unless they still carry something', () => {
    const gone = agent(4, 'Omar', { is_active: false });
    expect(personRows([gone], live([]), new Map(), new Map())).toEqual([]);
    expect(
      personRows([gone], live([{ ...NO_LOAD, agent_id: 4, open: 1 }]), new Map(), new Map()),
    ).toHaveLength(1);
  });
});

describe('a figure leads to its tickets', () => {
  it('by a filter in the address that counts the same', () => {
    const address = ticketsBehind('unassigned', { teamId: null }, live([]));
    expect(JSON.parse(decodeURIComponent(address.split('filter=')[1] ?? ''))).toEqual({
      all: [
        { field: 'status', op: 'in', value: ['new', 'open', 'pending', 'on_hold'] },
        { field: 'agent_id', op: 'absent' },
        { field: 'team_id', op: 'absent' },
      ],
    });
  });
});
