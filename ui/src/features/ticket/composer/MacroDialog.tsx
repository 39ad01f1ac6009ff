import { Button, Modal } from '@mantine/core';
import { type MacroPreview, useMacroPreview } from '~/api/drafts';
import { useAgents, useTeams } from '~/api/people';
import type { Macro, Ticket, TicketChange } from '~/api/records';
import { t, textOr } from '~/lib/i18n';
import { Markdown } from '~/parts/Markdown';
import { priorityName, statusName, typeName } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './composer.module.css';

interface MacroDialogProps {
  ticket: Ticket;
  macro: Macro;
  onClose: () => void;
  onUse: (preview: MacroPreview, change: TicketChange) => void;
}

/** The fields that a macro's preview would change, as a change of the case. */
export function changeOf(preview: MacroPreview, ticket: Ticket): TicketChange {
  const change: Record<string, unknown> = Object.fromEntries(
    preview.changes.map((one) => [one.field, one.after]),
  );
  if (preview.tags.length > 0) change.tags = [...new Set([...ticket.tags, ...preview.tags])];
  return change as TicketChange;
}

/** Everything that a macro would do, before it is done: its words only go into the reply box. */
export default function MacroDialog({ ticket, macro, onClose, onUse }: MacroDialogProps) {
  const preview = useMacroPreview(ticket.id, macro.id);
  const agents = useAgents().data ?? [];
  const teams = useTeams().data ?? [];
  const shown = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '—';
    if (field === 'status') return statusName(String(value));
    if (field === 'priority') return priorityName(String(value));
    if (field === 'type') return typeName(String(value));
    if (field === 'agent_id') return agents.find((one) => one.id === value)?.name ?? String(value);
    if (field === 'team_id') return teams.find((one) => one.id === value)?.name ?? String(value);
    return Array.isArray(value) ? value.join(', ') : String(value);
  };
  const found = preview.data;
  return (
    <Modal opened onClose={onClose} title={macro.name} size={560}>
      {preview.isError ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : !found ? (
        <RowsSkeleton rows={3} />
      ) : (
        <div className={classes.preview}>
          {found.changes.length + found.tags.length > 0 ? (
            <table className={classes.changes}>
              <thead>
                <tr>
                  <th scope="col">{t('composer.field')}</th>
                  <th scope="col">{t('composer.before')}</th>
                  <th scope="col">{t('composer.after')}</th>
                </tr>
              </thead>
              <tbody>
                {found.changes.map((one) => (
                  <tr key={one.field}>
                    <th scope="row">{textOr(`field.${one.field}`, one.field)}</th>
                    <td>{shown(one.field, one.before)}</td>
                    <td>
                      <b>{shown(one.field, one.after)}</b>
                    </td>
                  </tr>
                ))}
                {found.tags.length > 0 ? (
                  <tr>
                    <th scope="row">{t('field.tags')}</th>
                    <td>{ticket.tags.join(', ') || '—'}</td>
                    <td>
                      <b>{[...ticket.tags, ...found.tags].join(', ')}</b>
                    </td>
                  </tr>
                ) : null}
              </tbody>
            </table>
          ) : (
            <p className={classes.muted}>{t('composer.changes_nothing')}</p>
          )}
          {(['reply', 'note'] as const).map((kind) =>
            found[kind] === null ? null : (
              <section
                key={kind}
                aria-label={t(kind === 'reply' ? 'composer.writes_reply' : 'composer.writes_note')}
              >
                <h3 className={classes.previewTitle}>
                  {t(kind === 'reply' ? 'composer.writes_reply' : 'composer.writes_note')}
                </h3>
                <div className={classes.previewText} data-kind={kind}>
                  <Markdown source={found[kind] ?? ''} />
                </div>
              </section>
            ),
          )}
          <p className={classes.muted}>{t('composer.macro_sends_nothing')}</p>
          <div className={classes.dialogActions}>
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button data-autofocus onClick={() => onUse(found, changeOf(found, ticket))}>
              {t('composer.macro_apply')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
