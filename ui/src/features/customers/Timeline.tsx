import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useTimeline } from '~/api/customers';
import { useAgents, useTeams } from '~/api/people';
import type { LogEvent } from '~/api/records';
import { dayOf, formatDateTime, formatDay, formatTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { type Names, sentenceOf } from './sentence';
import classes from './Timeline.module.css';

/** Everything that happened with a customer, newest first, a day at a time. */
export function Timeline({ customerId }: { customerId: number }) {
  const timeline = useTimeline(customerId);
  const agents = useAgents();
  const teams = useTeams();
  const names = useMemo<Names>(
    () => ({
      agent_id: new Map((agents.data ?? []).map((agent) => [agent.id, agent.name])),
      team_id: new Map((teams.data ?? []).map((team) => [team.id, team.name])),
    }),
    [agents.data, teams.data],
  );
  if (timeline.isError && !timeline.data)
    return <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />;
  if (!timeline.data) return <RowsSkeleton rows={8} />;
  const events = timeline.data.pages.flatMap((page) => page.data);
  if (events.length === 0) return <EmptyState icon="clock" title={t('timeline.none')} />;
  return (
    <div>
      {byDay(events).map((day) => (
        <section key={day.key}>
          <h3 className={classes.day}>{formatDay(day.events[0]?.at)}</h3>
          <ol>
            {day.events.map((event, index) => (
              <EventLine
                key={event.id}
                event={event}
                names={names}
                sameTicket={event.ticket_id !== null && event.ticket_id === day.events[index - 1]?.ticket_id}
              />
            ))}
          </ol>
        </section>
      ))}
      {timeline.hasNextPage ? (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={timeline.isFetchingNextPage}
            onClick={() => void timeline.fetchNextPage()}
          >
            {t('timeline.older')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function byDay(events: readonly LogEvent[]): { key: string; events: LogEvent[] }[] {
  const days: { key: string; events: LogEvent[] }[] = [];
  for (const event of events) {
    const key = dayOf(event.at);
    const last = days.at(-1);
    if (last?.key === key) last.events.push(event);
    else days.push({ key, events: [event] });
  }
  return days;
}

/** A case is named once for a run of events that belong to it. */
function EventLine(props: { event: LogEvent; names: Names; sameTicket: boolean }) {
  const { event, names, sameTicket } = props;
  const sentence = sentenceOf(event, names);
  return (
    <li className={classes.event}>
      <span className={classes.icon} data-tone={sentence.tone}>
        <Icon name={sentence.icon} size={16} />
      </span>
      <div className={classes.words}>
        {sentence.text}
        {sentence.ticket && !sameTicket ? (
          <Link href={`/tickets/${sentence.ticket.id}`} className={classes.link}>
            {sentence.ticket.subject || t('timeline.open_ticket')}
          </Link>
        ) : null}
        {sentence.quote ? <blockquote className={classes.quote}>{sentence.quote}</blockquote> : null}
      </div>
      <time className={classes.time} dateTime={event.at} title={formatDateTime(event.at)}>
        {formatTime(event.at)}
      </time>
    </li>
  );
}
