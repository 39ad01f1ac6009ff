import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { formatDateTime, timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { dayAt, fieldOf, instantOfField, wallClock, weekdayAt } from '~/lib/zone-time';
import classes from './composer.module.css';

interface ScheduleProps {
  /** Where the customer lives, where that is known. */
  customerZone: string | null;
  onClose: () => void;
  onPick: (at: number) => void;
}

const HOUR = 9;

interface Choice {
  key: string;
  label: string;
  at: number;
}

/** Tomorrow and Monday at nine, by one's own clock and by the customer's where that is another one. */
export function scheduleChoices(now: number, own: string | undefined, customerZone: string | null): Choice[] {
  const choices: Choice[] = [];
  const today = wallClock(now, own);
  if (today.hour < 16)
    choices.push({ key: 'later', label: t('composer.later_today'), at: dayAt(now, 0, today.hour + 2, own) });
  choices.push(
    { key: 'tomorrow', label: t('composer.tomorrow'), at: dayAt(now, 1, HOUR, own) },
    { key: 'monday', label: t('composer.monday'), at: weekdayAt(now, 1, HOUR, own) },
  );
  const theirs = customerZone ? dayAt(now, 1, HOUR, customerZone) : null;
  if (theirs !== null && theirs !== choices.find((one) => one.key === 'tomorrow')?.at)
    choices.push({ key: 'customer', label: t('composer.tomorrow_there'), at: theirs });
  return choices;
}

/** When an answer is to leave. */
export default function Schedule({ customerZone, onClose, onPick }: ScheduleProps) {
  const [now] = useState(Date.now());
  const [own, setOwn] = useState(fieldOf(dayAt(now, 1, HOUR, timeZone()), timeZone()));
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = instantOfField(own, timeZone());
    if (at === null) setFault(t('composer.no_time'));
    else if (at <= Date.now()) setFault(t('composer.past_time'));
    else onPick(at);
  };
  return (
    <Modal opened onClose={onClose} title={t('composer.schedule')} size={440}>
      <div className={classes.choices}>
        {scheduleChoices(now, timeZone(), customerZone).map((one) => (
          <button key={one.key} type="button" className={classes.choice} onClick={() => onPick(one.at)}>
            <span>{one.label}</span>
            <span className={classes.muted}>{formatDateTime(new Date(one.at).toISOString())}</span>
          </button>
        ))}
      </div>
      <form className={classes.custom} onSubmit={submit} noValidate>
        <TextInput
          type="datetime-local"
          label={t('composer.other_time')}
          description={timeZone()?.replaceAll('_', ' ')}
          value={own}
          min={fieldOf(now, timeZone())}
          error={fault}
          onChange={(event) => {
            setOwn(event.currentTarget.value);
            setFault(null);
          }}
        />
        <Button type="submit">{t('composer.schedule_set')}</Button>
      </form>
    </Modal>
  );
}
