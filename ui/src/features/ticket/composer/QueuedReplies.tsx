import { Button } from '@mantine/core';
import { type QueuedReply, useQueuedWrites } from '~/api/offline';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Markdown } from '~/parts/Markdown';
import classes from './composer.module.css';

interface QueuedRepliesProps {
  ticketId: number;
  /** The words go back into the box. */
  onEdit: (write: QueuedReply) => void;
}

/** What was sent without a server: it leaves from this browser as soon as there is one. */
export function QueuedReplies({ ticketId, onEdit }: QueuedRepliesProps) {
  const writes = useQueuedWrites().filter(
    (one): one is QueuedReply => one.kind === 'reply' && one.ticketId === ticketId,
  );
  if (writes.length === 0) return null;
  return (
    <section className={classes.outgoing} aria-label={t('queue.title')}>
      {writes.map((write) => (
        <article
          key={write.id}
          className={classes.bubble}
          data-state={write.refusal === null ? 'queued' : 'failed'}
        >
          <div className={classes.bubbleTop}>
            <Icon name={write.refusal === null ? 'clock' : 'alert'} size={16} />
            <b className={classes.bubbleWhy}>{write.refusal ?? t('queue.leaves')}</b>
          </div>
          <div className={classes.bubbleText}>
            <Markdown source={write.words.text} />
          </div>
          {write.isTried && write.refusal === null ? null : (
            <div className={classes.bubbleActions}>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  void import('~/api/queue').then((queue) => queue.dropWrite(write));
                  onEdit(write);
                }}
              >
                {t('queue.edit')}
              </Button>
            </div>
          )}
        </article>
      ))}
    </section>
  );
}
