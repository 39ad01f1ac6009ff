import type { Draft, DraftKind, DraftWords } from '~/api/drafts';
import type { Attachment, MailPerson } from '~/api/records';
import { createStore, type Store } from '~/lib/store';
import { parsePeople, peopleText } from '../reply';

export type DraftFile = Pick<Attachment, 'id' | 'name' | 'type' | 'size'>;
export interface Mention {
  /** As it stands behind the @ in the text. */
  name: string;
  /** One agent, or everybody of a team. */
  ids: number[];
}

/** What somebody writes. */
export interface Words {
  text: string;
  /** People as they were typed; undefined: whoever the server thinks of. */
  to?: string;
  cc?: string;
  bcc?: string;
  /** The mailbox that was chosen to send it by. */
  channelId?: number;
  files: readonly DraftFile[];
  mentions: readonly Mention[];
}

export const NO_WORDS: Words = { text: '', files: [], mentions: [] };

export const isEmpty = (words: Words): boolean =>
  `${words.text}${words.to ?? ''}${words.cc ?? ''}${words.bcc ?? ''}`.trim() === '' &&
  words.files.length === 0;

/**
 * saved: the server has it. waiting: it will soon. offline: the server does not answer, this browser keeps it. taken: a
 * colleague took the draft over. refused: the server does not want it, and said why.
 */
export type Keeping = 'saved' | 'waiting' | 'offline' | 'taken' | 'refused';

export interface Kept {
  words: Words;
  keeping: Keeping;
  /** The server's draft that these words belong to; null: none yet. */
  at: { id: number; version: number } | null;
  /** A colleague's answer in this case, being written. */
  theirs: Draft | null;
  /** Grows when the words came from elsewhere than this box: the field shows them anew. */
  turn: number;
}

export interface KeeperRoads {
  save: (words: DraftWords, version: number | null) => Promise<Draft>;
  /** What this browser keeps, of this case and kind. */
  local: { read: () => LocalDraft | null; write: (draft: LocalDraft | null) => void };
  /** The case's drafts as the server has them now. */
  refresh: () => Promise<readonly Draft[]>;
  /** Somebody else's by now, another version, or no more. */
  isElsewhere: (error: unknown) => boolean;
  isOffline: (error: unknown) => boolean;
}

/** `at`: the version that the words were based on; `dirty`: the server may not have them. */
export interface LocalDraft {
  words: Words;
  at: { id: number; version: number } | null;
  dirty: boolean;
}

export const SAVE_MS = 2_000;
const AGAIN_MS = 5_000;

/** People one by one; what is no address goes as it was typed, and is refused when it is sent. */
function listed(typed: string): (string | MailPerson)[] {
  const { people, wrong } = parsePeople(typed);
  return [...people, ...wrong];
}

const typedText = (list: readonly (string | MailPerson)[]): string =>
  list.map((one) => (typeof one === 'string' ? one : peopleText([one]))).join(', ');

/** Ids of those whom the note still calls by name. */
export const calledIds = (words: Words): number[] => [
  ...new Set(words.mentions.filter((one) => words.text.includes(`@${one.name}`)).flatMap((one) => one.ids)),
];

export function toServer(kind: DraftKind, words: Words): DraftWords {
  const isReply = kind === 'reply';
  const called = calledIds(words);
  return {
    kind,
    text: words.text,
    ...(isReply && words.to !== undefined ? { to: listed(words.to) } : {}),
    ...(isReply && words.cc !== undefined ? { cc: listed(words.cc) } : {}),
    ...(isReply && words.bcc ? { bcc: listed(words.bcc) } : {}),
    ...(isReply && words.channelId !== undefined ? { channel_id: words.channelId } : {}),
    ...(words.files.length > 0
      ? { attachments: words.files.map((file) => file.id).sort((a, b) => a - b) }
      : {}),
    ...(!isReply && called.length > 0 ? { mentions: called } : {}),
  };
}

