import { lazy, memo, Suspense, useMemo, useState } from 'react';
import type { Message, Ticket } from '~/api/records';
import { attachmentAddress } from '~/api/tickets';
import { formatDateTime, formatTime } from '~/lib/format';
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
const Written = lazy(() => import('./Written'));
const MessageFiles = lazy(() => withTexts('mail', import('./MessageFiles')));
const MessageMenu = lazy(() => withTexts('case', import('./case/MessageMenu')));
const Redacted = lazy(() => withTexts('case', import('./case/Redacted')));

type Kind = 'customer' | 'agent' | 'note';

export const kindOf = (message: Message): Kind => {
  if (!message.public) return 'note';
  return message.author.kind === 'customer' ? 'customer' : 'agent';
};

interface MessageViewProps {
  ticket: Ticket;
  message: Message;
  name: string;
  /** More about who wrote it, seen when one points at the name. */
  about?: string;
}

export const MessageView = memo(function MessageView({ ticket, message, name, about }: MessageViewProps) {
  const kind = kindOf(message);
  const pending = message.id < 0;
  return (
    <article className={classes.message} data-kind={kind} data-pending={pending}>
      <span className={classes.face}>
        <Avatar name={name} />
      </span>
      <div className={classes.bubble}>
        <div className={classes.by}>
          <span className={classes.name} title={about}>
            {name}
          </span>
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
          {pending ? null : (
            <span className={classes.tools}>
              <Suspense fallback={null}>
                <MessageMenu ticket={ticket} message={message} name={name} />
              </Suspense>
            </span>
          )}
        </div>
        {hasMailLine(message) ? (
          <Suspense fallback={<div className={classes.mailLine} />}>
            <MailLine message={message} />
          </Suspense>
        ) : null}
        {message.redacted_at ? (
          <Suspense fallback={<div className={classes.mailLine} />}>
            <Redacted message={message} />
          </Suspense>
        ) : (
          <MessageBody message={message} />
        )}
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
      ) : message.direction === 'out' && !hasMore ? (
        <Suspense fallback={<PlainText text={text} />}>
          <Written message={message} text={text} />
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
