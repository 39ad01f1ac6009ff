import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  type Draft,
  type DraftKind,
  fetchDrafts,
  isElsewhere,
  isOffline,
  patchDraft,
  saveDraft,
} from '~/api/drafts';
import { keys } from '~/api/keys';
import { useQueuedWrites } from '~/api/offline';
import { announceEditing } from '~/api/presence';
import { asProblem } from '~/api/problem';
import { readLocal, writeLocal } from '~/lib/local';
import { useStore } from '~/lib/store';
import { DraftKeeper, type KeeperRoads, type Kept, type LocalDraft, NO_WORDS } from './draft-keeper';

const keyOf = (ticketId: number, kind: DraftKind): string => `lazo.draft.${ticketId}.${kind}`;

/** What this browser kept; what cannot be read is nothing. */
export function readLocalDraft(ticketId: number, kind: DraftKind): LocalDraft | null {
  try {
    const raw = JSON.parse(readLocal(keyOf(ticketId, kind)) ?? 'null') as LocalDraft | null;
    if (!raw || typeof raw.words?.text !== 'string') return null;
    const files = Array.isArray(raw.words.files) ? raw.words.files : [];
    const mentions = Array.isArray(raw.words.mentions) ? raw.words.mentions : [];
    return { ...raw, words: { ...NO_WORDS, ...raw.words, files, mentions } };
  } catch {
    return null;
  }
}

export const writeLocalDraft = (ticketId: number, kind: DraftKind, draft: LocalDraft | null): void =>
  writeLocal(keyOf(ticketId, kind), draft === null ? null : JSON.stringify(draft));

/** The keeper of what is written here, and how it stands. */
export function useKeeper(
  ticketId: number,
  kind: DraftKind,
  me: number,
  drafts: readonly Draft[] | undefined,
): [DraftKeeper, Kept] {
  const client = useQueryClient();
  const [keeper] = useState(() => {
    const roads: KeeperRoads = {
      save: async (words, version) => {
        try {
          const draft = await saveDraft(ticketId, words, version);
          patchDraft(client, draft);
          return draft;
        } catch (error) {
          throw asProblem(error);
        }
      },
      refresh: async () => {
        const now = await fetchDrafts(ticketId);
        client.setQueryData<Draft[]>(keys.drafts(ticketId), now);
        return now;
      },
      local: {
        read: () => readLocalDraft(ticketId, kind),
        write: (draft) => writeLocalDraft(ticketId, kind, draft),
      },
      isElsewhere,
      isOffline,
    };
    return new DraftKeeper(kind, me, roads);
  });
  const arrive = useEffectEvent((now: readonly Draft[]) => keeper.arrive(now));
  const queued = useQueuedWrites();
  useEffect(() => {
    // What waits to be sent from here is not being written any more, whatever the server still has of it.
    const isQueued = queued.some(
      (one) => one.kind === 'reply' && one.ticketId === ticketId && one.words.kind === kind,
    );
    if (drafts) arrive(isQueued ? drafts.filter((one) => one.kind !== kind || one.agent_id !== me) : drafts);
  }, [drafts, queued, ticketId, kind, me]);
  useEffect(() => {
    keeper.start();
    return () => keeper.stop();
  }, [keeper]);
  return [keeper, useStore(keeper.state)];
}

const IDLE_MS = 20_000;

/** Colleagues see a pencil while somebody types here, and for a little while after. */
export function useEditingMark(ticketId: number, text: string, focused: boolean): void {
  useEffect(() => {
    if (!focused || text === '') {
      announceEditing(ticketId, false);
      return undefined;
    }
    announceEditing(ticketId, true);
    const timer = setTimeout(() => announceEditing(ticketId, false), IDLE_MS);
    return () => clearTimeout(timer);
  }, [ticketId, text, focused]);
  useEffect(() => () => announceEditing(ticketId, false), [ticketId]);
}
