import { useCallback, useSyncExternalStore } from 'react';
import { createStore, useStore } from '~/lib/store';
import { api, csrfToken, newKey, take } from './client';
import type { Page } from './records';
import { onStreamNews } from './stream';

/** Somebody else who is in a ticket now. */
export interface Present {
  agentId: number;
  /** Writing there: a pencil. */
  editing: boolean;
  /** Their tab is hidden or nobody touched it for five minutes: faded. */
  away: boolean;
}

/** What the server says of one agent in one ticket, or (`ticket_id` null) of whether they are here at all. */
export interface PresenceState {
  agent_id: number;
  ticket_id: number | null;
  here: boolean;
  editing: boolean;
  away: boolean;
}

const BEAT_MS = 15_000;
const IDLE_MS = 5 * 60_000;
/** Walking through a list is not told ticket by ticket. */
const SETTLE_MS = 400;

type ByTicket = ReadonlyMap<number, readonly Present[]>;
const NOBODY: readonly Present[] = [];

const others = createStore<ByTicket>(new Map());
const agentsHere = createStore<ReadonlyMap<number, { away: boolean }>>(new Map());
/** What this tab says of itself. */
const here = createStore<{ ticketId: number | null; editing: boolean }>({ ticketId: null, editing: false });

/** Who else is in this ticket, in the order in which they came. */
export function usePresence(ticketId: number): readonly Present[] {
  const snapshot = useCallback(() => others.get().get(ticketId) ?? NOBODY, [ticketId]);
  return useSyncExternalStore(others.subscribe, snapshot);
}

/** Every agent who has the workspace open, oneself too. */
export const useAgentsHere = (): ReadonlyMap<number, { away: boolean }> => useStore(agentsHere);

/** Which tickets others are in. */
export const useTicketsInUse = (): ByTicket => useStore(others);

/** This tab shows a ticket, or none any more. */
export function announceViewing(ticketId: number | null): void {
  here.set((now) => (now.ticketId === ticketId ? now : { ticketId, editing: false }));
}

/** Somebody writes in this ticket, or stopped. Call it as often as you like: only changes are told. */
export function announceEditing(ticketId: number, editing: boolean): void {
  here.set((now) => {
    if (now.ticketId !== ticketId && !editing) return now;
    return now.ticketId === ticketId && now.editing === editing ? now : { ticketId, editing };
  });
}

/** What is known, with one state more; the same when that says nothing new. Pure, for its tests. */
export function withState(now: ByTicket, state: PresenceState): ByTicket {
  const { ticket_id: ticketId } = state;
  if (ticketId === null) return now;
  const known = now.get(ticketId) ?? NOBODY;
  const at = known.findIndex((one) => one.agentId === state.agent_id);
  const one: Present = { agentId: state.agent_id, editing: state.editing, away: state.away };
  const left = state.here
    ? at < 0
      ? [...known, one]
      : known.map((before, index) => (index === at ? one : before))
    : known.filter((before) => before.agentId !== state.agent_id);
  if (!state.here && at < 0) return now;
  const next = new Map(now);
  if (left.length === 0) next.delete(ticketId);
  else next.set(ticketId, left);
  return next;
}

function hear(meId: number, state: PresenceState): void {
  if (state.ticket_id === null)
    agentsHere.set((now) => {
      const next = new Map(now);
      if (state.here) next.set(state.agent_id, { away: state.away });
      else next.delete(state.agent_id);
      return next;
    });
  else if (state.agent_id !== meId) others.set((now) => withState(now, state));
}

async function load(meId: number): Promise<void> {
  const page = await take<Page<PresenceState>>(api.GET('/api/v1/presence')).catch(() => null);
  if (!page) return; // the stream tells what changes; the next beat of the others repairs the rest
  let all: ByTicket = new Map();
  for (const state of page.data) if (state.agent_id !== meId) all = withState(all, state);
  others.set(all);
  agentsHere.set(
    new Map(
      page.data
        .filter((state) => state.ticket_id === null)
        .map((state) => [state.agent_id, { away: state.away }]),
    ),
  );
}

/** Tells where this tab is, and hears where the others are, until told to stop. */
export function followPresence(meId: number): () => void {
  const tab = newKey();
  let touchedAt = Date.now();
  let told = '';
  let settling: ReturnType<typeof setTimeout> | undefined;
  const isAway = () => document.visibilityState === 'hidden' || Date.now() - touchedAt > IDLE_MS;
  const say = (gone = false) => {
    if (csrfToken.get() === null) return;
    const { ticketId, editing } = here.get();
    const body = { tab, ticket_id: ticketId, editing, away: isAway(), gone };
    told = JSON.stringify(body);
    // Nothing depends on one word: the next beat says it again.
    api.PUT('/api/v1/presence', { body, keepalive: gone }).catch(() => undefined);
  };
  const sayIfNew = () => {
    const { ticketId, editing } = here.get();
    if (told !== JSON.stringify({ tab, ticket_id: ticketId, editing, away: isAway(), gone: false })) say();
  };
  const settle = () => {
    clearTimeout(settling);
    settling = setTimeout(sayIfNew, SETTLE_MS);
  };
  const touch = () => {
    const wasAway = isAway();
    touchedAt = Date.now();
    if (wasAway) settle();
  };
  const leave = () => say(true);
  const beat = setInterval(() => say(), BEAT_MS);
  const forget = [
    here.subscribe(settle),
    onStreamNews((news) => {
      if (news.kind === 'live') void load(meId);
      if (news.kind === 'presence') hear(meId, news.data as PresenceState);
    }),
  ];
  document.addEventListener('visibilitychange', settle);
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', settle);
  for (const kind of ['pointerdown', 'pointermove', 'keydown']) window.addEventListener(kind, touch);
  void load(meId);
  say();
  return () => {
    clearInterval(beat);
    clearTimeout(settling);
    for (const one of forget) one();
    document.removeEventListener('visibilitychange', settle);
    window.removeEventListener('pagehide', leave);
    window.removeEventListener('pageshow', settle);
    for (const kind of ['pointerdown', 'pointermove', 'keydown']) window.removeEventListener(kind, touch);
    leave();
  };
}
