import { describe, expect, it } from 'vitest';
import { isUnreachable, type QueuedWrite } from './offline';
import { Problem } from './problem';
import { joined } from './queue';

const waiting = (more: Partial<QueuedWrite>): QueuedWrite =>
  ({
    id: 1,
    key: 'k1',
    agentId: 1,
    ticketId: 7,
    at: 0,
    isTried: false,
    refusal: null,
    kind: 'change',
    version: 3,
    change: { status: 'solved' },
    ...more,
  }) as QueuedWrite;
const change = {
  kind: 'change',
  key: 'k2',
  ticketId: 7,
  version: 3,
  change: { priority: 'high' },
} as const;

describe('what waits for the server', () => {
  it('is one change a ticket, as long as nobody has tried it', () => {
    expect(joined([waiting({})], change)?.change).toEqual({ status: 'solved', priority: 'high' });
    expect(joined([waiting({})], { ...change, change: { status: 'open' } })?.change).toEqual({
      status: 'open',
    });
    expect(joined([waiting({})], change)?.key).toBe('k1');
  });

  it('stays apart where its outcome is unknown, was refused, or something else came between', () => {
    expect(joined([waiting({ isTried: true })], change)).toBeNull();
    expect(joined([waiting({ refusal: 'No.' })], change)).toBeNull();
    expect(joined([waiting({ ticketId: 8 })], change)).toBeNull();
    expect(
      joined([waiting({}), waiting({ id: 2, kind: 'reply' } as Partial<QueuedWrite>)], change),
    ).toBeNull();
    expect(joined([waiting({})], { ...change, isTried: true })).toBeNull();
  });

  it('waits for a server that is away, not for one that says no', () => {
    expect(isUnreachable(new TypeError('fetch'))).toBe(true);
    expect(isUnreachable(new Problem(0, ''))).toBe(true);
    expect(isUnreachable(new Problem(503, ''))).toBe(true);
    expect(isUnreachable(new Problem(401, ''))).toBe(false);
    expect(isUnreachable(new Problem(422, ''))).toBe(false);
    expect(isUnreachable(new Problem(500, ''))).toBe(false);
  });
});
