import { type UIEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '~/api/records';

const END_PX = 80;
const AIMED_MS = 4000;

const aimOf = (hash: string): number | null => {
  const found = /^#m(\d{1,15})$/.exec(hash);
  return found ? Number(found[1]) : null;
};

/**
 * Where the conversation stands: opened at the message the address names, else where the new begins, else at its end;
 * a new message keeps the end in view if it was there, and what comes in above moves nothing.
 */
export function useThreadScroll(
  ticketId: number,
  messages: readonly Message[],
  hasFresh: boolean,
  loadOlder: (() => Promise<void>) | null,
) {
  const ref = useRef<HTMLElement>(null);
  const top = useRef<HTMLLIElement>(null);
  const atEnd = useRef(true);
  const tall = useRef(0); // of the view, in px, when it was last put in its place
  const loading = useRef(false);
  const opened = useRef<number | null>(null);
  const [away, setAway] = useState(false);
  const [aimed, setAimed] = useState<number | null>(() => aimOf(window.location.hash));
  const count = messages.length;
  const firstId = messages[0]?.id;
  const before = useRef({ firstId, height: 0 });

  const show = useCallback((id: string): boolean => {
    const found = ref.current?.querySelector(`#${id}`);
    found?.scrollIntoView({ block: 'start' });
    if (found) atEnd.current = false;
    return found !== null && found !== undefined;
  }, []);
  const toEnd = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    atEnd.current = true;
    box.scrollTop = box.scrollHeight;
    setAway(false);
  }, []);

  // Older messages came in above: what was being read stays where it is.
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const { firstId: was, height } = before.current;
    if (was !== firstId && was !== undefined && opened.current === ticketId && !atEnd.current)
      box.scrollTop += box.scrollHeight - height;
    before.current = { firstId, height: box.scrollHeight };
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another case or another message moves the view
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return undefined;
    if (opened.current !== ticketId && count > 0) {
      opened.current = ticketId;
      atEnd.current = !(aimed !== null || (hasFresh && show('new')));
    }
    const settle = () => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
      before.current.height = box.scrollHeight;
      tall.current = box.clientHeight;
    };
    settle();
    // The view itself shrinks when the reply box below it grows.
    const watcher = new ResizeObserver(settle);
    watcher.observe(box);
    if (box.firstElementChild) watcher.observe(box.firstElementChild);
    return () => watcher.disconnect();
  }, [ticketId, count]);

  const loadNow = useCallback(() => {
    if (!loadOlder || loading.current) return;
    loading.current = true;
    loadOlder()
      .catch(() => undefined)
      .finally(() => {
        loading.current = false;
      });
  }, [loadOlder]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each page moves the line that asks for the next
  useEffect(() => {
    const line = top.current;
    if (!line) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting) && opened.current === ticketId) loadNow();
      },
      { root: ref.current, rootMargin: '600px 0px 0px' },
    );
    watcher.observe(line);
    return () => watcher.disconnect();
  }, [loadNow, firstId, ticketId]);

  // A link to one message: it is looked for, page by page, and lit for a while.
  useEffect(() => {
    const follow = () => setAimed(aimOf(window.location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (aimed === null || count === 0) return undefined;
    if (!show(`m${aimed}`)) {
      loadNow();
      return undefined;
    }
    const timer = setTimeout(() => setAimed(null), AIMED_MS);
    return () => clearTimeout(timer);
  }, [aimed, count, show, loadNow]);

  const onScroll = useCallback((event: UIEvent<HTMLElement>) => {
    const box = event.currentTarget;
    // Another height is no wish to leave the end; the watcher answers it.
    if (atEnd.current && box.clientHeight !== tall.current) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < END_PX;
    setAway(!atEnd.current && box.scrollHeight > box.clientHeight * 1.5);
  }, []);
  const toFresh = useCallback(() => {
    show('new');
  }, [show]);
  return { ref, top, away, aimed, onScroll, toEnd, toFresh, loadNow };
}
