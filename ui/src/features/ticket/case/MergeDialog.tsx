import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { asProblem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { formatDate } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';
import { TicketFinder } from './TicketFinder';
import type { CaseActions } from './use-case-actions';

interface MergeDialogProps {
  ticket: Ticket;
  actions: CaseActions;
  onClose: () => void;
}

const messageCount = (ticket: Ticket): number => (ticket.contacts ?? 0) + (ticket.replies ?? 0);

/** Joins two cases about one matter: which one stays, and what becomes of the other, is seen before it happens. */
export function MergeDialog({ ticket, actions, onClose }: MergeDialogProps) {
  const [, navigate] = useLocation();
  const [other, setOther] = useState<Ticket | null>(null);
  const [keep, setKeep] = useState<'this' | 'other'>('this');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const into = keep === 'this' ? ticket : other;
  const from = keep === 'this' ? other : ticket;
  const strangers = other !== null && other.customer_id !== ticket.customer_id;
  const merge = async () => {
    if (!into || !from) return;
    setBusy(true);
    try {
      await actions.merge(into.id, from.id);
      onClose();
      if (keep === 'other') navigate(`/tickets/${into.id}`);
    } catch (error) {
      setProblem(asProblem(error).message);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('case.merge_title')} size={560}>
      <div className={classes.form}>
        <TicketFinder
          ticket={ticket}
          chosen={other}
          onChoose={(chosen) => {
            setProblem(null);
            setOther(chosen);
          }}
        />
        {other ? (
          <>
            <fieldset className={classes.fieldset}>
              <legend>{t('case.merge_keep')}</legend>
              {(['this', 'other'] as const).map((which) => {
                const one = which === 'this' ? ticket : other;
                return (
                  <label key={which} className={classes.radio}>
                    <input
                      type="radio"
                      name="keep"
                      value={which}
                      checked={keep === which}
                      onChange={() => setKeep(which)}
                    />
                    <span>
                      {`#${one.id} ${one.subject}`}
                      <span className={classes.faint}>
                        {t('case.merge_about', {
                          date: formatDate(one.created_at),
                          count: messageCount(one),
                        })}
                      </span>
                    </span>
                  </label>
                );
              })}
            </fieldset>
            {strangers ? (
              <p className={classes.warning} role="alert">
                <Icon name="alert" size={16} />
                {t('case.merge_strangers')}
              </p>
            ) : from && into ? (
              <p className={classes.words}>
                {t('case.merge_preview', {
                  from: `#${from.id}`,
                  into: `#${into.id}`,
                  count: messageCount(from),
                })}
              </p>
            ) : null}
          </>
        ) : null}
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
          <Button disabled={!other || strangers} loading={busy} onClick={() => void merge()}>
            {t('case.merge_now')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
