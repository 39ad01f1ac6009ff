import { readLocal, writeLocal } from '~/lib/local';
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

const DETAILS = 'lazo.case_details';

/** Whether the details of a case are open below its header; it stays so from case to case. */
export const caseDetails = createStore<boolean>(readLocal(DETAILS) === '1');

export function toggleDetails(): void {
  caseDetails.set((now) => !now);
  writeLocal(DETAILS, caseDetails.get() ? '1' : null);
}

/** What is to be quoted in the reply of a case; the composer takes it. */
export const quoteWanted = createStore<{ ticketId: number; text: string } | null>(null);
