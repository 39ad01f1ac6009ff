import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { markNotifications, useUnread } from '~/api/attention';
import { keys } from '~/api/keys';
import { announceViewing, followPresence } from '~/api/presence';
import type { Agent } from '~/api/records';
import { onStreamNews } from '~/api/stream';
import type { Ringing } from '~/features/attention/ring';
import { withTexts } from '~/lib/i18n';

// Sound and desktop notices: nothing of it is needed before something rings.
const ringer = () => withTexts('attention', import('~/features/attention/ring'));

const SETTLE_MS = 300;

/** "/inbox/open/12" and "/tickets/12" show a ticket. */
export function ticketIn(location: string): number | null {
  const [, id] = /^\/(?:inbox\/[^/]+|tickets)\/(\d{1,15})(?:\/|$)/.exec(location) ?? [];
  return id ? Number(id) : null;
}

const isRinging = (data: unknown): data is Ringing =>
  typeof data === 'object' && data !== null && 'id' in data && 'kind' in data;

/** Where I am is told to colleagues; what happens rings; what I look at is read. */
export function useAttention(me: Agent): void {
  const client = useQueryClient();
  const [location, navigate] = useLocation();
  const ticketId = ticketIn(location);
  const waits = useUnread().data?.tickets.includes(ticketId ?? 0) ?? false;
  const ringFor = useEffectEvent(async (ringing: Ringing) => {
    const { ring } = await ringer();
    await ring(client, ringing, ticketId, (id) => navigate(`/tickets/${id}`));
  });

  useEffect(() => followPresence(me.id), [me.id]);
  useEffect(() => announceViewing(ticketId), [ticketId]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = onStreamNews((news) => {
      if (news.kind === 'presence') return;
      clearTimeout(timer);
      timer = setTimeout(() => void client.invalidateQueries({ queryKey: keys.notifications }), SETTLE_MS);
      if (news.kind === 'notification' && isRinging(news.data))
        void ringFor(news.data).catch(() => undefined); // the bell has it all the same
    });
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [client]);
  useEffect(() => {
    if (!waits || ticketId === null) return undefined;
    const read = () => {
      if (document.visibilityState === 'visible')
        void markNotifications(client, { ticket_id: ticketId }, true).catch(() => undefined);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [waits, ticketId, client]);
}
