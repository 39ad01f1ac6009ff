import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import header from '../TicketHeader.module.css';
import { caseDialog } from './dialogs';
import { clockWords } from './timer';
import { useTimer } from './use-timer';

/** The running clock in the header; a press opens what it can be done with. */
export function TimerButton({ ticketId }: { ticketId: number }) {
  const { timer, isAway } = useTimer(ticketId);
  if (!timer) return null;
  const state = !timer.running
    ? t('case.timer_paused')
    : isAway
      ? t('case.timer_away')
      : t('case.timer_runs');
  return (
    <button
      type="button"
      className={header.pick}
      data-tone={timer.running && !isAway ? 'brand' : 'plain'}
      title={state}
      onClick={() => caseDialog.set('time')}
    >
      <Icon name="clock" size={15} />
      <span className="visually-hidden">{`${t('case.time')}: ${state} `}</span>
      <span className="numeric">{clockWords(timer.ms / 1000)}</span>
    </button>
  );
}
