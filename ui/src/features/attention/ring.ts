import type { QueryClient } from '@tanstack/react-query';
import { fetchNotification, type NotificationKind, notificationChoices, type Way } from '~/api/attention';
import { sentenceOf } from './words';

/** What the stream says of a new notification. */
export interface Ringing {
  id: number;
  kind: NotificationKind;
  ticket_id: number;
  /** The agent's quiet hours. */
  quiet: boolean;
}

const TONES = [880, 1174.66] as const;
const TONE_S = 0.16;
const LOUDNESS = 0.08;

/** Two short, soft tones; browsers keep quiet until the page was touched once. */
export async function playTone(): Promise<void> {
  const context = new AudioContext();
  if (context.state === 'suspended') await context.resume();
  TONES.forEach((frequency, index) => {
    const start = context.currentTime + index * TONE_S;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + TONE_S * 1.8);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_S * 2);
    if (index === TONES.length - 1) tone.onended = () => void context.close();
  });
}

export const mayShow = (): boolean => 'Notification' in window && Notification.permission === 'granted';

/** On the desktop, once for the same thing; a click brings the window to the ticket. */
export function showOnDesktop(title: string, body: string, tag: string, onClick: () => void): void {
  if (!mayShow()) return;
  try {
    const shown = new Notification(title, { body, tag, lang: document.documentElement.lang });
    shown.onclick = () => {
      window.focus();
      onClick();
      shown.close();
    };
  } catch {
    // Phones allow them to service workers only: the bell has it all the same.
  }
}

const HIDDEN_WAITS_MS = 250;
/** Many of a kind at once, such as a heap of tickets assigned together, ring once. */
const HELD_MS = 4_000;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Of all tabs of this browser one rings: one that is looked at goes before those that are not. */
async function once(name: string, run: () => Promise<void>): Promise<void> {
  if (document.visibilityState === 'hidden') await pause(HIDDEN_WAITS_MS);
  if (!navigator.locks) return run();
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await run();
    await pause(HELD_MS);
  });
}

/** Sound and desktop, as this person chose; nothing in quiet hours, nothing of what they look at. */
export async function ring(
  client: QueryClient,
  ringing: Ringing,
  ticketInView: number | null,
  onOpen: (ticketId: number) => void,
): Promise<void> {
  const isSeen = document.visibilityState === 'visible';
  if (ringing.quiet || (isSeen && ticketInView === ringing.ticket_id)) return;
  await once(`lazo.ring.${ringing.kind}`, async () => {
    const choices = await client.fetchQuery(notificationChoices());
    const ways: readonly Way[] = choices.ways[ringing.kind];
    if (ways.includes('sound')) void playTone().catch(() => undefined);
    if (isSeen || !ways.includes('desktop') || !mayShow()) return;
    const one = await fetchNotification(ringing.id);
    showOnDesktop(
      sentenceOf(one),
      [one.facts.subject, one.facts.excerpt].filter(Boolean).join('\n'),
      `lazo-${one.id}`,
      () => onOpen(one.ticket_id),
    );
  });
}
