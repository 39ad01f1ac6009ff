import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { UNTIL_REPLY } from '~/api/cases';
import type { Ticket } from '~/api/records';
import { formatDateTime, timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { fieldOf, instantOfField } from '~/lib/zone-time';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';
import { promisePresets, snoozePresets } from './snooze';

interface WhenDialogProps {
  what: 'snooze' | 'promise';
  ticket: Ticket;
  onPick: (at: string | null) => void;
  onClose: () => void;
}

const HOUR_MS = 3_600_000;

/** Until when a case is put off, or when its customer hears again: a click, or a time of one's own. */
export function WhenDialog({ what, ticket, onPick, onClose }: WhenDialogProps) {
  const [now] = useState(() => Date.now());
  const zone = timeZone();
  const current = what === 'snooze' ? ticket.snoozed_until : ticket.next_update_at;
  const presets = what === 'snooze' ? snoozePresets(now, zone) : promisePresets(now, zone);
  const start = current && current !== UNTIL_REPLY ? Date.parse(current) : now + HOUR_MS;
  const [typed, setTyped] = useState(() => fieldOf(Math.max(start, now + HOUR_MS), zone));
  const [problem, setProblem] = useState<string | null>(null);
  const pickTyped = () => {
    const at = instantOfField(typed, zone);
    if (at === null) setProblem(t('case.when_unclear'));
    else if (at <= Date.now()) setProblem(t('case.when_past'));
    else onPick(new Date(at).toISOString());
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={what === 'snooze' ? t('case.snooze_title') : t('case.promise_title')}
      size={420}
    >
      <p className={classes.words}>{what === 'snooze' ? t('case.snooze_why') : t('case.promise_why')}</p>
      <ul className={classes.presets}>
        {presets.map((one, index) => (
          <li key={one.key}>
            <button
              type="button"
              data-autofocus={index === 0 || undefined}
              aria-current={one.at === current}
              onClick={() => onPick(one.at)}
            >
              <Icon name={one.key === 'reply' ? 'chat' : 'clock'} size={16} />
              <span>{t(`case.when_${one.key}`)}</span>
              <span className={classes.faint}>{one.key === 'reply' ? null : formatDateTime(one.at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        className={classes.ownTime}
        onSubmit={(event) => {
          event.preventDefault();
          pickTyped();
        }}
      >
        <TextInput
          type="datetime-local"
          label={t('case.when_own')}
          description={zone ? t('case.when_zone', { zone }) : undefined}
          value={typed}
          error={problem}
          onChange={(event) => {
            setProblem(null);
            setTyped(event.currentTarget.value);
          }}
        />
        <Button type="submit">{what === 'snooze' ? t('case.snooze') : t('case.promise')}</Button>
      </form>
      {current ? (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => onPick(null)}>
            {what === 'snooze' ? t('case.wake') : t('case.no_promise')}
          </Button>
        </div>
      ) : null}
    </Modal>
  );
}
