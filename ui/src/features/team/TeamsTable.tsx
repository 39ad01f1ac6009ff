import type { TeamLive } from '~/api/attention';
import type { Team } from '~/api/records';
import { NOTHING } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Ago } from '~/parts/marks';
import { EmptyState } from '~/parts/states';
import { FigureLink } from './FigureLink';
import { NO_LOAD } from './rows';
import classes from './Team.module.css';

const COLUMNS = ['unassigned', 'open', 'urgent', 'overdue', 'created', 'solved'] as const;
const NAMES = {
  unassigned: 'team.unassigned',
  open: 'team.open',
  urgent: 'team.urgent',
  overdue: 'team.overdue',
  created: 'team.came_today',
  solved: 'team.solved_today',
} as const;

/** The queue of each team; what belongs to none is a line too. */
export function TeamsTable({ live, teams }: { live: TeamLive; teams: readonly Team[] }) {
  const loads = new Map(live.teams.map((load) => [load.team_id, load]));
  const lines: { teamId: number | null; name: string }[] = [
    ...teams.map((team) => ({ teamId: team.id, name: team.name })),
    ...(loads.has(null) ? [{ teamId: null, name: t('team.no_team') }] : []),
  ];
  return (
    <section className={classes.card} aria-labelledby="team-teams">
      <h2 id="team-teams">{t('team.teams')}</h2>
      {teams.length === 0 ? (
        <EmptyState icon="customers" title={t('team.teams')}>
          {t('team.no_teams')}
        </EmptyState>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('team.team')}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className={classes.amount}>
                  {t(NAMES[column])}
                </th>
              ))}
              <th scope="col" className={classes.amount}>
                {t('team.oldest')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => {
              const load = loads.get(line.teamId) ?? NO_LOAD;
              return (
                <tr key={line.teamId ?? 0}>
                  <th scope="row">{line.name}</th>
                  {COLUMNS.map((column) => (
                    <td key={column} className={classes.amount} data-label={t(NAMES[column])}>
                      <FigureLink
                        live={live}
                        load={load}
                        figure={column}
                        whose={{ teamId: line.teamId }}
                        name={t(NAMES[column])}
                        who={line.name}
                        tone={column === 'urgent' || column === 'overdue' ? 'danger' : undefined}
                      />
                    </td>
                  ))}
                  <td className={classes.amount} data-label={t('team.oldest')}>
                    {load.oldest_unassigned_at ? <Ago at={load.oldest_unassigned_at} /> : NOTHING}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
