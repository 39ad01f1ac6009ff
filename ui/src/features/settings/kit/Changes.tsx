import type { LogEvent } from '~/api/records';
import { type AgentRecord, type TeamRecord, useRecords } from '~/api/settings';
import { t, textOr } from '~/lib/i18n';
import { Ago, Avatar } from '~/parts/marks';
import classes from './Kit.module.css';
import { entityWord, fieldWord, kindWord, roleWord, valueWord } from './words';

const SILENT = new Set(['id', 'version', 'created_at', 'updated_at', 'name_key', 'position']);

export const actorWord = (event: LogEvent): string =>
  event.actor?.name ?? textOr(`set.actor_${event.actor?.kind ?? 'system'}`, t('set.actor_system'));

const AGENTS = new Set(['agent_id', 'created_by']);

/** Values in words: people and teams by their names. */
function useValues(): (field: string, value: unknown) => string {
  const agents = useRecords<AgentRecord>('agents');
  const teams = useRecords<TeamRecord>('teams');
  return (field, value) => {
    const rows: { id: number; name: string }[] = AGENTS.has(field)
      ? (agents.data ?? [])
      : field === 'team_id'
        ? (teams.data ?? [])
        : [];
    const found = rows.find((one) => one.id === value)?.name;
    if (found) return found;
    if (field === 'role' && typeof value === 'string') return roleWord(value);
    return field === 'entity' && typeof value === 'string' ? entityWord(value) : valueWord(value);
  };
}

/** What an event changed: each field, before and after. */
export function ChangeList({ event }: { event: LogEvent }) {
  const words = useValues();
  const changes = Object.entries(event.changes ?? {}).filter(([field]) => !SILENT.has(field));
  if (changes.length === 0) return null;
  return (
    <dl className={classes.changes}>
      {changes.map(([field, ends]) => {
        const [before, after] = Array.isArray(ends) ? ends : [null, ends];
        return (
          <div key={field}>
            <dt>{fieldWord(field)}</dt>
            <dd>
              {before === null || before === undefined ? null : (
                <>
                  <del>{words(field, before)}</del>{' '}
                </>
              )}
              <ins>{words(field, after)}</ins>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** One event of the log: who, what, when. */
export function ChangeEntry({ event, subject }: { event: LogEvent; subject?: string }) {
  return (
    <article className={classes.entry}>
      <Avatar name={actorWord(event)} size={28} />
      <div>
        <p>
          <strong>{actorWord(event)}</strong> {kindWord(event.kind)}
          {subject ? <> {subject}</> : null} <span className={classes.when}>· </span>
          <span className={classes.when}>
            <Ago at={event.at} />
          </span>
        </p>
        <ChangeList event={event} />
      </div>
    </article>
  );
}
