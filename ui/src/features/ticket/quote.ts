import { useEffect, useEffectEvent } from 'react';
import { useStore } from '~/lib/store';
import { quoteWanted } from './case/dialogs';

/** A message as a quotation, and an empty line below it to go on from. */
export const asQuotation = (text: string): string =>
  `${text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')}\n\n`;

/** Hands over what somebody wanted to quote in the reply of this case. */
export function useQuoteWanted(ticketId: number, take: (quotation: string) => void): void {
  const wanted = useStore(quoteWanted);
  const taken = useEffectEvent(take);
  useEffect(() => {
    if (wanted?.ticketId !== ticketId) return;
    quoteWanted.set(null);
    taken(asQuotation(wanted.text));
  }, [wanted, ticketId]);
}
