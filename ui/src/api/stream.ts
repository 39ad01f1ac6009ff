import type { QueryClient } from '@tanstack/react-query';
import { createStore, useStore } from '~/lib/store';
import { keys } from './keys';
import type { LogEvent } from './records';
import { staleSettings } from './settings-keys';

/** How the live connection is: `lost` after 3 s without it, `offline` after 20 s. */
export type Connection = 'live' | 'lost' | 'offline';

const LOST_MS = 3_000;
const OFFLINE_MS = 20_000;
const SETTLE_MS = 800;
const CHANNEL = 'lazo.stream';

const connection = createStore<Connection>('live');
export const useConnection = (): Connection => useStore(connection);
export const connectionState = (): Connection => connection.get();

/** What the server tells those who are here now, and keeps nowhere; `live`: the stream is (again) read from here on. */
export type StreamNews = { kind: 'presence' | 'notification'; data: unknown } | { kind: 'live' };

const newsListeners = new Set<(news: StreamNews) => void>();

export function onStreamNews(listener: (news: StreamNews) => void): () => void {
  newsListeners.add(listener);
  return () => newsListeners.delete(listener);
}

const tellNews = (news: StreamNews) => {
  for (const listener of newsListeners) listener(news);
};

type Notice =
  | { what: 'event'; event: LogEvent; at: string }
  | { what: 'news'; news: StreamNews }
  | { what: 'resync'; at: string }
  | { what: 'asked' }
  | { what: 'told'; state: Connection; at: string }
  | { what: 'connection'; state: Connection };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export function parseEvent(text: string): LogEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.kind === 'string' ? (value as unknown as LogEvent) : null;
  } catch {
    return null;
  }
}

/** Which cached answers an event makes old. */
export function staleKeys(event: LogEvent): (readonly unknown[])[] {
  const stale: (readonly unknown[])[] = [];
  const ticketId = event.ticket_id ?? (event.entity === 'ticket' ? event.entity_id : null);
  const customerId = event.customer_id ?? (event.entity === 'customer' ? event.entity_id : null);
  if (ticketId) stale.push(keys.ticket(ticketId), keys.messages(ticketId), keys.tickets, keys.teamLive);
  if (customerId) stale.push(keys.customer(customerId), keys.timeline(customerId));
  if (event.entity === 'customer') stale.push(keys.customers);
  if (/^customer\.(created|(value_)?stage_changed|relationship_changed)$/.test(event.kind))
    stale.push(keys.journey);
  if (event.entity === 'threshold') stale.push(keys.thresholds, keys.journey);
  if (event.entity === 'order' && customerId) stale.push(keys.orders(customerId));
  if (event.entity === 'task') stale.push(['tasks']);
  if (event.entity === 'company') stale.push(['companies'], ['company', event.entity_id]);
  if (event.kind === 'customer.merged') stale.push(['duplicates']);
  if (event.entity === 'view') stale.push(keys.views);
  if (event.kind === 'agent.views_arranged') stale.push(keys.viewOrder);
  if (event.entity === 'bulk_action' && event.entity_id)
    stale.push(keys.bulkActions, keys.bulkAction(event.entity_id));
  if (event.entity === 'macro') stale.push(keys.macros);
  if (event.entity === 'quick_reply') stale.push(keys.quickReplies);
  if (event.entity === 'draft' && ticketId) stale.push(keys.drafts(ticketId));
  if (event.entity === 'agent' || event.entity === 'availability') stale.push(keys.agents);
  if (event.entity === 'team') stale.push(keys.teams);
  if (event.entity === 'tag') stale.push(keys.tags);
  if (event.entity === 'field') stale.push(keys.ticketFields);
  if (event.entity === 'product') stale.push(keys.products);
  if (event.entity === 'channel') stale.push(keys.channels);
  if (event.kind === 'channel.secrets_changed' && event.entity_id)
    stale.push(keys.channelSecrets(event.entity_id));
  if (event.entity === 'mail_spool') stale.push(keys.mailSpool);
  stale.push(...staleSettings(event.entity));
  return stale;
}

const listeners = new Set<(events: readonly LogEvent[]) => void>();

