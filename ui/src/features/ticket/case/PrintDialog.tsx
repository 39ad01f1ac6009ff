import { Button, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { asProblem } from '~/api/problem';
import type { Message, Ticket } from '~/api/records';
import { allMessages } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';
import { PrintPage } from './PrintPage';

/** All of a case on paper: every message whole, the notes only if one wants them. */
export function PrintDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [notes, setNotes] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [page, setPage] = useState<readonly Message[] | null>(null);

  useEffect(() => {
    if (!page) return undefined;
    const done = () => onClose();
    window.addEventListener('afterprint', done);
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('afterprint', done);
    };
  }, [page, onClose]);

  const print = async () => {
    setBusy(true);
    try {
      const messages = await allMessages(ticket.id);
      setPage(messages.filter((message) => notes || message.public));
    } catch (error) {
      setProblem(asProblem(error).message);
      setBusy(false);
    }
  };
  return (
    <>
      <Modal opened onClose={onClose} title={t('case.print_title')} size={420}>
        <div className={classes.form}>
          <p className={classes.words}>{t('case.print_why')}</p>
          <label className={classes.check}>
            <input
              type="checkbox"
              checked={notes}
              onChange={(event) => setNotes(event.currentTarget.checked)}
            />
            {t('case.print_notes')}
          </label>
          {problem ? (
            <p className={classes.warning} role="alert">
              <Icon name="alert" size={16} />
              {problem}
            </p>
          ) : null}
          <div className={classes.actions}>
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button data-autofocus loading={busy} onClick={() => void print()}>
              {t('case.print')}
            </Button>
          </div>
        </div>
      </Modal>
      {page ? createPortal(<PrintPage ticket={ticket} messages={page} />, document.body) : null}
    </>
  );
}
