import { Popover } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { DeliveryState, MailPerson, Message } from '~/api/records';
import { retryMessage } from '~/api/tickets';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon, type IconName } from '~/parts/Icon';
import { Pill } from '~/parts/marks';
import { MailDetails } from './MailDetails';
import classes from './MailLine.module.css';
import { peopleOf, personName, suspicionWords } from './mail-words';

const OriginalDrawer = lazy(() => import('./OriginalDrawer'));

/** What is worth knowing of a message because it is mail: for whom, how it went, and whether to trust it. */
export default function MailLine({ message }: { message: Message }) {
  const [open, setOpen] = useState(false);
  const [details, setDetails] = useState(false);
  const [original, setOriginal] = useState(false);
  const { recipients, mail, delivery } = message;
  const to = peopleOf(recipients?.to);
  const copies = [...peopleOf(recipients?.cc), ...peopleOf(recipients?.bcc)];
  const suspicion = suspicionWords(mail);
  const automatic = message.kind !== undefined && message.kind !== 'message';
  const showOriginal = () => {
    setDetails(false);
    setOriginal(true);
  };
  return (
    <>
      <div className={classes.line}>
        {recipients ? (
          <button
            type="button"
            className={classes.people}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <span className={classes.names}>
              {to.length > 0
                ? t('mail.to', { names: to.map((one) => one.name?.trim() || one.address).join(', ') })
                : t('mail.recipients')}
              {copies.length > 0 ? ` · ${t('mail.copies', { count: copies.length })}` : null}
            </span>
            <Icon name="down" size={14} style={{ transform: open ? 'rotate(180deg)' : undefined }} />
          </button>
        ) : null}
        {automatic ? <Pill icon="bolt">{t('mail.automatic')}</Pill> : null}
        {delivery?.state ? <Delivery state={delivery.state} at={delivery.at ?? null} /> : null}
        {mail?.message_id ? (
          <Popover
            opened={details}
            onChange={setDetails}
            position="bottom-end"
            width={300}
            withinPortal
            trapFocus
            returnFocus
          >
            <Popover.Target>
              <button
                type="button"
                className={classes.more}
                aria-label={t('mail.details')}
                onClick={() => setDetails(!details)}
              >
                <Icon name="info" size={15} />
              </button>
            </Popover.Target>
            <Popover.Dropdown aria-label={t('mail.details')}>
              <MailDetails mail={mail} onOriginal={showOriginal} />
            </Popover.Dropdown>
          </Popover>
        ) : null}
      </div>
      {open ? (
        <dl className={classes.list}>
          <People name={t('mail.from_label')} people={peopleOf(recipients?.from)} />
          <People name={t('mail.to_label')} people={to} />
          <People name={t('mail.cc_label')} people={peopleOf(recipients?.cc)} />
          <People name={t('mail.bcc_label')} people={peopleOf(recipients?.bcc)} />
        </dl>
      ) : null}
      {suspicion ? (
        <p className={classes.warning} role="note">
          <Icon name="alert" size={16} />
          <span>{suspicion}</span>
        </p>
      ) : null}
      {delivery?.state === 'failed' ? <Failure message={message} /> : null}
      {original ? (
        <Suspense fallback={null}>
          <OriginalDrawer messageId={message.id} onClose={() => setOriginal(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function People({ name, people }: { name: string; people: readonly MailPerson[] }) {
  if (people.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{people.map(personName).join(', ')}</dd>
    </>
  );
}

const MARKS: Record<DeliveryState, { icon: IconName; tone: string }> = {
  queued: { icon: 'clock', tone: 'plain' },
  sent: { icon: 'check', tone: 'plain' },
  delivered: { icon: 'check', tone: 'ok' },
  read: { icon: 'check', tone: 'ok' },
  failed: { icon: 'alert', tone: 'danger' },
};

function Delivery({ state, at }: { state: DeliveryState; at: string | null }) {
  const mark = MARKS[state];
  return (
    <span className={classes.delivery} data-tone={mark.tone} title={at ? formatDateTime(at) : undefined}>
      <Icon name={mark.icon} size={14} />
      {t(`mail.delivery_${state}`)}
    </span>
  );
}

/** The server's own words, and another try. */
function Failure({ message }: { message: Message }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await retryMessage(message.id);
      showToast(t('mail.did_retry'), { tone: 'ok', lifeMs: 4000 });
    } catch (error) {
      showToast(t('mail.not_retried'), { tone: 'danger', detail: asProblem(error).message });
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: keys.messages(message.ticket_id) });
    }
  };
  return (
    <div className={classes.failure}>
      <Icon name="alert" size={16} />
      <span className={classes.words}>{message.delivery?.detail || t('message.failed')}</span>
      <button type="button" className={classes.retry} disabled={busy} onClick={() => void retry()}>
        <Icon name="refresh" size={14} />
        {t('mail.retry')}
      </button>
    </div>
  );
}
