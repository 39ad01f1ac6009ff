import { Button, Modal } from '@mantine/core';
import { t } from '~/lib/i18n';
import classes from './Settings.module.css';

/** Asks before what was typed is lost. */
export function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Modal opened onClose={onStay} title={t('settings.leave_title')} size={440}>
      <p className={classes.dialogWords}>{t('settings.leave_why')}</p>
      <div className={classes.dialogActions}>
        <Button variant="default" color="danger" onClick={onLeave}>
          {t('settings.leave')}
        </Button>
        <Button data-autofocus onClick={onStay}>
          {t('settings.stay')}
        </Button>
      </div>
    </Modal>
  );
}
