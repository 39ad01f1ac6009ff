import { Link } from 'wouter';
import type { Ticket, TicketChange } from '~/api/records';
import { useMe } from '~/api/session';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon, type IconName } from '~/parts/Icon';
import classes from './case.module.css';
import { untilWords } from './snooze';
import { useCaseActions } from './use-case-actions';

interface CaseBannerProps {
  ticket: Ticket;
  onChange: (change: TicketChange) => void;
}

/** Why a case is not where the others are, and the way back. */
export default function CaseBanner({ ticket, onChange }: CaseBannerProps) {
  const me = useMe();
  const actions = useCaseActions(ticket, me?.id ?? null);
  if (ticket.deleted_at !== null)
    return (
      <Line
        tone="danger"
        icon="close"
        words={t('case.is_deleted', { date: formatDateTime(ticket.deleted_at) })}
      >
        <button type="button" onClick={() => void actions.restore()}>
          {t('case.restore')}
        </button>
      </Line>
    );
  return (
    <>
      {ticket.merged_into !== null ? (
        <Line tone="info" icon="steps" words={t('case.is_merged', { number: `#${ticket.merged_into}` })}>
          <Link href={`/tickets/${ticket.merged_into}`}>{t('case.open_merged')}</Link>
        </Line>
      ) : null}
      {ticket.is_spam ? (
        <Line tone="warn" icon="alert" words={t('case.is_spam')}>
          <button type="button" onClick={() => onChange({ is_spam: false })}>
            {t('case.not_spam')}
          </button>
        </Line>
      ) : null}
      {ticket.snoozed_until !== null ? (
        <Line
          tone="info"
          icon="clock"
          words={t('case.is_snoozed', { until: untilWords(ticket.snoozed_until) })}
        >
          <button type="button" onClick={() => onChange({ snoozed_until: null })}>
            {t('case.wake')}
          </button>
        </Line>
      ) : null}
    </>
  );
}

function Line({
  tone,
  icon,
  words,
  children,
}: {
  tone: 'info' | 'warn' | 'danger';
  icon: IconName;
  words: string;
  children: React.ReactNode;
}) {
  return (
    <div className={classes.banner} data-tone={tone}>
      <Icon name={icon} size={16} />
      <span>{words}</span>
      {children}
    </div>
  );
}
