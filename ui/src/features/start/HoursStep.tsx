import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '~/api/problem';
import { changeRecord, type Stored, useRecords } from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { firstWeekday, locale } from '~/lib/format';
import { t } from '~/lib/i18n';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Start.module.css';
import { type Hours, hoursOf, isSound, type OpenDay, weekOf } from './steps';

interface Calendar extends Stored {
  is_default: boolean;
  hours: Hours[];
}

// The second of January 2023 was a Monday.
const dayName = (weekday: number): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2023, 0, 2 + weekday),
  );

/** When the business is open: promises are counted in these hours. */
export function HoursStep({ onDone }: { onDone: () => Promise<void> }) {
  const calendars = useRecords<Calendar>('calendars');
  const calendar = calendars.data?.find((one) => one.is_default);
  if (calendars.isError && !calendars.data)
    return <ErrorState error={calendars.error} onRetry={() => void calendars.refetch()} />;
  if (!calendar) return <RowsSkeleton rows={5} />;
  return <WeekForm calendar={calendar} onDone={onDone} />;
}

function WeekForm({ calendar, onDone }: { calendar: Calendar; onDone: () => Promise<void> }) {
  const client = useQueryClient();
  const [week, setWeek] = useState(() => weekOf(calendar.hours, firstWeekday()));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const set = (weekday: number, change: Partial<OpenDay>) =>
    setWeek((now) => now.map((day) => (day.weekday === weekday ? { ...day, ...change } : day)));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setError(null);
    if (!week.every(isSound)) return;
    setBusy(true);
    try {
      await changeRecord('calendars', calendar.id, calendar.version, { hours: hoursOf(week) });
      await client.invalidateQueries({ queryKey: settingsKeys.records('calendars') });
      await onDone();
    } catch (fault) {
      setError(asProblem(fault).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {error ? (
        <div className={classes.error} role="alert">
          {error}
        </div>
      ) : null}
      <div className={classes.week}>
        {week.map((day) => {
          const name = dayName(day.weekday);
          const isWrong = tried && !isSound(day);
          return (
            <fieldset key={day.weekday} className={classes.day} data-open={day.isOpen}>
              <legend className="visually-hidden">{name}</legend>
              <label className={classes.dayName}>
                <input
                  type="checkbox"
                  checked={day.isOpen}
                  onChange={(event) => set(day.weekday, { isOpen: event.currentTarget.checked })}
                />
                <span>{name}</span>
              </label>
              {day.isOpen ? (
                <span className={classes.span}>
                  <input
                    type="time"
                    className={classes.time}
                    aria-label={t('start.opens', { day: name })}
                    aria-invalid={isWrong}
                    value={day.opens}
                    onChange={(event) => set(day.weekday, { opens: event.currentTarget.value })}
                  />
                  –
                  <input
                    type="time"
                    className={classes.time}
                    aria-label={t('start.closes', { day: name })}
                    aria-invalid={isWrong}
                    value={day.closes}
                    onChange={(event) => set(day.weekday, { closes: event.currentTarget.value })}
                  />
                </span>
              ) : (
                <span className={classes.closed}>{t('start.closed')}</span>
              )}
              {isWrong ? <p className={classes.fault}>{t('start.hours_wrong')}</p> : null}
            </fieldset>
          );
        })}
      </div>
      <div className={classes.actions}>
        <Button type="submit" loading={busy}>
          {t('start.next')}
        </Button>
        <Button variant="subtle" onClick={() => void onDone()}>
          {t('start.skip')}
        </Button>
      </div>
    </form>
  );
}
