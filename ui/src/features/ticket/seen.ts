import { readLocal, writeLocal } from '~/lib/local';

// Up to which message a case was read in this browser: what came later is marked as new when it is opened again.
const KEY = 'lazo.seen';
const MOST = 400;

type Seen = [ticketId: number, messageId: number][];

function read(): Seen {
  try {
    const value: unknown = JSON.parse(readLocal(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((one): one is [number, number] => Array.isArray(one)) : [];
  } catch {
    return [];
  }
}

/** The last message that was read; null for a case that was never opened here. */
export const seenMessage = (ticketId: number): number | null =>
  read().find(([id]) => id === ticketId)?.[1] ?? null;

export function markSeen(ticketId: number, messageId: number): void {
  const now = read();
  if (now[0]?.[0] === ticketId && now[0][1] >= messageId) return;
  const rest = now.filter(([id]) => id !== ticketId);
  writeLocal(KEY, JSON.stringify([[ticketId, messageId], ...rest].slice(0, MOST)));
}
