import { readLocal, writeLocal } from '~/lib/local';

/** What somebody had begun to write in a case, on this browser. */
export interface Draft {
  text: string;
  mode: 'reply' | 'note';
}

const keyOf = (ticketId: number): string => `lazo.draft.${ticketId}`;

export function readDraft(ticketId: number): Draft {
  try {
    const raw: unknown = JSON.parse(readLocal(keyOf(ticketId)) ?? '{}');
    if (raw && typeof raw === 'object' && 'text' in raw && typeof raw.text === 'string')
      return { text: raw.text, mode: 'mode' in raw && raw.mode === 'note' ? 'note' : 'reply' };
  } catch {
    // An unreadable draft is no draft.
  }
  return { text: '', mode: 'reply' };
}

export function saveDraft(ticketId: number, draft: Draft): void {
  writeLocal(keyOf(ticketId), draft.text.trim() === '' ? null : JSON.stringify(draft));
}
