import { createStore } from '~/lib/store';

export type CaseDialogName = 'snooze' | 'promise' | 'merge' | 'link' | 'time' | 'print';

/** The dialog that is open over a case. */
export const caseDialog = createStore<CaseDialogName | null>(null);

/** Messages that are being chosen to become a case of their own; null: nothing is being split. */
export const splitChoice = createStore<ReadonlySet<number> | null>(null);

export function toggleSplit(messageId: number): void {
  splitChoice.set((now) => {
    if (!now) return now;
    const next = new Set(now);
    if (!next.delete(messageId)) next.add(messageId);
    return next;
  });
}

/** What is to be quoted in the reply of a case; the composer takes it. */
export const quoteWanted = createStore<{ ticketId: number; text: string } | null>(null);
