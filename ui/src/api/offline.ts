import { createStore, useStore } from '~/lib/store';
import type { DraftWords, SendOrder } from './drafts';
import { Problem } from './problem';
import type { TicketChange } from './records';
import { connectionState } from './stream';

interface Common {
  id: number;
  /** The Idempotency-Key of its one effect, from the first try on. */
  key: string;
  agentId: number;
  ticketId: number;
  at: number;
  /** It was sent to the server at least once, so it must stay as it is. */
  isTried: boolean;
  /** The server's words, when it does not take it. */
  refusal: string | null;
}

/** An answer or a note that has not reached the server. `draft`: where the server keeps its words. */
export interface QueuedReply extends Common {
  kind: 'reply';
  words: DraftWords;
  draft: { id: number; version: number } | null;
  /** Its words are in that draft: only the sending is left. */
  isSaved: boolean;
  order: SendOrder;
}

/** A change of a ticket, with the version it was made on. */
export interface QueuedChange extends Common {
  kind: 'change';
  version: number;
  change: TicketChange;
}

export type QueuedWrite = QueuedReply | QueuedChange;
type Unnumbered<T> = T extends QueuedWrite
  ? Omit<T, 'id' | 'agentId' | 'at' | 'isTried' | 'refusal'> & { isTried?: boolean }
  : never;
export type NewWrite = Unnumbered<QueuedWrite>;

/** What waits in this browser, of the person who is signed in; oldest first. */
export const queuedWrites = createStore<readonly QueuedWrite[]>([]);
export const useQueuedWrites = (): readonly QueuedWrite[] => useStore(queuedWrites);

/** The server did not answer, or something before it did: what was asked may be asked again. */
export const isUnreachable = (error: unknown): boolean =>
  !(error instanceof Problem) || error.status === 0 || (error.status >= 502 && error.status <= 504);

/** Nothing overtakes what waits for the same ticket, and nobody tries a server that has been gone for long. */
export const mustWait = (ticketId: number): boolean =>
  connectionState() === 'offline' ||
  queuedWrites.get().some((one) => one.ticketId === ticketId && one.refusal === null);

type Keeper = (write: NewWrite) => Promise<void>;
let keeper: Keeper | null = null;

/** The queue, once it is here: it comes after the first screen. */
export function setQueueKeeper(next: Keeper | null): void {
  keeper = next;
}

/** Keeps a write for when the server is back; false: nothing here can keep it. */
export async function keepForLater(write: NewWrite): Promise<boolean> {
  if (!keeper) return false;
  try {
    await keeper(write);
    return true;
  } catch {
    return false;
  }
}
