import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { sessionLost } from './client';
import { type Draft, saveDraft, sendDraft } from './drafts';
import { keys } from './keys';
import {
  isUnreachable,
  type NewWrite,
  type QueuedChange,
  type QueuedReply,
  type QueuedWrite,
  queuedWrites,
  setQueueKeeper,
} from './offline';
import { asProblem, Problem } from './problem';
import { queryClient } from './query-client';
import { addWrite, putWrite, readWrites, removeWrite } from './queue-store';
import type { Ticket } from './records';
import { connectionState, onStreamNews } from './stream';
import { sendTicketChange } from './tickets';

const CHANNEL = 'lazo.queue';
const AGAIN_MS = 10_000;

/** Several changes of one ticket that nobody has tried are one. */
export function joined(writes: readonly QueuedWrite[], write: NewWrite): QueuedChange | null {
  const last = writes.findLast((one) => one.ticketId === write.ticketId);
  if (write.kind !== 'change' || write.isTried || last?.kind !== 'change') return null;
  if (last.isTried || last.refusal !== null) return null;
  return { ...last, change: { ...last.change, ...write.change } };
}

let agentId = 0;
let channel: BroadcastChannel | null = null;

async function reload(): Promise<void> {
  const all = await readWrites();
  queuedWrites.set(all.filter((one) => one.agentId === agentId));
}

async function changed(): Promise<void> {
  await reload();
  channel?.postMessage('changed');
}

async function keep(write: NewWrite): Promise<void> {
  const before = joined(queuedWrites.get(), write);
  if (before) await putWrite(before);
  else await addWrite({ isTried: false, ...write, agentId, at: Date.now(), refusal: null } as QueuedWrite);
  await changed();
}

// ---- sending ----

/** Words of ours that the server already has are as good as saved; another's stand in the way. */
async function savedDraft(write: QueuedReply): Promise<{ id: number; version: number }> {
  try {
    return await saveDraft(write.ticketId, write.words, write.draft?.version ?? null);
  } catch (error) {
    const current = error instanceof Problem ? (error.current as Draft | undefined) : undefined;
    if (!current || current.agent_id !== write.agentId || current.state !== 'writing') throw error;
    return current.text === write.words.text
      ? current
      : saveDraft(write.ticketId, write.words, current.version);
  }
}

async function sendReply(write: QueuedReply): Promise<void> {
  let now = write;
  if (!now.isSaved || !now.draft) {
    const { id, version } = await savedDraft(now);
    now = { ...now, draft: { id, version }, isSaved: true };
    await putWrite(now);
  }
  if (now.draft) await sendDraft(now.draft.id, now.order, now.key);
}

/** Versions that our own writes have made of the versions that later ones were made on. */
type Steps = Map<string, number>;

async function sendChange(write: QueuedChange, steps: Steps): Promise<void> {
  const { ticketId, version, change, key } = write;
  const step = `${ticketId} ${version}`;
  let after: Ticket;
  try {
    after = await sendTicketChange(ticketId, version, change, key);
  } catch (error) {
    // What stands in the way is what we did ourselves a moment before.
    const own = steps.get(step);
    if (!(error instanceof Problem) || error.status !== 412 || own === undefined) throw error;
    after = await sendTicketChange(ticketId, own, change, key);
  }
  steps.set(step, after.version);
}

async function send(write: QueuedWrite, steps: Steps): Promise<void> {
  const tried: QueuedWrite = write.isTried ? write : { ...write, isTried: true };
  if (!write.isTried) await putWrite(tried);
  if (tried.kind === 'reply') await sendReply(tried);
  else await sendChange(tried, steps);
}

function freshen(ticketId: number): void {
  for (const queryKey of [
    keys.ticket(ticketId),
    keys.messages(ticketId),
    keys.drafts(ticketId),
    keys.tickets,
  ])
    void queryClient.invalidateQueries({ queryKey });
}

/** One after the other, in their order; what the server refuses is kept, with its words, and the others go on. */
async function sendAll(): Promise<void> {
  let sent = 0;
  const steps: Steps = new Map();
  for (const write of (await readWrites()).filter((one) => one.agentId === agentId && one.refusal === null)) {
    try {
      await send(write, steps);
      await removeWrite(write.id);
      sent += 1;
    } catch (error) {
      if (isUnreachable(error) || sessionLost.get()) break;
      const current = (await readWrites()).find((one) => one.id === write.id) ?? write;
      await putWrite({ ...current, refusal: asProblem(error).message });
      showToast(t('queue.refused'), { tone: 'danger', detail: asProblem(error).message });
    }
    freshen(write.ticketId);
    await changed();
  }
  if (sent > 0) showToast(t('queue.sent', { count: sent }), { tone: 'ok', lifeMs: 4_000 });
}

/** One tab at a time. */
export async function flushQueue(): Promise<void> {
  if (!queuedWrites.get().some((one) => one.refusal === null)) return;
  if (!navigator.locks) return sendAll();
  await navigator.locks.request(CHANNEL, { ifAvailable: true }, async (lock) => {
    if (lock) await sendAll();
  });
}

// ---- by hand ----

export async function dropWrite(write: QueuedWrite): Promise<void> {
  await removeWrite(write.id);
  freshen(write.ticketId);
  await changed();
}

/** A refusal was to what stood there then: it is a new write now. */
export async function retryWrite(write: QueuedWrite): Promise<void> {
  const ticket = queryClient.getQueryData<{ version: number }>(keys.ticket(write.ticketId));
  const fresh =
    write.kind === 'change' && ticket ? { ...write, version: ticket.version } : ({ ...write } as QueuedWrite);
  await putWrite({ ...fresh, key: crypto.randomUUID(), isTried: false, refusal: null });
  await changed();
  await flushQueue();
}

/** Takes care of the queue while the workspace is open, for this agent. */
export function runQueue(forAgent: number): () => void {
  agentId = forAgent;
  channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => void reload();
  setQueueKeeper(keep);
  const flush = () => void flushQueue().catch(() => undefined);
  const stopNews = onStreamNews((news) => {
    if (news.kind === 'live') flush();
  });
  // A server that answers while its stream is still being looked for need not wait for it.
  const timer = setInterval(() => {
    if (connectionState() !== 'live' || queuedWrites.get().length > 0) flush();
  }, AGAIN_MS);
  const stopLost = sessionLost.subscribe(() => {
    if (!sessionLost.get()) flush();
  });
  window.addEventListener('online', flush);
  void reload()
    .then(flush)
    .catch(() => setQueueKeeper(null));
  return () => {
    setQueueKeeper(null);
    stopNews();
    stopLost();
    clearInterval(timer);
    window.removeEventListener('online', flush);
    channel?.close();
    channel = null;
    queuedWrites.set([]);
  };
}
