import { lazy, memo, Suspense, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAgents } from '~/api/people';
import type { Message, Ticket } from '~/api/records';
import { attachmentAddress } from '~/api/tickets';
import { dayOf, formatDateTime, formatDay, formatTime } from '~/lib/format';
import { t, withTexts } from '~/lib/i18n';
import { linkPieces } from '~/lib/text';
import { Icon } from '~/parts/Icon';
import { Avatar } from '~/parts/marks';
import { hasMailLine, inlinePictures, listedFiles, maybeUnread } from './mail-parts';
import classes from './Thread.module.css';

// With the cleaner and the texts that they need: only what came or went as mail waits for them.
const MailFrame = lazy(() => withTexts('mail', import('~/parts/MailFrame')));
const MailLine = lazy(() => withTexts('mail', import('./MailLine')));
const UnreadMail = lazy(() => withTexts('mail', import('./UnreadMail')));
// What an agent writes goes out as Markdown: here it looks as it does there.
const Markdown = lazy(async () => ({ default: (await import('~/parts/Markdown')).Markdown }));
const MessageFiles = lazy(() => withTexts('mail', import('./MessageFiles')));

interface ThreadProps {
  ticket: Ticket;
  messages: readonly Message[];
}

type Kind = 'customer' | 'agent' | 'note';

export const kindOf = (message: Message): Kind => {
  if (!message.public) return 'note';
  return message.author.kind === 'customer' ? 'customer' : 'agent';
};

/** The conversation, oldest first, opened at its end; a new message keeps the end in view if it was there. */
export const Thread = memo(function Thread({ ticket, messages }: ThreadProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const agents = useAgents();
  const count = messages.length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another case or another message moves the view
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const settle = () => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    };
    settle();
    const watcher = new ResizeObserver(settle);
    if (box.firstElementChild) watcher.observe(box.firstElementChild);
    return () => watcher.disconnect();
  }, [ticket.id, count]);

  const names = useMemo(
    () => new Map((agents.data ?? []).map((agent) => [agent.id, agent.name])),
    [agents.data],
  );
  const nameOf = (message: Message): string => {
    const { kind, id, name } = message.author;
    if (name) return name;
    if (kind === 'agent') return names.get(id ?? 0) ?? t('actor.agent');
    if (kind === 'customer')
      return (
        (id === ticket.customer_id && (ticket.customer?.name || ticket.customer?.email)) ||
        t('actor.customer')
      );
    return kind === 'bot' ? t('actor.bot') : t('actor.system');
  };

  return (
    <section
      ref={scroller}
      className={classes.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('ticket.thread')}
      onScroll={(event) => {
        const box = event.currentTarget;
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
      }}
    >
      <ol className={classes.list}>
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const newDay = !before || dayOf(before.created_at) !== dayOf(message.created_at);
          return (
            <li key={message.id} style={{ display: 'grid', gap: 12 }}>
              {newDay ? <div className={classes.day}>{formatDay(message.created_at)}</div> : null}
              <MessageView message={message} name={nameOf(message)} />
            </li>
          );
        })}
      </ol>
    </section>
  );
});

const MessageView = memo(function MessageView({ message, name }: { message: Message; name: string }) {
  const kind = kindOf(message);
  const pending = message.id < 0;
  return (
    <article className={classes.message} data-kind={kind} data-pending={pending}>
      <span className={classes.face}>
        <Avatar name={name} />
      </span>
      <div className={classes.bubble}>
        <div className={classes.by}>
          <span className={classes.name}>{name}</span>
          {kind === 'note' ? (
            <span className={classes.note}>
              <Icon name="lock" size={13} />
              {t('message.note')}
            </span>
          ) : null}
          <time dateTime={message.created_at} title={formatDateTime(message.created_at)}>
            {formatTime(message.created_at)}
          </time>
          {pending ? <span>{t('message.sending')}</span> : null}
        </div>
        {hasMailLine(message) ? (
          <Suspense fallback={<div className={classes.mailLine} />}>
            <MailLine message={message} />
          </Suspense>
        ) : null}
        <MessageBody message={message} />
        {maybeUnread(message) ? (
          <Suspense fallback={null}>
            <UnreadMail ticketId={message.ticket_id} />
          </Suspense>
        ) : null}
      </div>
    </article>
  );
});

/** First what the sender wrote now; what was quoted, and the mail as it came, one press away. */
function MessageBody({ message }: { message: Message }) {
  const [whole, setWhole] = useState(false);
  const reply = message.reply?.trim() || null;
  const text = message.text?.trim() ?? '';
  const hasMore = reply !== null && text !== '' && reply !== text;
  const inline = useMemo(() => inlinePictures(message.attachments, attachmentAddress), [message.attachments]);
  const showHtml = message.html !== null && message.html !== '' && (!hasMore || whole);
  return (
    <>
      {showHtml ? (
        <Suspense fallback={<PlainText text={reply ?? text} />}>
          <MailFrame html={message.html ?? ''} inline={inline} />
        </Suspense>
      ) : message.direction === 'out' && hasMailLine(message) ? (
        <Suspense fallback={<PlainText text={text} />}>
          <div className={classes.written}>
            <Markdown source={text} />
          </div>
        </Suspense>
      ) : (
        <PlainText text={hasMore && !whole ? (reply ?? '') : text || (reply ?? '')} />
      )}
      {hasMore ? (
        <button type="button" className={classes.fold} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t('message.show_reply') : t('message.show_whole')}
        </button>
      ) : null}
      {message.attachments.length > 0 ? (
        <Suspense fallback={<div className={classes.filesLine} />}>
          <MessageFiles files={listedFiles(message, showHtml)} />
        </Suspense>
      ) : null}
    </>
  );
}

function PlainText({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      {linkPieces(text).map((piece, index) =>
        piece.href ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </div>
  );
}
