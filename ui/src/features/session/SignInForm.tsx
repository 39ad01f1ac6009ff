import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { asProblem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { signIn } from '~/api/session';
import { t } from '~/lib/i18n';
import { asksForCode, CodeField, codeWords } from './CodeField';
import classes from './Entrance.module.css';
import { usePasswordToggle } from './password-toggle';

/** On its own page, and over the page when a session has run out. */
export function SignInForm({
  email: known,
  onSignedIn,
  onForgot,
}: {
  email?: string;
  onSignedIn: (agent: Agent) => void;
  /** Offers a way for who forgot the password, with the address as it was typed. */
  onForgot?: (email: string) => void;
}) {
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const toggle = usePasswordToggle();
  useEffect(() => {
    if (error) summary.current?.focus();
  }, [error]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      onSignedIn(await signIn(email.trim(), password, code?.trim()));
    } catch (fault) {
      const problem = asProblem(fault);
      if (asksForCode(problem)) setCode('');
      setError(asksForCode(problem) ? codeWords(problem) : problem.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      {error ? (
        <div ref={summary} className={classes.error} role="alert" tabIndex={-1}>
          {error}
        </div>
      ) : null}
      <TextInput
        label={t('session.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus
        value={email}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          setCode(null);
        }}
      />
      <PasswordInput
        label={t('session.password')}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        {...toggle}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {code === null ? null : <CodeField value={code} onChange={setCode} />}
      <Button type="submit" loading={busy} fullWidth>
        {t('session.sign_in')}
      </Button>
      {onForgot ? (
        <button type="button" className={classes.forgot} onClick={() => onForgot(email.trim())}>
          {t('password.forgot')}
        </button>
      ) : null}
    </form>
  );
}
