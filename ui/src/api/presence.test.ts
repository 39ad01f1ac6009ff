import { describe, expect, it } from 'vitest';
import { type PresenceState, type Present, withState } from './presence';

const state = (fields: Partial<PresenceState>): PresenceState => ({
  agent_id: 2,
  ticket_id: 7,
  here: true,
  editing: false,
  away: false,
  ...fields,
});

const nobody: ReadonlyMap<number, readonly Present[]> = new Map();

describe('who is in a ticket', () => {
  it('keeps the order in which they came, whatever they do there', () => {
    const two = withState(withState(nobody, state({})), state({ agent_id: 3 }));
    const writing = withState(two, state({ editing: true }));
    expect(writing.get(7)).toEqual([
      { agentId: 2, editing: true, away: false },
      { agentId: 3, editing: false, away: false },
    ]);
  });

  it('leaves other tickets as they are, to the very object', () => {
    const both = withState(withState(nobody, state({})), state({ ticket_id: 8 }));
    expect(withState(both, state({ away: true })).get(8)).toBe(both.get(8));
  });

  it('has no line for a ticket that everybody left', () => {
    expect(withState(withState(nobody, state({})), state({ here: false })).has(7)).toBe(false);
  });

  it('is the same when somebody leaves who was not known, or is merely here', () => {
    expect(withState(nobody, state({ here: false }))).toBe(nobody);
    expect(withState(nobody, state({ ticket_id: null }))).toBe(nobody);
  });
});
