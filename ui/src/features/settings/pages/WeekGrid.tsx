import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Shift } from '~/api/settings';
import { locale } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { inputId } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import classes from '../Settings.module.css';
import { clockOf, copiedTo, minuteOf, ofDay, SHIFTS_MAX, WEEKDAYS, withShift } from './week';

/** Monday is 0; the 5th of January 2026 was one. */
export const weekdayName = (weekday: number): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2026, 0, 5 + weekday),
  );

interface GridProps {
  hours: readonly Shift[];
  fault: string | undefined;
  onChange: (hours: Shift[]) => void;
}

/** The week, a row a day: each shift is two times that can be typed; arrows move them by a quarter of an hour. */
export function WeekGrid({ hours, fault, onChange }: GridProps) {
  const first = WEEKDAYS.find((day) => ofDay(hours, day).length > 0);
  const workdays = WEEKDAYS.slice(0, 5);
  return (
    <div className={classes.wide} id={inputId('hours')} tabIndex={-1}>
      <ul className={kit.week}>
        {WEEKDAYS.map((day) => (
          <DayRow key={day} day={day} hours={hours} onChange={onChange} />
        ))}
      </ul>
      {fault ? (
        <p className={classes.fault} role="alert">
          {fault}
        </p>
      ) : null}
      {first === undefined ? null : (
        <Button variant="default" size="xs" onClick={() => onChange(copiedTo(hours, first, workdays))}>
          {t('set.copy_workdays', { day: weekdayName(first) })}
        </Button>
      )}
    </div>
  );
}

interface DayProps {
  day: number;
  hours: readonly Shift[];
  onChange: (hours: Shift[]) => void;
}

function DayRow({ day, hours, onChange }: DayProps) {
  const shifts = ofDay(hours, day);
  const others = hours.filter((one) => one.weekday !== day);
  const name = weekdayName(day);
  const replace = (index: number, shift: Shift) =>
    onChange([...others, ...shifts.map((one, place) => (place === index ? shift : one))]);
  return (
    <li className={kit.day}>
      <span className={kit.dayName}>{name}</span>
      <div className={kit.shifts}>
        {shifts.length === 0 ? <span className={classes.faint}>{t('set.closed')}</span> : null}
        {shifts.map((shift, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shifts have nothing else that stays theirs
          <span key={index} className={kit.shift}>
            <TimeBox
              label={t('set.opens_on', { day: name, number: index + 1 })}
              minute={shift.opens_minute}
              onChange={(opens_minute) => replace(index, { ...shift, opens_minute })}
            />
            <span aria-hidden="true">–</span>
            <TimeBox
              label={t('set.closes_on', { day: name, number: index + 1 })}
              minute={shift.closes_minute}
              onChange={(closes_minute) => replace(index, { ...shift, closes_minute })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('set.remove_shift', { day: name, number: index + 1 })}
              onClick={() => onChange([...others, ...shifts.filter((_, place) => place !== index)])}
            >
              <Icon name="close" size={15} />
            </ActionIcon>
          </span>
        ))}
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={shifts.length >= SHIFTS_MAX}
          aria-label={t('set.add_shift', { day: name })}
          onClick={() => onChange(withShift(hours, day))}
        >
          <Icon name="plus" size={16} />
        </ActionIcon>
      </div>
    </li>
  );
}

const STEP = 15;

function TimeBox(props: { label: string; minute: number; onChange: (minute: number) => void }) {
  const { label, minute, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    const found = typed === null ? null : minuteOf(typed);
    setTyped(null);
    if (found !== null && found !== minute) onChange(found);
  };
  return (
    <TextInput
      className={kit.time}
      aria-label={label}
      inputMode="numeric"
      value={typed ?? clockOf(minute)}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0;
        if (event.key === 'Enter') take();
        if (event.key === 'Enter') event.preventDefault();
        if (by === 0) return;
        event.preventDefault();
        setTyped(null);
        onChange(Math.max(0, Math.min(1440, minute + by)));
      }}
    />
  );
}
