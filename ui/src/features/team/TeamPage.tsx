import { type TeamLive, useTeamLive } from '~/api/attention';
import { useAgents, useTeams } from '~/api/people';
import { useAgentsHere, useTicketsInUse } from '~/api/presence';
import { useConnection } from '~/api/stream';
import { formatTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Ago, Pill } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { FigureLink } from './FigureLink';
import { PeopleTable } from './PeopleTable';
import { personRows } from './rows';
import classes from './Team.module.css';
import { TeamsTable } from './TeamsTable';

/** The queue and the day, in a handful of figures that lead to their tickets. */
function Summary({ live }: { live: TeamLive }) {
  const { all } = live;
  const change = all.created - all.solved;
  const balance =
    change > 0
      ? t('team.balance_grew', { count: change })
      : change < 0
        ? t('team.balance_shrank', { count: -change })
        : t('team.balance_even');
  return (
    <div className={classes.cards}>
      <section className={classes.card} aria-labelledby="team-queue">
        <h2 id="team-queue">{t('team.queue')}</h2>
        <div className={classes.figures}>
          <FigureLink live={live} figure="unassigned" whose={null} name={t('team.unassigned')} large />
          <FigureLink live={live} figure="open" whose={null} name={t('team.open')} large />
          <FigureLink live={live} figure="urgent" whose={null} name={t('team.urgent')} large tone="danger" />
          <FigureLink
            live={live}
            figure="overdue"
            whose={null}
            name={t('team.overdue')}
            large
            tone="danger"
          />
        </div>
        <p className={classes.aside}>
          {all.oldest_unassigned_at ? (
            <>
              {t('team.oldest')}: <Ago at={all.oldest_unassigned_at} />
            </>
          ) : (
            t('team.nobody_waits')
          )}
        </p>
      </section>
      <section className={classes.card} aria-labelledby="team-today">
        <h2 id="team-today">{t('team.today')}</h2>
        <div className={classes.figures}>
          <FigureLink live={live} figure="created" whose={null} name={t('team.came')} large />
          <FigureLink live={live} figure="solved" whose={null} name={t('team.solved')} large />
          <span className={classes.figure} data-large="true">
            <span className={classes.number}>{all.replies}</span>
            <span className={classes.name}>{t('team.replies')}</span>
          </span>
        </div>
        <p className={classes.aside}>{balance}</p>
      </section>
    </div>
  );
}

/** How the desk stands now; events bring it up to date, nobody has to ask. */
export default function TeamPage() {
  useTitle(t('nav.team'));
  const live = useTeamLive();
  const agents = useAgents();
  const teams = useTeams();
  const here = useAgentsHere();
  const inTickets = useTicketsInUse();
  const connection = useConnection();
  const error = live.error ?? agents.error;
  if (error && !(live.data && agents.data))
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          void live.refetch();
          void agents.refetch();
        }}
      />
    );
  return (
    <div className={classes.screen}>
      <div className={classes.inner}>
        <header className={classes.head}>
          <h1>{t('nav.team')}</h1>
          {live.data ? (
            <span className={classes.state}>
              <Pill tone={connection === 'live' ? 'ok' : 'plain'}>
                {connection === 'live'
                  ? t('team.live')
                  : t('team.as_of', { time: formatTime(live.dataUpdatedAt) })}
              </Pill>
            </span>
          ) : null}
        </header>
        {live.data && agents.data ? (
          <>
            <Summary live={live.data} />
            <PeopleTable
              rows={personRows(agents.data, live.data, here, inTickets)}
              live={live.data}
              hereCount={here.size}
            />
            <TeamsTable live={live.data} teams={teams.data ?? []} />
          </>
        ) : (
          <RowsSkeleton rows={10} />
        )}
      </div>
    </div>
  );
}
