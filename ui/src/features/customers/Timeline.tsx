import { Button } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { Link } from 'wouter';
import { useTimeline } from '~/api/customer-page';
import { useAgents, useTeams } from '~/api/people';
import type { LogEvent } from '~/api/records';
import { dayOf, formatDateTime, formatDay, formatTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { type Names, sentenceOf } from './sentence';
import classes from './Timeline.module.css';
import { isNarrowed, NO_WISH, TimelineFilters, type TimelineWish, timelineQuery } from './TimelineFilters';

interface TimelineProps {
  customerId: number;
  wish: TimelineWish;
  onWish: (wish: TimelineWish) => void;
}

/** Everything that happened with a customer, newest first, a day at a time, as far back as one reads. */
export function Timeline({ customerId, wish, onWish }: TimelineProps) {
  return (
    <>
      <TimelineFilters wish={wish} onWish={onWish} />
      <Story customerId={customerId} wish={wish} onWish={onWish} />
    </>
  );
}

function useNames(): Names {
  const agents = useAgents();
  const teams = useTeams();
  return useMemo<Names>(
    () => ({
      agent_id: new Map((agents.data ?? []).map((agent) => [agent.id, agent.name])),
      team_id: new Map((teams.data ?? []).map((team) => [team.id, team.name])),
    }),
    [agents.data, teams.data],
  );
}

function Story({ customerId, wish, onWish }: TimelineProps) {
  const timeline = useTimeline(customerId, timelineQuery(wish));
  const names = useNames();
  if (timeline.isError && !timeline.data)
    return <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />;
  if (!timeline.data) return <RowsSkeleton rows={8} />;
  const events = timeline.data.pages.flatMap((page) => page.data);
  if (events.length === 0 && !timeline.hasNextPage)
    return isNarrowed(wish) ? (
      <EmptyState
        icon="clock"
        title={t('timeline.none_filtered')}
        action={
          <Button variant="default" onClick={() => onWish(NO_WISH)}>
            {t('action.clear_filters')}
          </Button>
        }
      />
    ) : (
      <EmptyState icon="clock" title={t('timeline.none')} />
    );
  return (
    <div aria-busy={timeline.isPlaceholderData}>
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
        <Older
          pending={timeline.isFetchingNextPage}
          failed={timeline.isFetchNextPageError}
          onMore={() => void timeline.fetchNextPage()}
        />
      ) : null}
    </div>
  );
}

/** The next page comes by itself once its place is in sight; the button is for keyboards and for trying again. */
function Older({ pending, failed, onMore }: { pending: boolean; failed: boolean; onMore: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const here = place.current;
    if (!here || pending || failed) return undefined;
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) latest.current();
    });
    seen.observe(here);
    return () => seen.disconnect();
  }, [pending, failed]);
  return (
    <div className={classes.more} ref={place}>
      <Button variant="default" loading={pending} onClick={onMore}>
        {t('timeline.older')}
      </Button>
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
