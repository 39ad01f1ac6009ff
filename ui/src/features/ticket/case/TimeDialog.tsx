import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addTime } from '~/api/cases';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';
import { TimeList } from './TimeList';
import { clockWords, dropTimer, pauseTimer, putTimer, readDuration, startTimer } from './timer';
import { useTimer } from './use-timer';

/** The time on a case: the running clock, what was typed in, and every entry there is. */
export function TimeDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const client = useQueryClient();
  const { timer, isAway } = useTimer(ticket.id);
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
  const seconds = Math.round((timer?.ms ?? 0) / 1000);

  const save = async (amount: number, isManual: boolean) => {
    try {
      await addTime({
        ticket_id: ticket.id,
        seconds: amount,
        is_manual: isManual,
        ...(note.trim() ? { note: note.trim() } : {}),
      });
      if (!isManual) dropTimer(ticket.id);
      setTyped('');
      setNote('');
      showToast(t('case.did_log', { time: clockWords(amount) }), { tone: 'ok', lifeMs: 4000 });
    } catch (error) {
      setProblem(asProblem(error).message);
    }
    refresh();
  };
  const saveTyped = (event: FormEvent) => {
    event.preventDefault();
    const amount = readDuration(typed);
    if (amount === null) setProblem(t('case.time_unclear'));
    else void save(amount, true);
  };
  const discard = () => {
    if (!timer) return;
    dropTimer(ticket.id);
    showToast(t('case.did_discard'), {
      action: { label: t('action.undo'), run: () => putTimer(ticket.id, { ...timer, running: false }) },
    });
  };
  return (
    <Modal opened onClose={onClose} title={t('case.time_title', { number: `#${ticket.id}` })} size={520}>
      <div className={classes.form}>
        <div className={classes.clock}>
          <span className={classes.clockFace} role="timer" aria-live="off">
            {clockWords(seconds)}
          </span>
          <span className={classes.faint}>
            {timer?.running && isAway ? t('case.timer_away') : t('case.timer_why')}
          </span>
          <span className={classes.clockButtons}>
            {timer?.running ? (
              <Button variant="default" onClick={() => pauseTimer(ticket.id)}>
                {t('case.timer_pause')}
              </Button>
            ) : (
              <Button variant="default" onClick={() => startTimer(ticket.id)}>
                {timer ? t('case.timer_go_on') : t('case.timer_start')}
              </Button>
            )}
            {seconds > 0 ? (
              <>
                <Button onClick={() => void save(seconds, false)}>{t('case.timer_save')}</Button>
                <Button variant="subtle" onClick={discard}>
                  {t('case.timer_discard')}
                </Button>
              </>
            ) : null}
          </span>
        </div>
        <form className={classes.ownTime} onSubmit={saveTyped}>
          <TextInput
            label={t('case.time_typed')}
            placeholder={t('case.time_how')}
            value={typed}
            data-autofocus
            autoComplete="off"
            onChange={(event) => {
              setProblem(null);
              setTyped(event.currentTarget.value);
            }}
          />
          <TextInput
            label={t('case.time_note')}
            value={note}
            maxLength={500}
            autoComplete="off"
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button type="submit">{t('case.time_add')}</Button>
        </form>
        {problem ? (
          <p className={classes.warning} role="alert">
            <Icon name="alert" size={16} />
            {problem}
          </p>
        ) : null}
        <TimeList ticket={ticket} onChanged={refresh} />
      </div>
    </Modal>
  );
}
