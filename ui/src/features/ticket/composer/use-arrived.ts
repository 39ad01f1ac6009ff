import { useEffect, useState } from 'react';
import type { Message } from '~/api/records';

/** What may make an answer wrong: the customer's own words, or a colleague's answer. */
const matters = (message: Message, me: number): boolean =>
  message.id > 0 &&
  message.public &&
  (message.kind ?? 'message') === 'message' &&
  (message.author.kind === 'customer' || (message.author.kind === 'agent' && message.author.id !== me));

/** What came since the answer was begun, until it was seen; the server holds the answer for it too. */
export function useArrived(messages: readonly Message[] | undefined, me: number, empty: boolean) {
  const latest = Math.max(0, ...(messages ?? []).map((message) => message.id));
  const [seenId, setSeenId] = useState(latest);
  useEffect(() => {
    // Nothing is being written, or the case has only just been opened: all that is there is seen.
    if (empty || seenId === 0) setSeenId(latest);
  }, [empty, latest, seenId]);
  return {
    seenId,
    messages:
      empty || seenId === 0 ? [] : (messages ?? []).filter((one) => one.id > seenId && matters(one, me)),
    see: () => setSeenId(latest),
  };
}