export const fromServer = (draft: Draft, mentions: readonly Mention[] = []): Words => ({
  text: draft.text,
  ...(draft.to ? { to: typedText(draft.to) } : {}),
  ...(draft.cc ? { cc: typedText(draft.cc) } : {}),
  ...(draft.bcc ? { bcc: typedText(draft.bcc) } : {}),
  ...(draft.channel_id !== null ? { channelId: draft.channel_id } : {}),
  files: draft.attachments.map(({ id, name, type, size }) => ({ id, name, type, size })),
  mentions,
});

/**
 * Keeps what is written in one case: in this browser at once, on the server every two seconds, and tells whether it is
 * somebody else's by now. Nothing that was typed is ever dropped: what cannot be saved stays in the box.
 */
export class DraftKeeper {
  readonly state: Store<Kept>;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private saving: Promise<void> | null = null;
  private dirty = false;
  private stopped = false;
  private confirming = false;

  constructor(
    readonly kind: DraftKind,
    private readonly me: number,
    private readonly roads: KeeperRoads,
  ) {
    const local = roads.local.read();
    this.dirty = local?.dirty ?? false;
    this.state = createStore<Kept>({
      words: local?.words ?? NO_WORDS,
      keeping: this.dirty ? 'waiting' : 'saved',
      at: local?.at ?? null,
      theirs: null,
      turn: 0,
    });
  }

  private set(change: Partial<Kept>): void {
    this.state.set((now) => ({ ...now, ...change }));
  }

  private keepLocally(): void {
    const { words, at } = this.state.get();
    this.roads.local.write(isEmpty(words) && at === null ? null : { words, at, dirty: this.dirty });
  }

  /** The hands of the person in this box. */
  edit(change: Partial<Words>, elsewhere = false): void {
    const now = this.state.get();
    const words = { ...now.words, ...change };
    this.dirty = true;
    this.set({
      words,
      keeping: now.keeping === 'taken' ? 'taken' : 'waiting',
      turn: now.turn + (elsewhere ? 1 : 0),
    });
    this.keepLocally();
    if (now.keeping !== 'taken') this.later(SAVE_MS);
  }

  /** Words from elsewhere, after those that are there. */
  write(text: string): void {
    const { words } = this.state.get();
    this.edit({ text: words.text.trim() === '' ? text : `${words.text.trimEnd()}\n\n${text}` }, true);
  }

  private later(ms: number): void {
    if (this.timer !== null || this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.save().catch(() => undefined); // what stands in the way is told by `keeping`
    }, ms);
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** What the case's drafts say. */
  arrive(drafts: readonly Draft[], sure = false): void {
    if (this.saving) return;
    const now = this.state.get();
    const here = drafts.find((one) => one.kind === this.kind && one.state === 'writing');
    const theirs = here && here.agent_id !== this.me ? here : null;
    const mine = here && here.agent_id === this.me ? here : null;
    if (theirs) {
      // Words of ours that belonged to this very draft went with it; what came since stays.
      const went = now.at?.id === theirs.id && !this.dirty;
      this.set({
        theirs,
        at: now.at?.id === theirs.id ? null : now.at,
        ...(went ? { words: NO_WORDS, turn: now.turn + 1 } : {}),
        keeping: this.dirty && !isEmpty(now.words) ? 'taken' : 'saved',
      });
      if (went) this.keepLocally();
      return;
    }
    if (now.theirs) this.set({ theirs: null, keeping: this.dirty ? 'waiting' : 'saved' });
    if (mine && !this.dirty && (now.at?.id !== mine.id || now.at.version !== mine.version)) this.adopt(mine);
    else if (mine && this.dirty && now.at?.id !== mine.id) this.join(mine);
    else if (!mine && now.at !== null && sure) this.orphan();
    else if (!mine && now.at !== null) this.confirm();
    if (this.dirty) this.later(SAVE_MS);
  }

