import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { LeaveDialog } from '../LeaveDialog';
import classes from '../Settings.module.css';
import { differing } from './forms';
import { ChangedBy } from './History';
import { inputId } from './inputs';
import type { RecordForm } from './use-record-form';
import { fieldWord, valueWord } from './words';

interface FrameProps<F extends object> {
  state: RecordForm<F>;
  title: ReactNode;
  /** The list that it came from. */
  back?: { to: string; label: string };
  /** Of the log: whose changes are shown. */
  entity?: string;
  id?: number;
  /** Names of fields that this form calls otherwise. */
  labelOf?: (field: string) => string;
  onSubmit: () => void;
  children: ReactNode;
}

/** A record being written: its head, what is wrong, what somebody else changed, the bar that saves. */
export function RecordFrame<F extends object>(props: FrameProps<F>) {
  const { state, title, back, entity, id, onSubmit, children, labelOf = fieldWord } = props;
  const [, navigate] = useLocation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={classes.editor} onSubmit={submit} noValidate>
      <header className={classes.head}>
        <div className={classes.headNames}>
          {back ? (
            <Button
              variant="subtle"
              size="xs"
              color="gray"
              leftSection={<Icon name="left" size={15} />}
              onClick={() => navigate(back.to)}
            >
              {back.label}
            </Button>
          ) : null}
          <h2>{title}</h2>
          {entity && id !== undefined ? <ChangedBy entity={entity} id={id} /> : null}
        </div>
      </header>
      <Summary state={state} labelOf={labelOf} />
      <Conflict state={state} labelOf={labelOf} />
      {children}
      <div className={classes.bar} data-dirty={state.dirty || state.isNew}>
        <span className={classes.barWords} role="status">
          {state.dirty ? t('set.unsaved') : state.isNew ? '' : t('set.all_saved')}
        </span>
        {state.isNew && back ? (
          <Button variant="default" onClick={() => navigate(back.to)}>
            {t('action.cancel')}
          </Button>
        ) : (
          <Button variant="default" disabled={!state.dirty || state.saving} onClick={state.discard}>
            {t('set.discard')}
          </Button>
        )}
        <Button type="submit" loading={state.saving} disabled={!state.isNew && !state.dirty}>
          {state.isNew ? t('set.create') : t('set.save')}
        </Button>
      </div>
      {state.leave ? <LeaveDialog onStay={state.stay} onLeave={state.leaveNow} /> : null}
    </form>
  );
}

interface PartProps<F extends object> {
  state: RecordForm<F>;
  labelOf: (field: string) => string;
}

/** What stood in the way, with a way to each field. */
function Summary<F extends object>({ state, labelOf }: PartProps<F>) {
  const summary = useRef<HTMLDivElement>(null);
  const { refusals } = state;
  useEffect(() => {
    if (refusals > 0) summary.current?.focus();
  }, [refusals]);
  const wrong = (Object.keys(state.form) as (keyof F & string)[]).filter((field) => state.faultOf(field));
  if (wrong.length === 0 && !state.problem) return null;
  return (
    <div ref={summary} className={classes.summary} role="alert" tabIndex={-1}>
      <strong>{state.problem && wrong.length === 0 ? state.problem.message : t('set.not_saved')}</strong>
      <ul>
        {wrong.map((field) => (
          <li key={field}>
            <button
              type="button"
              className={classes.jump}
              onClick={() => document.getElementById(inputId(field))?.focus()}
            >
              {labelOf(field)}
            </button>
            {': '}
            {state.faultOf(field)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Somebody else saved first: what they changed, and whose words shall hold. */
function Conflict<F extends object>({ state, labelOf }: PartProps<F>) {
  if (!state.theirs) return null;
  return (
    <div className={classes.conflict} role="alert">
      <strong>{t('set.conflict')}</strong>
      <ul>
        {Object.entries(differing(state.before, state.theirs)).map(([field, value]) => (
          <li key={field} className={classes.breaks}>
            {t('set.conflict_field', { field: labelOf(field), value: valueWord(value) })}
          </li>
        ))}
      </ul>
      <p className={classes.dialogActions}>
        <Button variant="default" size="xs" onClick={state.takeTheirs}>
          {t('set.take_theirs')}
        </Button>
        <Button size="xs" onClick={state.keepMine}>
          {t('set.keep_mine')}
        </Button>
      </p>
    </div>
  );
}
