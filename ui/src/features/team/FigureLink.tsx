import { Link } from 'wouter';
import type { Load, TeamLive } from '~/api/attention';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { type Figure, ticketsBehind, type Whose } from './links';
import classes from './Team.module.css';

/** A number that opens the tickets it counts; nothing to open where it is zero. */
export function FigureLink(props: {
  live: TeamLive;
  figure: Figure;
  whose: Whose;
  /** What is counted, and (in a table, where the head says that) whose. */
  name: string;
  who?: string;
  load?: Load;
  tone?: 'danger';
  large?: boolean;
}) {
  const { live, figure, whose, name, who, load = live.all, tone, large = false } = props;
  const value = load[figure];
  const content = (
    <>
      <span className={classes.number}>{formatNumber(value)}</span>
      {large ? (
        <span className={classes.name}>{name}</span>
      ) : (
        <span className="visually-hidden">
          {' '}
          {name}, {who}
        </span>
      )}
    </>
  );
  const shared = {
    className: classes.figure,
    'data-large': large,
    'data-tone': value > 0 ? tone : undefined,
  };
  if (value === 0)
    return (
      <span {...shared} data-zero="true">
        {content}
      </span>
    );
  return (
    <Link
      {...shared}
      href={ticketsBehind(figure, whose, live)}
      title={t('team.see', { what: name, who: who ?? t('team.everybody') })}
    >
      {content}
    </Link>
  );
}
