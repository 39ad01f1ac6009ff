import { useState } from 'react';
import { addTime, changeTime, mayKeepTime, removeTime, type TimeEntry, useTimeEntries } from '~/api/cases';
import { useAgents } from '~/api/people';
import { asProblem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { useMe } from '~/api/session';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';
import { clockWords, readDuration } from './timer';

/** Every time entry of a case, with its sum; one's own can be mended and taken out. */
export function TimeList({ ticket, onChanged }: { ticket: Ticket; onChanged: () => void }) {
  const entries = useTimeEntries(ticket.id).data ?? [];
  const agents = useAgents().data ?? [];
  const me = useMe();
  const [edited, setEdited] = useState<number | null>(null);
  if (entries.length === 0) return <p className={classes.faint}>{t('case.no_time')}</p>;
  const refused = (error: unknown) =>
    showToast(t('ticket.not_saved'), { tone: 'danger', detail: asProblem(error).message });
  const mend = async (entry: TimeEntry, text: string) => {
    setEdited(null);
    const seconds = readDuration(text);
    if (seconds === null || seconds === entry.seconds) return;
    await changeTime(entry, { seconds }).catch(refused);
    onChanged();
  };
  const remove = async (entry: TimeEntry) => {
    try {
      await removeTime(entry);
      showToast(t('case.did_remove_time'), {
        action: {
          label: t('action.undo'),
          run: () =>
            void addTime({
              ticket_id: entry.ticket_id,
              seconds: entry.seconds,
              is_manual: entry.is_manual,
              ...(entry.note ? { note: entry.note } : {}),
            })
              .catch(refused)
              .finally(onChanged),
        },
      });
    } catch (error) {
      refused(error);
    }
    onChanged();
  };
  return (
    <div className={classes.section}>
      <h3>{t('case.time_sum', { time: clockWords(ticket.time_spent) })}</h3>
      <ul className={classes.lines}>
        {entries.map((entry) => {
          const name = agents.find((agent) => agent.id === entry.agent_id)?.name ?? t('actor.agent');
          const mine = mayKeepTime(me, entry.agent_id);
          return (
            <li key={entry.id}>
              {edited === entry.id ? (
                <input
                  className={classes.smallInput}
                  aria-label={t('case.time_typed')}
                  defaultValue={clockWords(entry.seconds)}
                  // biome-ignore lint/a11y/noAutofocus: the field was asked for by a press
                  autoFocus
                  onBlur={(event) => void mend(entry, event.currentTarget.value)}
                  onKeyDown={(event) => {
                    if (event.key === 'Enter') event.currentTarget.blur();
                    if (event.key === 'Escape') {
                      event.stopPropagation();
                      setEdited(null);
                    }
                  }}
                />
              ) : (
                <span className="numeric">{clockWords(entry.seconds)}</span>
              )}
              <span className={classes.lineMain}>
                {name}
                {entry.note ? ` · ${entry.note}` : null}
                <span className={classes.faint}>{formatDateTime(entry.started_at)}</span>
              </span>
              {mine ? (
                <>
                  <button
                    type="button"
                    className={classes.small}
                    aria-label={t('case.time_edit', { time: clockWords(entry.seconds) })}
                    onClick={() => setEdited(entry.id)}
                  >
                    <Icon name="note" size={14} />
                  </button>
                  <button
                    type="button"
                    className={classes.small}
                    aria-label={t('case.time_remove', { time: clockWords(entry.seconds) })}
                    onClick={() => void remove(entry)}
                  >
                    <Icon name="close" size={14} />
                  </button>
                </>
              ) : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
