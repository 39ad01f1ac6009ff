import { Button, Modal, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Member } from '~/api/journey';
import { t } from '~/lib/i18n';
import { rungName } from './board';
import classes from './Journey.module.css';

interface MoveDialogProps {
  member: Member;
  to: string;
  onClose: () => void;
  onMove: (reason: string, until: string | null) => void;
}

const DAY_MS = 86_400_000;
const TERMS = ['30', '90', 'open'] as const;

/** Why, and for how long: a move by hand holds before all rules, so it is never silent and best not for ever. */
export default function MoveDialog({ member, to, onClose, onMove }: MoveDialogProps) {
  const [reason, setReason] = useState('');
  const [term, setTerm] = useState<string>('90');
  const [asked, setAsked] = useState(false);
  const missing = reason.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (missing) return;
    onMove(
      reason.trim(),
      term === 'open' ? null : new Date(Date.now() + Number(term) * DAY_MS).toISOString(),
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('journey.move_title', {
        name: member.name || member.email || t('customer.unknown'),
        stage: rungName('stage', to),
      })}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.soft}>{t('journey.move_why')}</p>
        <TextInput
          data-autofocus
          required
          label={t('journey.reason')}
          placeholder={t('journey.reason_hint')}
          maxLength={500}
          value={reason}
          error={asked && missing ? t('journey.reason_missing') : null}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Select
          label={t('journey.until')}
          value={term}
          allowDeselect={false}
          data={TERMS.map((one) => ({
            value: one,
            label: one === 'open' ? t('journey.until_open') : t('journey.until_days', { count: Number(one) }),
          }))}
          onChange={(value) => setTerm(value ?? '90')}
        />
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit">{t('journey.move')}</Button>
        </div>
      </form>
    </Modal>
  );
}
