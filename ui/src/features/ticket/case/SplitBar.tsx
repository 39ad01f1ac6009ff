import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { asProblem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { useMe } from '~/api/session';
import { t } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import classes from './case.module.css';
import { splitChoice } from './dialogs';
import { useCaseActions } from './use-case-actions';

/** Stands where the reply box was while messages are chosen: the new case's subject, and how many go there. */
export default function SplitBar({ ticket }: { ticket: Ticket }) {
  const me = useMe();
  const actions = useCaseActions(ticket, me?.id ?? null);
  const chosen = useStore(splitChoice);
  const [, navigate] = useLocation();
  const [subject, setSubject] = useState(ticket.subject);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const count = chosen?.size ?? 0;
  const cancel = () => splitChoice.set(null);
  const split = async () => {
    setBusy(true);
    try {
      const made = await actions.split([...(chosen ?? [])], subject);
      splitChoice.set(null);
      navigate(`/tickets/${made.id}`);
    } catch (error) {
      setProblem(asProblem(error).message);
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.splitBar}
      aria-label={t('case.split')}
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0 && !busy) void split();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel();
      }}
    >
      <p role="status">{count > 0 ? t('case.split_count', { count }) : t('case.split_why')}</p>
      <div className={classes.ownTime}>
        <TextInput
          ref={field}
          label={t('case.split_subject')}
          value={subject}
          maxLength={200}
          error={problem}
          onChange={(event) => {
            setProblem(null);
            setSubject(event.currentTarget.value);
          }}
        />
        <Button variant="default" onClick={cancel}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" disabled={count === 0} loading={busy}>
          {t('case.split_now')}
        </Button>
      </div>
    </form>
  );
}