/** Tells of events as they come, a burst at a time: for lists that do not want to be read again as a whole. */
export function onEvents(listener: (events: readonly LogEvent[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Gathers a burst of events and refreshes each answer once. */
function makeRefresher(client: QueryClient): { add: (event: LogEvent) => void; all: () => void } {
  const waiting = new Map<string, readonly unknown[]>();
  let heard: LogEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    const due = [...waiting.values()];
    waiting.clear();
    for (const queryKey of due) void client.invalidateQueries({ queryKey });
    const events = heard;
    heard = [];
    for (const listener of listeners) listener(events);
  };
  return {
    add: (event) => {
      heard.push(event);
      for (const key of staleKeys(event)) waiting.set(JSON.stringify(key), key);
      if (timer === null) timer = setTimeout(flush, SETTLE_MS);
    },
    all: () => void client.invalidateQueries(),
  };
}

const RETRY_MS = [1_000, 3_000, 10_000, 30_000] as const;

/**
 * Reads the stream in this tab until told to stop. The browser comes back by itself after a broken connection, but not
 * after an answer that was no stream (a session that ran out, a server that restarts): then we do, from the last event.
 */
function readStream(from: string, tell: (notice: Notice) => void): () => void {
  let source: EventSource | null = null;
  let lastId = from;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let warnings: ReturnType<typeof setTimeout>[] = [];
  const calm = () => {
    for (const timer of warnings) clearTimeout(timer);
    warnings = [];
  };
  const open = () => {
    const here = new EventSource(`/api/v1/stream${lastId ? `?after=${encodeURIComponent(lastId)}` : ''}`);
    source = here;
    here.onopen = () => {
      calm();
      failures = 0;
      tell({ what: 'connection', state: 'live' });
    };
    here.onerror = () => {
      if (warnings.length === 0)
        warnings = [
          setTimeout(() => tell({ what: 'connection', state: 'lost' }), LOST_MS),
          setTimeout(() => tell({ what: 'connection', state: 'offline' }), OFFLINE_MS),
        ];
      if (here.readyState !== EventSource.CLOSED) return;
      here.close();
      retry = setTimeout(open, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    };
    here.onmessage = (message: MessageEvent<string>) => {
      lastId = message.lastEventId;
      const event = parseEvent(message.data);
      if (event) tell({ what: 'event', event, at: lastId });
    };
    for (const kind of ['presence', 'notification'] as const)
      here.addEventListener(kind, (message: MessageEvent<string>) =>
        tell({ what: 'news', news: { kind, data: JSON.parse(message.data) } }),
      );
    here.addEventListener('resync', (message: MessageEvent<string>) => {
      lastId = message.lastEventId;
      tell({ what: 'resync', at: lastId });
    });
  };
  open();
  return () => {
    calm();
    clearTimeout(retry);
    source?.close();
  };
}

/**
 * One connection a browser (HTTP/1.1 allows six to a host): the tab that holds the lock reads the stream and tells
 * the others.
 */
export function followStream(client: QueryClient): () => void {
  const refresher = makeRefresher(client);
  const channel = new BroadcastChannel(CHANNEL);
  const stopped = new AbortController();
  const begun = Date.now();
  // Where the stream has been read to, in whichever tab: who takes it over goes on from there.
  let at = '';
  let isLeading = false;
  const hear = (notice: Notice) => {
    if ('at' in notice && notice.at !== '') at = notice.at;
    if (notice.what === 'event') refresher.add(notice.event);
    else if (notice.what === 'news') tellNews(notice.news);
    else if (notice.what === 'resync') refresher.all();
    else if (notice.what === 'told') connection.set(notice.state);
    else if (notice.what === 'asked') {
      if (isLeading) channel.postMessage({ what: 'told', state: connection.get(), at } satisfies Notice);
    } else {
      connection.set(notice.state);
      if (notice.state === 'live') tellNews({ kind: 'live' });
    }
  };
  channel.onmessage = (message: MessageEvent<Notice>) => hear(message.data);
  channel.postMessage({ what: 'asked' } satisfies Notice);
  const lead = () =>
    new Promise<void>((done) => {
      isLeading = true;
      // Taken over from a tab that never heard anything: what happened in between is not known.
      if (at === '' && Date.now() - begun > SETTLE_MS) refresher.all();
      const close = readStream(at, (notice) => {
        hear(notice);
        if (!stopped.signal.aborted) channel.postMessage(notice);
      });
      stopped.signal.addEventListener('abort', () => {
        close();
        done();
      });
    });
  if (navigator.locks)
    navigator.locks.request(CHANNEL, { signal: stopped.signal }, lead).catch(() => undefined);
  else void lead();
  return () => {
    stopped.abort();
    channel.close();
  };
}
