import { ActionIcon, Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Holiday } from '~/api/settings';
import { locale } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import kit from '../kit/Kit.module.css';
import classes from '../Settings.module.css';
import { mergedHolidays, readHolidays } from './week';

const dayWords = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

interface ListProps {
  holidays: readonly Holiday[];
  onChange: (holidays: Holiday[]) => void;
}

/** The days on which the business is closed: one by one, or a whole list pasted. */
export function HolidayList({ holidays, onChange }: ListProps) {
  const [day, setDay] = useState('');
  const [name, setName] = useState('');
  const [pasting, setPasting] = useState(false);
  const add = () => {
    if (day === '') return;
    onChange(mergedHolidays(holidays, [{ day, name: name.trim() || null }]));
    setDay('');
    setName('');
  };
  const onEnter = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  };
  return (
    <div className={classes.wide}>
      <div className={kit.tools}>
        <TextInput
          type="date"
          label={t('set.holiday_day')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          onKeyDown={onEnter}
        />
        <TextInput
          className={kit.search}
          label={t('set.holiday_name')}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={onEnter}
        />
        <Button variant="default" disabled={day === ''} onClick={add}>
          {t('set.add')}
        </Button>
        <Button variant="default" onClick={() => setPasting(true)}>
          {t('set.paste_list')}
        </Button>
      </div>
      <ul className={kit.holidays}>
        {holidays.map((one) => (
          <li key={one.day}>
            <span className={classes.breaks}>
              {dayWords(one.day)}
              {one.name ? ` · ${one.name}` : ''}
            </span>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('set.remove_named', { name: one.name ?? dayWords(one.day) })}
              onClick={() => onChange(holidays.filter((other) => other.day !== one.day))}
            >
              <Icon name="close" size={15} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {pasting ? (
        <PasteDialog
          onClose={() => setPasting(false)}
          onTake={(days) => {
            onChange(mergedHolidays(holidays, days));
            setPasting(false);
          }}
        />
      ) : null}
    </div>
  );
}

function PasteDialog({ onClose, onTake }: { onClose: () => void; onTake: (days: Holiday[]) => void }) {
  const [text, setText] = useState('');
  const { days, bad } = readHolidays(text);
  return (
    <Modal opened onClose={onClose} title={t('set.paste_list')} size={520}>
      <Textarea
        className={kit.area}
        label={t('set.paste_label')}
        description={t('set.paste_hint')}
        placeholder={'2026-12-25 Navidad\n01/01/2027 Año Nuevo'}
        rows={10}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p role="status" className={bad.length > 0 ? classes.fault : classes.hint}>
        {bad.length > 0
          ? t('set.paste_bad', { count: bad.length, line: bad[0] ?? '' })
          : t('set.holidays_count', { count: days.length })}
      </p>
      <div className={classes.dialogActions}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button disabled={days.length === 0 || bad.length > 0} onClick={() => onTake(days)}>
          {t('set.add')}
        </Button>
      </div>
    </Modal>
  );
}
