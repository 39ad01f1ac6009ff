import type { Ticket } from '~/api/records';
import { t } from '~/lib/i18n';
import classes from './case.module.css';
import { caseDialog } from './dialogs';
import { clockWords } from './timer';

/** How long it was worked on this case, in all. */
export function TimeSpent({ ticket }: { ticket: Ticket }) {
  return (
    <div className={classes.section}>
      <h3>{t('case.time')}</h3>
      <p className="numeric">
        {ticket.time_spent > 0
          ? t('case.time_sum', { time: clockWords(ticket.time_spent) })
          : t('case.no_time')}
      </p>
      <button type="button" className={classes.linkButton} onClick={() => caseDialog.set('time')}>
        {t('case.log_time')}
      </button>
    </div>
  );
}
