import { lazy, memo, Suspense, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAgents } from '~/api/people';
import type { Attachment, Message, Ticket } from '~/api/records';
import { attachmentAddress } from '~/api/tickets';
import { dayOf, formatBytes, formatDateTime, formatDay, formatTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { linkPieces } from '~/lib/text';
import { Icon } from '~/parts/Icon';
import { Avatar } from '~/parts/marks';
import classes from './Thread.module.css';

// With the cleaner that it needs: only mail with formatting waits for it.
const MailFrame = lazy(() => import('~/parts/MailFrame'));

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
          {message.delivery?.state === 'failed' ? (
            <span className={classes.failed}>{message.delivery.detail || t('message.failed')}</span>
          ) : null}
        </div>
        <MessageBody message={message} />
        <Files files={message.attachments.filter((file) => !file.inline)} />
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
  const inline = useMemo(
    () =>
      new Map(
        message.attachments
          .filter((file) => file.content_id)
          .map((file) => [(file.content_id ?? '').replace(/^<|>$/g, ''), attachmentAddress(file.id)]),
      ),
    [message.attachments],
  );
  const showHtml = message.html !== null && message.html !== '' && (!hasMore || whole);
  return (
    <>
      {showHtml ? (
        <Suspense fallback={<PlainText text={reply ?? text} />}>
          <MailFrame html={message.html ?? ''} inline={inline} />
        </Suspense>
      ) : (
        <PlainText text={hasMore && !whole ? (reply ?? '') : text || (reply ?? '')} />
      )}
      {hasMore ? (
        <button type="button" className={classes.fold} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t('message.show_reply') : t('message.show_whole')}
        </button>
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

function Files({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('message.files')}>
      {files.map((file) => (
        <li key={file.id} style={{ maxWidth: '100%' }}>
          <a className={classes.file} href={attachmentAddress(file.id)} download={file.name}>
            <Icon name="file" size={16} />
            <span className={classes.fileName}>{file.name}</span>
            <span className={classes.faint}>{formatBytes(file.size)}</span>
            <Icon name="download" size={15} />
          </a>
        </li>
      ))}
    </ul>
  );
}
