import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useProducts, useTicketFields } from '~/api/cases';
import { useAgents, useTeams } from '~/api/people';
import type { TicketChange } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { priorityName, statusName, typeName } from '~/parts/marks';
import { type Conflict, chosenChange, contested } from '../conflict';
import classes from './case.module.css';
import { untilWords } from './snooze';

interface ConflictDialogProps {
  conflict: Conflict;
  onSave: (change: TicketChange) => void;
  onClose: () => void;
}

type Names = Record<'agent_id' | 'team_id' | 'product_id', readonly { id: number; name: string }[]>;

const FIELD_NAMES = {
  subject: 'ticket.subject',
  status: 'ticket.status',
  priority: 'ticket.priority',
  type: 'ticket.type',
  agent_id: 'ticket.agent',
  team_id: 'case.team',
  product_id: 'case.product',
  topic: 'case.topic',
  tags: 'ticket.tags',
  next_update_at: 'case.promise',
  snoozed_until: 'case.snooze',
  is_spam: 'case.spam_field',
} as const;

function valueWords(field: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === '') return t('case.nothing');
  if (field in names) {
    const list = names[field as keyof Names];
    return list.find((one) => one.id === value)?.name ?? `#${String(value)}`;
  }
  if (field === 'status') return statusName(String(value));
  if (field === 'priority') return priorityName(String(value));
  if (field === 'type') return typeName(String(value));
  if (field === 'snoozed_until') return untilWords(String(value));
  if (field === 'next_update_at') return formatDateTime(String(value));
  if (typeof value === 'boolean') return value ? t('case.yes') : t('case.no');
  return Array.isArray(value) ? value.join(', ') || t('case.nothing') : String(value);
}

/** Somebody else changed the same fields first: both stand side by side, and the person chooses one by one. */
export default function ConflictDialog({ conflict, onSave, onClose }: ConflictDialogProps) {
  const names: Names = {
    agent_id: useAgents().data ?? [],
    team_id: useTeams().data ?? [],
    product_id: useProducts().data ?? [],
  };
  const fields = useTicketFields().data ?? [];
  const rows = contested(conflict);
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const nameOf = (field: string): string =>
    field.startsWith('custom.')
      ? (fields.find((one) => one.key === field.slice('custom.'.length))?.label ?? field)
      : t(FIELD_NAMES[field as keyof typeof FIELD_NAMES]);
  const choose = (field: string, isMine: boolean) =>
    setMine((now) => {
      const next = new Set(now);
      if (isMine) next.add(field);
      else next.delete(field);
      return next;
    });
  return (
    <Modal opened onClose={onClose} title={t('case.conflict_title')} size={620}>
      <div className={classes.form}>
        <p className={classes.words}>{t('case.conflict_why')}</p>
        {rows.map((row) => (
          <fieldset key={row.field} className={classes.contest}>
            <legend>{nameOf(row.field)}</legend>
            {([true, false] as const).map((isMine) => (
              <label key={String(isMine)} className={classes.contestSide}>
                <input
                  type="radio"
                  name={row.field}
                  checked={mine.has(row.field) === isMine}
                  onChange={() => choose(row.field, isMine)}
                />
                <span>
                  <span className={classes.faint}>{isMine ? t('case.mine') : t('case.theirs')}</span>
                  <span className={classes.contestValue}>
                    {valueWords(row.field, isMine ? row.mine : row.theirs, names)}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('case.keep_theirs')}
          </Button>
          <Button
            disabled={mine.size === 0}
            onClick={() => {
              onSave(chosenChange(conflict, mine));
              onClose();
            }}
          >
            {t('case.save_mine')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
