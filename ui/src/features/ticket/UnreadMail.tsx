import { useFailedMailOf } from '~/api/channels';
import { mayManage, useMe } from '~/api/session';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { RetryMail } from '~/parts/RetryMail';
import classes from './MailLine.module.css';

/** In the case that stands for mail that could not be read: why, and another try for who may. */
export default function UnreadMail({ ticketId }: { ticketId: number }) {
  const me = useMe();
  const found = useFailedMailOf(ticketId);
  const mail = found.data?.data[0];
  if (!mail) return null;
  return (
    <div className={classes.failure} style={{ marginTop: 10, marginBottom: 0 }}>
      <Icon name="alert" size={16} />
      <span className={classes.words}>{mail.detail || t('settings.no_reason')}</span>
      {me && mayManage(me) ? <RetryMail mail={mail} /> : null}
    </div>
  );
}
