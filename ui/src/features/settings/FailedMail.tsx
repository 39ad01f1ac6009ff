import { Link } from 'wouter';
import { useChannels, useFailedMail } from '~/api/channels';
import type { SpooledMail } from '~/api/records';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Ago } from '~/parts/marks';
import { RetryMail } from '~/parts/RetryMail';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Settings.module.css';

/** Mail that was accepted and could not be read: why, its ticket, and another try. */
export default function FailedMail() {
  const list = useFailedMail();
  const channels = useChannels();
  if (list.isError && !list.data)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <RowsSkeleton rows={4} />;
  if (list.data.data.length === 0)
    return (
      <EmptyState icon="check" title={t('settings.no_failed_mail')}>
        {t('settings.no_failed_mail_why')}
      </EmptyState>
    );
  const channelOf = (id: number | null) => channels.data?.find((one) => one.id === id)?.name ?? null;
  const count = list.data.count ?? list.data.data.length;
  return (
    <section className={classes.body} aria-labelledby="failed-title">
      <header className={classes.head}>
        <div>
          <h2 id="failed-title">
            {t('settings.failed_mail')} <span className={classes.faint}>{formatNumber(count)}</span>
          </h2>
          <p className={classes.faint}>{t('settings.failed_mail_lead')}</p>
        </div>
      </header>
      <ul className={classes.cards}>
        {list.data.data.map((mail) => (
          <li key={mail.id}>
            <FailedCard mail={mail} channel={channelOf(mail.channel_id)} />
          </li>
        ))}
      </ul>
      {list.data.next ? <p className={classes.faint}>{t('settings.failed_mail_more')}</p> : null}
    </section>
  );
}

function FailedCard({ mail, channel }: { mail: SpooledMail; channel: string | null }) {
  const from = mail.envelope_from || t('settings.unknown_sender');
  return (
    <article className={classes.card}>
      <div className={classes.cardHead}>
        <strong className={classes.breaks}>{from}</strong>
        {mail.envelope_to ? (
          <span className={classes.address}>{t('settings.for_address', { address: mail.envelope_to })}</span>
        ) : null}
      </div>
      <p className={classes.reason}>
        <Icon name="alert" size={15} />
        <span className={classes.breaks}>{mail.detail || t('settings.no_reason')}</span>
      </p>
      <div className={classes.cardFoot}>
        <Ago at={mail.created_at} />
        {channel ? <span>{channel}</span> : null}
        <span>{t('settings.tries', { count: mail.tries })}</span>
        <span className={classes.push}>
          {mail.ticket_id ? (
            <Link href={`/tickets/${mail.ticket_id}`}>{t('settings.its_ticket')}</Link>
          ) : null}
          <RetryMail mail={mail} />
        </span>
      </div>
    </article>
  );
}
