import { Button } from '@mantine/core';
import type { Draft } from '~/api/drafts';
import type { Channel, Message } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Markdown } from '~/parts/Markdown';
import classes from './composer.module.css';
import type { Kept } from './draft-keeper';

/** A colleague's answer, being written or left lying. */
export function TheirDraft({ draft, onTake }: { draft: Draft; onTake: () => void }) {
  const name = draft.agent?.name ?? t('actor.agent');
  const isWriting = Date.parse(draft.leased_until) > Date.now();
  return (
    <div className={classes.their}>
      <div className={classes.bubbleTop}>
        <Icon name="note" size={16} />
        <b className={classes.bubbleWhy}>
          {isWriting ? t('composer.their_writing', { name }) : t('composer.their_draft', { name })}
        </b>
        <Button size="xs" variant="default" onClick={onTake}>
          {t('composer.take')}
        </Button>
      </div>
      {draft.text.trim() === '' ? null : (
        <div className={classes.bubbleText}>
          <Markdown source={draft.text} />
        </div>
      )}
    </div>
  );
}

/** Somebody wrote in the case since this answer was begun. */
export function Arrived({ messages, onSeen }: { messages: readonly Message[]; onSeen: () => void }) {
  if (messages.length === 0) return null;
  const fromCustomer = messages.some((message) => message.author.kind === 'customer');
  const last = messages.at(-1);
  return (
    <div className={classes.arrived} role="status">
      <Icon name="chat" size={16} />
      <span className={classes.arrivedWords}>
        <b>{fromCustomer ? t('composer.held_customer') : t('composer.held_answered')}</b>{' '}
        {(last?.reply ?? last?.text ?? '').trim().slice(0, 160)}
      </span>
      <Button size="xs" variant="default" onClick={onSeen}>
        {t('composer.seen')}
      </Button>
    </div>
  );
}

/** Where the words are by now. */
export function Keeping({ keeping, empty }: { keeping: Kept['keeping']; empty: boolean }) {
  if (keeping === 'taken' || (empty && keeping === 'saved')) return null;
  return (
    <span className={classes.keeping} data-state={keeping}>
      {t(`composer.keeping_${keeping}`)}
    </span>
  );
}

/** What will stand below the answer. */
export function Signature({ channel }: { channel: Channel | undefined }) {
  const signature = channel?.signature?.trim();
  if (!signature) return null;
  return (
    <details className={classes.signature}>
      <summary>{t('composer.signature', { name: channel?.from_name ?? channel?.name ?? '' })}</summary>
      <Markdown source={signature} />
    </details>
  );
}

/** A file was promised and none is there. */
export function NoFile(props: { onSend: () => void; onAttach: () => void; onClose: () => void }) {
  return (
    <div className={classes.arrived} role="alert">
      <Icon name="clip" size={16} />
      <span className={classes.arrivedWords}>{t('composer.no_file')}</span>
      <Button size="xs" onClick={props.onAttach}>
        {t('composer.attach')}
      </Button>
      <Button size="xs" variant="default" onClick={props.onSend}>
        {t('composer.send_without')}
      </Button>
    </div>
  );
}
