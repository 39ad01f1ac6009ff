import { useFollowers } from '~/api/cases';
import { useAgents } from '~/api/people';
import { t } from '~/lib/i18n';
import { Avatar } from '~/parts/marks';
import classes from './case.module.css';

/** Who hears of what happens here, beside who works on it. */
export function Followers({ ticketId }: { ticketId: number }) {
  const ids = useFollowers(ticketId).data ?? [];
  const agents = useAgents().data ?? [];
  const names = ids.map((id) => agents.find((agent) => agent.id === id)?.name ?? t('actor.agent'));
  return (
    <div className={classes.section}>
      <h3>{t('case.followers')}</h3>
      {names.length === 0 ? (
        <p className={classes.faint}>{t('case.no_followers')}</p>
      ) : (
        <ul className={classes.people}>
          {names.map((name, index) => (
            <li key={ids[index]}>
              <Avatar name={name} size={20} />
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
