import { Button, Modal } from '@mantine/core';
import { useLocation } from 'wouter';
import { type QueuedWrite, useQueuedWrites } from '~/api/offline';
import { dropWrite, flushQueue, retryWrite } from '~/api/queue';
import { formatDateTime } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './QueueDialog.module.css';

/** "Respuesta", or the fields that a change touches. */
const whatOf = (write: QueuedWrite): string =>
  write.kind === 'reply'
    ? write.words.kind === 'note'
      ? t('queue.note')
      : t('queue.reply')
    : Object.keys(write.change)
        .map((field) => textOr(`field.${field}`, field))
        .join(', ');

/** Everything that waits in this browser, and what the server did not take. */
export default function QueueDialog({ onClose }: { onClose: () => void }) {
  const writes = useQueuedWrites();
  const [, navigate] = useLocation();
  return (
    <Modal opened onClose={onClose} title={t('queue.title')} size={560}>
      <p className={classes.lead}>{writes.length > 0 ? t('queue.lead') : t('queue.empty')}</p>
      <ul className={classes.list}>
        {writes.map((write) => (
          <li key={write.id} className={classes.line} data-refused={write.refusal !== null}>
            <Icon name={write.refusal === null ? 'clock' : 'alert'} size={16} />
            <div className={classes.words}>
              <strong>{whatOf(write)}</strong>
              <span className={classes.faint}>{formatDateTime(write.at)}</span>
              {write.kind === 'reply' ? <p className={classes.text}>{write.words.text}</p> : null}
              {write.refusal ? <p className={classes.why}>{write.refusal}</p> : null}
              <div className={classes.actions}>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    onClose();
                    navigate(`/tickets/${write.ticketId}`);
                  }}
                >
                  {t('queue.open')}
                </Button>
                {write.refusal ? (
                  <Button size="xs" variant="default" onClick={() => void retryWrite(write)}>
                    {t('action.retry')}
                  </Button>
                ) : null}
                {write.kind === 'reply' ? (
                  <Button
                    size="xs"
                    variant="subtle"
                    onClick={() =>
                      void navigator.clipboard
                        ?.writeText(write.words.text)
                        .then(() => showToast(t('queue.copied'), { tone: 'ok' }))
                    }
                  >
                    {t('queue.copy')}
                  </Button>
                ) : null}
                <Button size="xs" variant="subtle" color="danger" onClick={() => void dropWrite(write)}>
                  {t('queue.drop')}
                </Button>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {writes.some((one) => one.refusal === null) ? (
        <Button variant="default" onClick={() => void flushQueue()}>
          {t('queue.now')}
        </Button>
      ) : null}
    </Modal>
  );
}
