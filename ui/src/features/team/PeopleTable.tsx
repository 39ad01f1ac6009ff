import { Link } from 'wouter';
import type { TeamLive } from '~/api/attention';
import { formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Avatar } from '~/parts/marks';
import { FigureLink } from './FigureLink';
import type { PersonRow, Standing } from './rows';
import classes from './Team.module.css';

const PLACES_SHOWN = 3;

function standingName(standing: Standing): string {
  if (standing === 'idle' || standing === 'gone') return t(`team.${standing}`);
  return standing === 'available' ? t('team.here') : t(`availability.${standing}`);
}

function Doing({ row }: { row: PersonRow }) {
  return (
    <span className={classes.doing}>
      <span className={classes.standing} data-standing={row.standing}>
        <span className={classes.light} />
        {standingName(row.standing)}
      </span>
      {row.tickets.slice(0, PLACES_SHOWN).map((place) => (
        <Link key={place.ticketId} href={`/tickets/${place.ticketId}`} className={classes.place}>
          <Icon name={place.editing ? 'pencil' : 'eye'} size={13} />
          {t(place.editing ? 'team.writes_in' : 'team.in_ticket', { number: `#${place.ticketId}` })}
        </Link>
      ))}
    </span>
  );
}

const COLUMNS = ['open', 'pending', 'urgent', 'overdue', 'solved'] as const;
const NAMES = {
  open: 'team.open',
  pending: 'team.pending',
  urgent: 'team.urgent',
  overdue: 'team.overdue',
  solved: 'team.solved_today',
} as const;

/** Who is here, what they do and how much they carry. */
export function PeopleTable({
  rows,
  live,
  hereCount,
}: {
  rows: readonly PersonRow[];
  live: TeamLive;
  hereCount: number;
}) {
  return (
    <section className={classes.card} aria-labelledby="team-people">
      <div className={classes.cardHead}>
        <h2 id="team-people">{t('team.people')}</h2>
        <span className={classes.aside}>{t('team.here_count', { count: hereCount })}</span>
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('team.person')}</th>
            <th scope="col">{t('team.doing')}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={classes.amount}>
                {t(NAMES[column])}
              </th>
            ))}
            <th scope="col" className={classes.amount}>
              {t('team.replies_today')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.agent.id} data-standing={row.standing}>
              <th scope="row">
                <span className={classes.person}>
                  <Avatar name={row.agent.name} size={32} />
                  <span className={classes.who}>
                    <span>{row.agent.name}</span>
                    <span className={classes.role}>{textOr(`role.${row.agent.role}`, row.agent.role)}</span>
                  </span>
                </span>
              </th>
              <td className={classes.doingCell}>
                <Doing row={row} />
              </td>
              {COLUMNS.map((column) => (
                <td key={column} className={classes.amount} data-label={t(NAMES[column])}>
                  <FigureLink
                    live={live}
                    load={row.load}
                    figure={column}
                    whose={{ agentId: row.agent.id }}
                    name={t(NAMES[column])}
                    who={row.agent.name}
                    tone={column === 'urgent' || column === 'overdue' ? 'danger' : undefined}
                  />
                </td>
              ))}
              <td className={classes.amount} data-label={t('team.replies_today')}>
                <span className={classes.figure} data-zero={row.load.replies === 0}>
                  <span className={classes.number}>{formatNumber(row.load.replies)}</span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
