import { useState } from 'react';
import type { LogEvent } from '~/api/records';
import { formatDateTime, formatTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import type { ThreadItem } from '../thread-items';
import classes from './case.module.css';
import { useStoryWords } from './use-story-words';

/** What stands between the messages: where the new ones begin, and what happened, folded to one line. */
export default function ThreadMark({ item }: { item: Extract<ThreadItem, { what: 'new' | 'events' }> }) {
  if (item.what === 'new')
    return (
      <div className={classes.fresh}>
        <span>{t('case.new_messages', { count: item.count })}</span>
      </div>
    );
  return <StoryRun events={item.events} />;
}

function StoryRun({ events }: { events: readonly LogEvent[] }) {
  const [open, setOpen] = useState(false);
  const words = useStoryWords();
  const last = events.at(-1);
  const more = events.length - 1;
  const shown = open ? events : last ? [last] : [];
  return (
    <div className={classes.story}>
      <ul>
        {shown.map((event) => (
          <li key={event.id}>
            <Icon name={words.icon(event)} size={14} />
            <span className={classes.storyWords}>{words.sentence(event)}</span>
            <time dateTime={event.at} title={formatDateTime(event.at)}>
              {formatTime(event.at)}
            </time>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('case.fewer') : t('case.more_events', { count: more })}
        </button>
      ) : null}
    </div>
  );
}
