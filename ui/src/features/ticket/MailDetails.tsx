import { useChannels } from '~/api/channels';
import type { MessageMail } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Pill } from '~/parts/marks';
import classes from './MailLine.module.css';
import { verdictName, verdictTone } from './mail-words';

const CHECKS = ['spf', 'dkim', 'dmarc'] as const;

/** What the own mail server found out about the sender, and the way to the original. */
export function MailDetails({ mail, onOriginal }: { mail: MessageMail; onOriginal: () => void }) {
  const channels = useChannels(mail.channel_id !== null);
  const channel = channels.data?.find((one) => one.id === mail.channel_id);
  const checked = CHECKS.some((name) => mail[name]);
  return (
    <div className={classes.details}>
      <h3>{t('mail.details')}</h3>
      {checked ? (
        <dl className={classes.checks}>
          {CHECKS.map((name) => (
            <div key={name}>
              <dt>{name.toUpperCase()}</dt>
              <dd>
                <Pill tone={verdictTone(mail[name])}>{verdictName(mail[name])}</Pill>
              </dd>
            </div>
          ))}
          {mail.dmarc_domain ? (
            <div>
              <dt>{t('mail.domain')}</dt>
              <dd className={classes.value}>{mail.dmarc_domain}</dd>
            </div>
          ) : null}
        </dl>
      ) : (
        <p className={classes.faint}>{t('mail.unchecked')}</p>
      )}
      {channel ? (
        <dl className={classes.checks}>
          <div>
            <dt>{t('mail.channel')}</dt>
            <dd className={classes.value}>{channel.name}</dd>
          </div>
        </dl>
      ) : null}
      <button type="button" className={classes.retry} onClick={onOriginal}>
        <Icon name="file" size={15} />
        {t('mail.show_original')}
      </button>
    </div>
  );
}
