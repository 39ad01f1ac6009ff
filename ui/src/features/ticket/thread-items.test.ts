import { describe, expect, it } from 'vitest';
import type { LogEvent, Message } from '~/api/records';
import { freshOf, threadItems } from './thread-items';

const message = (id: number, at: string, agentId: number | null = null): Message =>
  ({
    id,
    created_at: at,
    author: { kind: agentId ? 'agent' : 'customer', id: agentId },
  }) as Message;
const event = (
  id: number,
  at: string,
  changes: LogEvent['changes'] = { priority: ['low', 'high'] },
): LogEvent => ({ id, at, kind: 'ticket.changed', changes }) as LogEvent;
const shape = (items: ReturnType<typeof threadItems>): string[] =>
  items.map((item) =>
    item.what === 'events' ? `events ${item.events.length}` : item.key.replace(/T.*/, ''),
  );

describe('what stands in the conversation', () => {
  const first = message(1, '2026-11-20T12:00:00Z');
  const second = message(2, '2026-11-20T15:00:00Z', 7);
  const third = message(3, '2026-11-22T15:00:00Z');

  it('puts what happened between the messages, folded by runs, under its day', () => {
    const events = [
      event(14, '2026-11-22T16:00:00Z'),
      event(13, '2026-11-20T14:00:00Z'),
      event(12, '2026-11-20T13:00:00Z'),
    ];
    const items = threadItems({ messages: [first, second, third], events, hasOlder: false, fresh: null });
    expect(shape(items)).toEqual(['d2026-11-20', 'm1', 'events 2', 'm2', 'd2026-11-22', 'm3', 'events 1']);
  });

  it('does not tell twice what the messages tell: counts alone are no event', () => {
    const counted = event(12, '2026-11-20T13:00:00Z', { replies: [0, 1], updated_at: ['a', 'b'] });
    const items = threadItems({ messages: [first], events: [counted], hasOlder: false, fresh: null });
    expect(shape(items)).toEqual(['d2026-11-20', 'm1']);
  });

  it('leaves out what happened before the first message that is here', () => {
    const events = [event(12, '2026-11-20T13:00:00Z')];
    expect(shape(threadItems({ messages: [second], events, hasOlder: true, fresh: null }))).toEqual([
      'd2026-11-20',
      'm2',
    ]);
  });

  it('marks where the new ones begin; one’s own are never new', () => {
    const all = [first, second, third];
    expect(freshOf(all, null, 7)).toBeNull();
    expect(freshOf(all, 3, 7)).toBeNull();
    expect(freshOf(all, 1, 7)).toEqual({ id: 3, count: 1 });
    const items = threadItems({ messages: all, events: [], hasOlder: false, fresh: freshOf(all, 1, 9) });
    expect(shape(items)).toEqual(['d2026-11-20', 'm1', 'new', 'm2', 'd2026-11-22', 'm3']);
  });
});
