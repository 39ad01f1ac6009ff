import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import classes from '../Settings.module.css';

interface ConfirmProps {
  title: string;
  action: string;
  children: ReactNode;
  disabled?: boolean;
  onClose: () => void;
  run: () => Promise<unknown>;
}

/** Asks before what cannot be undone; stays with the reason when it was refused. */
export function Confirm({ title, action, children, disabled, onClose, run }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await run();
      onClose();
    } catch (fault) {
      setError(asProblem(fault).message);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={460}>
      <div className={classes.dialogWords}>{children}</div>
      {error ? (
        <p className={classes.fault} role="alert">
          {error}
        </p>
      ) : null}
      <div className={classes.dialogActions}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button color="danger" loading={busy} disabled={disabled} onClick={() => void go()}>
          {action}
        </Button>
      </div>
    </Modal>
  );
}