  /** The server's draft is what the box shows. */
  adopt(draft: Draft): void {
    const now = this.state.get();
    this.dirty = false;
    this.stopTimer();
    this.set({
      words: fromServer(draft, now.words.mentions),
      at: { id: draft.id, version: draft.version },
      theirs: null,
      keeping: 'saved',
      turn: now.turn + 1,
    });
    this.keepLocally();
  }

  /** Words were typed here before it was known that there are some: both are kept. */
  private join(draft: Draft): void {
    const now = this.state.get();
    const kept = fromServer(draft, now.words.mentions);
    const has = kept.text.includes(now.words.text) || now.words.text.includes(kept.text);
    const text =
      now.words.text.length > kept.text.length && has
        ? now.words.text
        : has
          ? kept.text
          : `${kept.text.trimEnd()}\n\n${now.words.text}`;
    this.set({
      words: {
        ...kept,
        ...now.words,
        text,
        files: now.words.files.length > 0 ? now.words.files : kept.files,
      },
      at: { id: draft.id, version: draft.version },
      turn: now.turn + 1,
    });
    this.keepLocally();
  }

  /** A list may be older than what was saved since: before words are taken away, the server is asked once more. */
  private confirm(): void {
    if (this.confirming) return;
    this.confirming = true;
    this.roads
      .refresh()
      .then((drafts) => this.arrive(drafts, true))
      .catch(() => undefined) // without an answer they stay
      .finally(() => {
        this.confirming = false;
      });
  }

  /** It was sent or discarded elsewhere. */
  private orphan(): void {
    const now = this.state.get();
    this.set({ at: null, ...(this.dirty ? {} : { words: NO_WORDS, turn: now.turn + 1 }) });
    this.keepLocally();
  }

  /** One request at a time; what is typed meanwhile goes with the next. */
  private async put(): Promise<void> {
    this.stopTimer();
    const { words, at } = this.state.get();
    this.dirty = false;
    try {
      if (isEmpty(words) && at === null) return;
      const draft = await this.roads.save(toServer(this.kind, words), at?.version ?? null);
      this.set({ at: { id: draft.id, version: draft.version } });
    } catch (error) {
      this.dirty = true;
      if (this.roads.isElsewhere(error)) {
        this.set({ at: null, keeping: 'waiting' });
        const drafts = await this.roads.refresh();
        this.saving = null;
        this.arrive(drafts);
      } else if (this.roads.isOffline(error)) {
        this.set({ keeping: 'offline' });
        this.later(AGAIN_MS);
      } else this.set({ keeping: 'refused' });
      throw error;
    } finally {
      if (!this.dirty) this.set({ keeping: 'saved' });
      this.keepLocally();
    }
  }

  private save(): Promise<void> {
    this.saving ??= this.put().finally(() => {
      this.saving = null;
      if (this.dirty && this.state.get().keeping === 'waiting') this.later(SAVE_MS);
    });
    return this.saving;
  }

  /** Everything typed so far is on the server; the draft, or null when there is nothing. Throws what stands in the way. */
  async flush(): Promise<Kept['at']> {
    await this.saving?.catch(() => undefined);
    for (let tries = 0; this.dirty && tries < 2; tries += 1) {
      if (this.state.get().keeping === 'taken') break;
      try {
        await this.save();
      } catch (error) {
        if (tries > 0 || !this.roads.isElsewhere(error)) throw error;
      }
    }
    return this.state.get().at;
  }

  /** It left, or was discarded: the box is empty. */
  clear(): void {
    this.stopTimer();
    this.dirty = false;
    this.set({ words: NO_WORDS, at: null, keeping: 'saved', turn: this.state.get().turn + 1 });
    this.keepLocally();
  }

  /** The box is there; what an earlier one left unsaved goes soon. */
  start(): void {
    this.stopped = false;
    if (this.dirty && this.state.get().keeping !== 'taken') this.later(SAVE_MS);
  }

  /** The box is left: what waits goes now. */
  stop(): void {
    this.stopped = true;
    this.stopTimer();
    if (this.dirty && this.state.get().keeping !== 'taken') this.save().catch(() => undefined);
  }
}
