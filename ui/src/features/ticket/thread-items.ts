import type { LogEvent, Message } from '~/api/records';
import { dayOf } from '~/lib/format';

export type ThreadItem =
  | { what: 'day'; key: string; at: string }
  | { what: 'new'; key: string; count: number }
  | { what: 'message'; key: string; message: Message }
  | { what: 'events'; key: string; events: LogEvent[] };

interface Told {
  messages: readonly Message[];
  /** Newest first, as far as they are loaded. */
  events: readonly LogEvent[];
  /** There are older messages that are not here: what happened before the first one is not shown either. */
  hasOlder: boolean;
  /** The first message that is new to this reader, and how many there are. */
  fresh: { id: number; count: number } | null;
}

/** Nothing but counts and versions: the messages tell that themselves. */
const SILENT = new Set(['version', 'updated_at', 'replies', 'contacts', 'first_reply_at', 'time_spent']);

const isTold = (event: LogEvent): boolean => {
  const fields = Object.keys(event.changes ?? {});
  return event.kind !== 'ticket.changed' || fields.length <= 1 || fields.some((field) => !SILENT.has(field));
};

/** What a message brought about has its time, and follows it; that a case was opened comes before its first words. */
const comesBefore = (event: LogEvent, message: Message): boolean =>
  event.at < message.created_at || (event.kind === 'ticket.created' && event.at === message.created_at);

/** What stands in the conversation, oldest first: messages, days, and what happened in between, folded by runs. */
export function threadItems({ messages, events, hasOlder, fresh }: Told): ThreadItem[] {
  const items: ThreadItem[] = [];
  const from = hasOlder ? (messages[0]?.created_at ?? '') : '';
  const waiting = events.filter((event) => event.at >= from && isTold(event)).toReversed();
  let day = '';
  let run: LogEvent[] = [];
  const newDay = (at: string): void => {
    const next = dayOf(at);
    if (next !== day) items.push({ what: 'day', key: `d${at}`, at });
    day = next;
  };
  const endRun = (): void => {
    const first = run[0];
    if (first) items.push({ what: 'events', key: `e${first.id}`, events: run });
    run = [];
  };
  const tell = (event: LogEvent): void => {
    if (dayOf(event.at) !== day) endRun();
    if (run.length === 0) newDay(event.at);
    run.push(event);
  };
  let next = 0;
  for (const message of messages) {
    for (let event = waiting[next]; event && comesBefore(event, message); event = waiting[next]) {
      tell(event);
      next += 1;
    }
    endRun();
    newDay(message.created_at);
    if (fresh?.id === message.id) items.push({ what: 'new', key: 'new', count: fresh.count });
    items.push({ what: 'message', key: `m${message.id}`, message });
  }
  for (const event of waiting.slice(next)) tell(event);
  endRun();
  return items;
}

/** What is new to a reader who has seen up to that message; his own are not. */
export function freshOf(
  messages: readonly Message[],
  seen: number | null,
  meId: number | null,
): { id: number; count: number } | null {
  if (seen === null) return null;
  const fresh = messages.filter(
    (message) => message.id > seen && !(message.author.kind === 'agent' && message.author.id === meId),
  );
  const first = fresh[0];
  return first ? { id: first.id, count: fresh.length } : null;
}
