import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft, DraftWords } from '~/api/drafts';
import {
  calledIds,
  DraftKeeper,
  type KeeperRoads,
  type LocalDraft,
  NO_WORDS,
  toServer,
} from './draft-keeper';

const ME = 7;
const draft = (change: Partial<Draft> = {}): Draft => ({
  id: 1,
  version: 1,
  ticket_id: 5,
  agent_id: ME,
  kind: 'reply',
  text: 'Hola',
  to: null,
  cc: null,
  bcc: null,
  channel_id: null,
  mentions: null,
  status_after: null,
  state: 'writing',
  send_at: null,
  reason: null,
  detail: null,
  leased_until: '2026-01-05T09:00:00Z',
  attachments: [],
  updated_at: '2026-01-05T09:00:00Z',
  ...change,
});

/** A server with one slot, and a browser's storage. */
function world(kind: 'reply' | 'note' = 'reply') {
  const there = { draft: null as Draft | null, offline: false, saves: 0, local: null as LocalDraft | null };
  const roads: KeeperRoads = {
    save: async (words: DraftWords, version) => {
      there.saves += 1;
      if (there.offline) throw new Error('offline');
      if (there.draft && (there.draft.agent_id !== ME || version !== there.draft.version))
        throw new Error('elsewhere');
      if (!there.draft && version !== null) throw new Error('elsewhere');
      there.draft = draft({ kind, text: words.text, version: (there.draft?.version ?? 0) + 1 });
      return there.draft;
    },
    refresh: async () => (there.draft ? [there.draft] : []),
    local: {
      read: () => there.local,
      write: (value) => {
        there.local = value;
      },
    },
    isElsewhere: (error) => error instanceof Error && error.message === 'elsewhere',
    isOffline: (error) => error instanceof Error && error.message === 'offline',
  };
  return { there, keeper: () => new DraftKeeper(kind, ME, roads) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const soon = () => vi.advanceTimersByTimeAsync(2_000);

describe('a draft being written', () => {
  it('is in this browser at once and on the server within two seconds, in one request', async () => {
    const { there, keeper } = world();
    const one = keeper();
    one.edit({ text: 'Ho' });
    one.edit({ text: 'Hola' });
    expect(there.local?.words.text).toBe('Hola');
    await soon();
    expect([there.saves, there.draft?.text, one.state.get().keeping]).toEqual([1, 'Hola', 'saved']);
  });

  it('outlives a page that is closed before it was saved', async () => {
    const { there, keeper } = world();
    keeper().edit({ text: 'A medias' });
    const again = keeper();
    expect(again.state.get().words.text).toBe('A medias');
    again.arrive([]);
    await soon();
    expect(there.draft?.text).toBe('A medias');
  });

  it('waits while the server is away and is saved when it is back', async () => {
    const { there, keeper } = world();
    there.offline = true;
    const one = keeper();
    one.edit({ text: 'Sin red' });
    await soon();
    expect([one.state.get().keeping, there.local?.dirty]).toEqual(['offline', true]);
    there.offline = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect([one.state.get().keeping, there.draft?.text]).toEqual(['saved', 'Sin red']);
  });

  it('shows what was saved from another browser', () => {
    const { keeper } = world();
    const one = keeper();
    one.arrive([draft({ text: 'Desde el teléfono', version: 3 })]);
    expect([one.state.get().words.text, one.state.get().at, one.state.get().turn]).toEqual([
      'Desde el teléfono',
      { id: 1, version: 3 },
      1,
    ]);
  });

  it('keeps both texts when two tabs of one person wrote', async () => {
    const { there, keeper } = world();
    there.draft = draft({ text: 'De la otra pestaña', version: 4 });
    const one = keeper();
    one.edit({ text: 'De esta' });
    await soon();
    await soon();
    expect(there.draft?.text).toBe('De la otra pestaña\n\nDe esta');
  });

  it('is told when a colleague took it, and keeps what was typed since', async () => {
    const { there, keeper } = world();
    const one = keeper();
    one.edit({ text: 'Empecé yo' });
    await soon();
    there.draft = draft({ agent_id: 9, text: 'Empecé yo, sigue Luis', version: 5 });
    one.edit({ text: 'Empecé yo y sigo' });
    await soon();
    const now = one.state.get();
    expect([now.keeping, now.words.text, now.theirs?.agent_id]).toEqual(['taken', 'Empecé yo y sigo', 9]);
    expect(there.draft.text).toBe('Empecé yo, sigue Luis');
  });

  it('goes with the colleague when nothing was typed since', async () => {
    const { there, keeper } = world();
    const one = keeper();
    one.edit({ text: 'Empecé yo' });
    await soon();
    one.arrive([draft({ ...there.draft, agent_id: 9, version: 5 })]);
    expect([one.state.get().words, one.state.get().theirs?.agent_id]).toEqual([NO_WORDS, 9]);
  });

  it('is empty once it was sent from elsewhere', async () => {
    const { there, keeper } = world();
    const one = keeper();
    one.edit({ text: 'Hola' });
    await soon();
    there.draft = null;
    one.arrive([]);
    await soon();
    expect([one.state.get().words.text, one.state.get().at]).toEqual(['', null]);
  });

  it('is not taken away by a list that is older than what was saved', async () => {
    const { keeper } = world();
    const one = keeper();
    one.edit({ text: 'Hola' });
    await soon();
    one.arrive([]);
    await soon();
    expect([one.state.get().words.text, one.state.get().keeping]).toEqual(['Hola', 'saved']);
  });

  it('is whole on the server before it is sent', async () => {
    const { there, keeper } = world();
    const one = keeper();
    one.edit({ text: 'Va' });
    expect(await one.flush()).toEqual({ id: 1, version: 1 });
    expect(there.draft?.text).toBe('Va');
    one.clear();
    expect([one.state.get().words, there.local]).toEqual([NO_WORDS, null]);
  });
});

describe('what the server is given', () => {
  it('has addresses one by one, as they were typed, and a note has none', () => {
    const words = {
      ...NO_WORDS,
      text: 'x',
      cc: 'Ana <ana@example.com>; "Ruiz, Luis" <luis@example.com>, mal',
    };
    expect(toServer('reply', words).cc).toEqual([
      { name: 'Ana', address: 'ana@example.com' },
      { name: 'Ruiz, Luis', address: 'luis@example.com' },
      'mal',
    ]);
    expect(toServer('note', words)).toEqual({ kind: 'note', text: 'x' });
    expect(toServer('reply', { ...words, cc: '' }).cc).toEqual([]);
  });

  it('calls those whom the note still names', () => {
    const mentions = [
      { name: 'Ana Ruiz', ids: [3] },
      { name: 'Soporte', ids: [3, 4] },
      { name: 'Luis', ids: [5] },
    ];
    expect(calledIds({ ...NO_WORDS, text: '@Ana Ruiz, mira con @Soporte', mentions })).toEqual([3, 4]);
  });
});
