import { Button, Modal, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { LINK_KINDS, type LinkKind } from '~/api/cases';
import { asProblem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';
import { linkName } from './story';
import { TicketFinder } from './TicketFinder';
import type { CaseActions } from './use-case-actions';

const CHOICES = LINK_KINDS.flatMap((kind) =>
  kind === 'related' ? [`${kind}.to`] : [`${kind}.to`, `${kind}.from`],
);

interface LinkDialogProps {
  ticket: Ticket;
  actions: CaseActions;
  onClose: () => void;
}

/** Says what this case is to another. */
export function LinkDialog({ ticket, actions, onClose }: LinkDialogProps) {
  const [choice, setChoice] = useState('related.to');
  const [other, setOther] = useState<Ticket | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const link = async () => {
    if (!other) return;
    const [kind, direction] = choice.split('.') as [LinkKind, 'to' | 'from'];
    setBusy(true);
    try {
      await actions.link(other.id, kind, direction === 'to');
      onClose();
    } catch (error) {
      setProblem(asProblem(error).message);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('case.link_title')} size={520}>
      <div className={classes.form}>
        <NativeSelect
          label={t('case.link_kind')}
          value={choice}
          data={CHOICES.map((one) => {
            const [kind, direction] = one.split('.') as [LinkKind, 'to' | 'from'];
            return { value: one, label: linkName(kind, direction) };
          })}
          onChange={(event) => setChoice(event.currentTarget.value)}
        />
        <TicketFinder
          ticket={ticket}
          chosen={other}
          onChoose={(chosen) => {
            setProblem(null);
            setOther(chosen);
          }}
        />
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
          <Button disabled={!other} loading={busy} onClick={() => void link()}>
            {t('case.link_now')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
