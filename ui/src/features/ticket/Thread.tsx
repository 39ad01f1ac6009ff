import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useAgents } from '~/api/people';
import type { Message, Ticket } from '~/api/records';
import { useMe } from '~/api/session';
import { useTicketEvents } from '~/api/ticket-events';
import { useOlderMessages } from '~/api/tickets';
import { formatDay } from '~/lib/format';
import { t, withTexts } from '~/lib/i18n';
import { MessageView } from './MessageView';
import { markSeen, seenMessage } from './seen';
import classes from './Thread.module.css';
import { freshOf, threadItems } from './thread-items';
import { useThreadScroll } from './use-thread-scroll';

const ThreadMark = lazy(() => withTexts('case', import('./case/ThreadMark')));
const ThreadJumps = lazy(() => withTexts('case', import('./case/ThreadJumps')));
const SplitCheck = lazy(() => withTexts('case', import('./case/SplitCheck')));

interface ThreadProps {
  ticket: Ticket;
  messages: readonly Message[];
  /** Messages are being chosen to become a case of their own. */
  splitting: boolean;
}

/** The conversation, oldest first, opened where the new begins or at its end; older pages come as one scrolls up. */
export const Thread = memo(function Thread({ ticket, messages, splitting }: ThreadProps) {
  const agents = useAgents();
  const me = useMe();
  const events = useTicketEvents(ticket.id);
  const loadOlder = useOlderMessages(ticket.id);
  const [seen] = useState(() => seenMessage(ticket.id));
  const last = messages.at(-1);

  useEffect(() => {
    const mark = () => {
      if (last && last.id > 0 && document.visibilityState === 'visible') markSeen(ticket.id, last.id);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [ticket.id, last]);

  // What happened is read as far back as the messages are.
  const told = useMemo(() => events.data?.pages.flatMap((page) => page.data) ?? [], [events.data]);
  const oldestTold = told.at(-1)?.at;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = events;
  const oldest = loadOlder ? messages[0]?.created_at : '';
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && oldestTold && oldest !== undefined && oldestTold > oldest)
      void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, oldestTold, oldest]);

  const fresh = useMemo(() => freshOf(messages, seen, me?.id ?? null), [messages, seen, me?.id]);
  const items = useMemo(
    () => threadItems({ messages, events: told, hasOlder: loadOlder !== null, fresh }),
    [messages, told, loadOlder, fresh],
  );
  const scroll = useThreadScroll(ticket.id, messages, fresh !== null, loadOlder);

  const people = useMemo(() => new Map((agents.data ?? []).map((agent) => [agent.id, agent])), [agents.data]);
  const nameOf = useCallback(
    (message: Message): string => {
      const { kind, id, name } = message.author;
      if (name) return name;
      if (kind === 'agent') return people.get(id ?? 0)?.name ?? t('actor.agent');
      if (kind === 'customer')
        return (
          (id === ticket.customer_id && (ticket.customer?.name || ticket.customer?.email)) ||
          t('actor.customer')
        );
      return kind === 'bot' ? t('actor.bot') : t('actor.system');
    },
    [people, ticket.customer_id, ticket.customer],
  );
  const aboutOf = (message: Message): string | undefined =>
    message.author.kind === 'agent'
      ? people.get(message.author.id ?? 0)?.email
      : message.author.id === ticket.customer_id
        ? (ticket.customer?.email ?? undefined)
        : undefined;

  return (
    <div className={classes.frame}>
      <section
        ref={scroll.ref}
        className={classes.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t('ticket.thread')}
        onScroll={scroll.onScroll}
      >
        <ol className={classes.list}>
          {loadOlder ? (
            <li ref={scroll.top} className={classes.older}>
              <button type="button" className={classes.fold} onClick={scroll.loadNow}>
                {t('action.load_more')}
              </button>
            </li>
          ) : null}
          {items.map((item) =>
            item.what === 'message' ? (
              <li
                key={item.key}
                id={item.key}
                className={classes.item}
                data-aimed={scroll.aimed === item.message.id}
              >
                {splitting && item.message.id > 0 ? (
                  <Suspense fallback={null}>
                    <SplitCheck message={item.message} name={nameOf(item.message)} />
                  </Suspense>
                ) : null}
                <MessageView
                  ticket={ticket}
                  message={item.message}
                  name={nameOf(item.message)}
                  about={aboutOf(item.message)}
                />
              </li>
            ) : item.what === 'day' ? (
              <li key={item.key} className={classes.day}>
                {formatDay(item.at)}
              </li>
            ) : (
              <li key={item.key} id={item.key} className={classes.mark}>
                <Suspense fallback={null}>
                  <ThreadMark item={item} />
                </Suspense>
              </li>
            ),
          )}
        </ol>
      </section>
      {scroll.away ? (
        <Suspense fallback={null}>
          <ThreadJumps fresh={fresh?.count ?? 0} onFresh={scroll.toFresh} onEnd={scroll.toEnd} />
        </Suspense>
      ) : null}
    </div>
  );
});
