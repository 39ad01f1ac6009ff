import { Button, Modal } from '@mantine/core';
import { t } from '~/lib/i18n';
import classes from './case.module.css';

/** Asks first: what is taken out does not come back. */
export function RedactDialog({ onCancel, onConfirm }: { onCancel: () => void; onConfirm: () => void }) {
  return (
    <Modal opened onClose={onCancel} title={t('case.redact_title')} size={460}>
      <p className={classes.words}>{t('case.redact_why')}</p>
      <div className={classes.actions}>
        <Button variant="default" data-autofocus onClick={onCancel}>
          {t('action.cancel')}
        </Button>
        <Button color="danger" onClick={onConfirm}>
          {t('case.redact_now')}
        </Button>
      </div>
    </Modal>
  );
}
