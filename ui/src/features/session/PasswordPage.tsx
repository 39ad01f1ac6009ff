import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '~/api/problem';
import { askLink, choosePassword, type PasswordLink } from '~/api/session';
import { language, t } from '~/lib/i18n';
import { EmptyState, RowsSkeleton } from '~/parts/states';
import { asksForCode, CodeField, codeWords } from './CodeField';
import { Entrance } from './Entrance';
import classes from './Entrance.module.css';
import { usePasswordToggle } from './password-toggle';

const PASSWORD_MIN = 10;

/** Behind a one-time link: an invitation, or another password for somebody who has one. */
export default function PasswordPage({ token, onDone }: { token: string; onDone: () => void }) {
  const [link, setLink] = useState<PasswordLink | null>(null);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try asks again
  useEffect(() => {
    let isHere = true;
    setRefusal(null);
    askLink(token)
      .then((found) => isHere && setLink(found))
      .catch((fault) => isHere && setRefusal(asProblem(fault)));
    return () => {
      isHere = false;
    };
  }, [token, tries]);

  if (refusal)
    return (
      <Entrance title={t('password.title')} lead={t('password.lead')}>
        {refusal.status === 422 ? (
          <EmptyState icon="lock" title={t('password.dead')}>
            {t('password.dead_why')}
          </EmptyState>
        ) : (
          <EmptyState
            icon="alert"
            title={t('error.title')}
            action={<Button onClick={() => setTries((now) => now + 1)}>{t('action.retry')}</Button>}
          >
            {refusal.message}
          </EmptyState>
        )}
      </Entrance>
    );
  if (!link)
    return (
      <Entrance title={t('password.title')} lead={t('password.lead')}>
        <RowsSkeleton rows={3} />
      </Entrance>
    );
  const isInvite = link.kind === 'invite';
  return (
    <Entrance
      title={isInvite ? t('password.invite', { name: link.workspace }) : t('password.title')}
      lead={isInvite ? t('password.invite_lead') : t('password.lead')}
    >
      <ChooseForm token={token} link={link} onDone={onDone} />
    </Entrance>
  );
}

function ChooseForm({ token, link, onDone }: { token: string; link: PasswordLink; onDone: () => void }) {
  const isInvite = link.kind === 'invite';
  const [name, setName] = useState(link.name);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  const toggle = usePasswordToggle();
  const short = [...password].length < PASSWORD_MIN;
  useEffect(() => {
    if (problem) summary.current?.focus();
  }, [problem]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (short) return;
    setBusy(true);
    try {
      await choosePassword({
        token,
        password,
        ...(code === null ? {} : { code: code.trim() }),
        ...(isInvite ? { name: name.trim() || undefined, language: language() } : {}),
      });
      onDone();
    } catch (fault) {
      const refusal = asProblem(fault);
      if (asksForCode(refusal)) setCode((now) => now ?? '');
      setProblem(asksForCode(refusal) && codeWords(refusal) === null ? null : refusal);
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {problem ? (
        <div ref={summary} className={classes.error} role="alert" tabIndex={-1}>
          {codeWords(problem) ?? problem.message}
        </div>
      ) : null}
      <TextInput
        label={t('session.email')}
        type="email"
        name="email"
        autoComplete="username"
        readOnly
        value={link.email}
      />
      {isInvite ? (
        <TextInput
          label={t('setup.name')}
          description={t('password.name_hint')}
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : null}
      <PasswordInput
        label={t('session.password')}
        description={t('setup.password_hint', { count: PASSWORD_MIN })}
        name="password"
        autoComplete="new-password"
        required
        withAsterisk={false}
        data-autofocus
        value={password}
        error={
          tried && short ? t('setup.password_short', { count: PASSWORD_MIN }) : problem?.faultOf('password')
        }
        {...toggle}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {code === null ? null : <CodeField value={code} onChange={setCode} />}
      <Button type="submit" loading={busy} fullWidth>
        {isInvite ? t('password.enter') : t('password.save')}
      </Button>
    </form>
  );
}
