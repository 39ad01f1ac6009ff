import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Draft } from '~/api/drafts';
import { keys } from '~/api/keys';
import { attachmentAddress } from '~/api/tickets';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Markdown } from '~/parts/Markdown';
import classes from './composer.module.css';

interface OutgoingProps {
  drafts: readonly Draft[];
  me: number;
  onUndo: (draft: Draft) => void;
  onTake: (draft: Draft) => void;
  onAnyway: (draft: Draft) => void;
  onDiscard: (draft: Draft) => void;
}

const SOON_MS = 90_000;
/** A job is done within a moment of its time; then the screen looks again, whether an event came or not. */
const LATE_MS = 1_500;

/** The clock of this browser, once a second while something is about to leave. */
function useClock(runs: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}

/** Answers that have not left: on their way in some seconds, put off, held because something came, or refused. */
export function Outgoing({ drafts, ...rest }: OutgoingProps) {
  const shown = drafts.filter((one) => one.kind === 'reply' && one.state !== 'writing');
  if (shown.length === 0) return null;
  return (
    <section className={classes.outgoing} aria-label={t('composer.outgoing')}>
      {shown.map((draft) => (
        <Bubble key={draft.id} draft={draft} {...rest} />
      ))}
    </section>
  );
}

function Bubble({
  draft,
  me,
  onUndo,
  onTake,
  onAnyway,
  onDiscard,
}: Omit<OutgoingProps, 'drafts'> & { draft: Draft }) {
  const client = useQueryClient();
  const due = draft.send_at ? Date.parse(draft.send_at) : 0;
  const isSoon = draft.state === 'scheduled' && due - Date.now() < SOON_MS;
  const left = Math.max(0, Math.ceil((due - useClock(isSoon)) / 1000));
  const mine = draft.agent_id === me;
  useEffect(() => {
    if (draft.state !== 'scheduled' || due - Date.now() > 2 ** 31 - LATE_MS - 1) return undefined;
    const look = () => {
      void client.invalidateQueries({ queryKey: keys.drafts(draft.ticket_id) });
      void client.invalidateQueries({ queryKey: keys.messages(draft.ticket_id) });
      void client.invalidateQueries({ queryKey: keys.ticket(draft.ticket_id) });
    };
    const timer = setTimeout(look, Math.max(0, due - Date.now()) + LATE_MS);
    return () => clearTimeout(timer);
  }, [client, draft.ticket_id, draft.state, due]);
  const author = draft.agent?.name ?? t('actor.agent');
  return (
    <article className={classes.bubble} data-state={draft.state}>
      <div className={classes.bubbleTop}>
        <Icon name={draft.state === 'scheduled' ? 'clock' : 'alert'} size={16} />
        <b className={classes.bubbleWhy}>{reasonWords(draft, isSoon, left)}</b>
        {mine ? null : <span>{author}</span>}
      </div>
      <div className={classes.bubbleText}>
        <Markdown source={draft.text} pictureAddress={mine ? attachmentAddress : undefined} />
        {draft.attachments.length > 0 ? (
          <p className={classes.muted}>{draft.attachments.map((file) => file.name).join(', ')}</p>
        ) : null}
      </div>
      <div className={classes.bubbleActions}>
        {mine ? (
          <>
            {isSoon ? (
              <Button size="xs" onClick={() => onUndo(draft)}>
                {t('composer.undo_send')}
              </Button>
            ) : (
              <>
                <Button size="xs" onClick={() => onAnyway(draft)}>
                  {draft.state === 'scheduled' ? t('composer.send_now') : t('composer.send_anyway')}
                </Button>
                <Button size="xs" variant="default" onClick={() => onUndo(draft)}>
                  {t('composer.edit')}
                </Button>
              </>
            )}
            {draft.state === 'scheduled' ? null : (
              <Button size="xs" variant="default" onClick={() => onDiscard(draft)}>
                {t('composer.discard')}
              </Button>
            )}
          </>
        ) : (
          <Button size="xs" variant="default" onClick={() => onTake(draft)}>
            {t('composer.take')}
          </Button>
        )}
      </div>
    </article>
  );
}

function reasonWords(draft: Draft, isSoon: boolean, left: number): string {
  if (draft.state === 'scheduled') {
    if (!isSoon) return t('composer.leaves_at', { at: formatDateTime(draft.send_at ?? '') });
    return left > 0 ? t('composer.leaves_in', { count: left }) : t('composer.leaving_now');
  }
  if (draft.reason === 'customer_wrote') return t('composer.held_customer');
  if (draft.reason === 'answered') return t('composer.held_answered');
  if (draft.reason === 'author_left') return t('composer.failed_author');
  return `${t('composer.failed')} ${draft.detail ?? ''}`.trim();
}
