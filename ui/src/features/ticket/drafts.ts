import { readLocal, writeLocal } from '~/lib/local';

/** What somebody had begun to write in a case, on this browser. */
export interface Draft {
  text: string;
  mode: 'reply' | 'note';
  /** People as they were typed; undefined: whoever the server thinks of. */
  to?: string;
  cc?: string;
  bcc?: string;
  /** The mailbox that was chosen to send it by. */
  channelId?: number;
}

const keyOf = (ticketId: number): string => `lazo.draft.${ticketId}`;
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function readDraft(ticketId: number): Draft {
  try {
    const raw = JSON.parse(readLocal(keyOf(ticketId)) ?? 'null') as Record<string, unknown> | null;
    if (raw && typeof raw.text === 'string')
      return {
        text: raw.text,
        mode: raw.mode === 'note' ? 'note' : 'reply',
        to: asText(raw.to),
        cc: asText(raw.cc),
        bcc: asText(raw.bcc),
        channelId: typeof raw.channelId === 'number' ? raw.channelId : undefined,
      };
  } catch {
    // An unreadable draft is no draft.
  }
  return { text: '', mode: 'reply' };
}

export function saveDraft(ticketId: number, draft: Draft): void {
  const isEmpty = `${draft.text}${draft.to ?? ''}${draft.cc ?? ''}${draft.bcc ?? ''}`.trim() === '';
  writeLocal(keyOf(ticketId), isEmpty ? null : JSON.stringify(draft));
}
