import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { setUp } from '~/api/session';
import { language, t } from '~/lib/i18n';
import { EmptyState } from '~/parts/states';
import { Entrance } from './Entrance';
import classes from './Entrance.module.css';
import { usePasswordToggle } from './password-toggle';

const PASSWORD_MIN = 10;

/** The first administrator, from the one-time link that the server printed. */
export default function SetupPage({ token, onDone }: { token: string; onDone: (agent: Agent) => void }) {
  const [form, setForm] = useState({ name: '', email: '', password: '' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const toggle = usePasswordToggle();
  useEffect(() => {
    if (problem) summary.current?.focus();
  }, [problem]);
  const short = form.password.length < PASSWORD_MIN;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (short) return;
    setBusy(true);
    try {
      onDone(
        await setUp({
          token,
          ...form,
          name: form.name.trim(),
          email: form.email.trim(),
          language: language(),
        }),
      );
    } catch (fault) {
      setProblem(asProblem(fault));
    } finally {
      setBusy(false);
    }
  };
  const set = (field: keyof typeof form) => (event: React.ChangeEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget;
    setForm((now) => ({ ...now, [field]: value }));
  };

  if (token === '')
    return (
      <Entrance title={t('setup.title')} lead={t('setup.lead')}>
        <EmptyState icon="lock" title={t('setup.no_token')}>
          {t('setup.no_token_why')}
        </EmptyState>
      </Entrance>
    );
  return (
    <Entrance title={t('setup.title')} lead={t('setup.lead')}>
      <form className={classes.form} onSubmit={submit}>
        {problem ? (
          <div ref={summary} className={classes.error} role="alert" tabIndex={-1}>
            {problem.message}
          </div>
        ) : null}
        <TextInput
          label={t('setup.name')}
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          value={form.name}
          error={problem?.faultOf('name')}
          onChange={set('name')}
        />
        <TextInput
          label={t('session.email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={form.email}
          error={problem?.faultOf('email')}
          onChange={set('email')}
        />
        <PasswordInput
          label={t('session.password')}
          description={t('setup.password_hint', { count: PASSWORD_MIN })}
          name="password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={form.password}
          error={
            tried && short ? t('setup.password_short', { count: PASSWORD_MIN }) : problem?.faultOf('password')
          }
          {...toggle}
          onChange={set('password')}
        />
        <Button type="submit" loading={busy} fullWidth>
          {t('setup.create')}
        </Button>
      </form>
    </Entrance>
  );
}
