import { useAgents } from '~/api/people';
import type { Message } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';

/** What stands where a message's content was taken out. */
export default function Redacted({ message }: { message: Message }) {
  const agents = useAgents().data ?? [];
  const name = agents.find((agent) => agent.id === message.redacted_by)?.name ?? t('actor.agent');
  return (
    <p className={classes.redacted}>
      <Icon name="lock" size={15} />
      {t('case.redacted', { name, date: formatDateTime(message.redacted_at) })}
    </p>
  );
}
