import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { asProblem, type Problem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { refreshMe, saveMe } from '~/api/session';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Avatar } from '~/parts/marks';
import classes from './Me.module.css';

const PASSWORD_MIN = 10;

export default function ProfileSection({ me }: { me: Agent }) {
  return (
    <>
      <NameForm me={me} />
      <PasswordForm me={me} />
    </>
  );
}

/** Another device may have changed the account: then take its state and let the person decide again. */
async function explain(fault: unknown): Promise<Problem> {
  const problem = asProblem(fault);
  if (problem.status === 412) await refreshMe().catch(() => undefined);
  return problem;
}

function NameForm({ me }: { me: Agent }) {
  const [name, setName] = useState(me.name);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await saveMe({ name: name.trim() });
      showToast(t('me.saved'), { tone: 'ok' });
    } catch (fault) {
      setProblem(await explain(fault));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.card} onSubmit={submit}>
      <div className={classes.actions}>
        <Avatar name={name || me.name} size={48} />
        <div>
          <strong>{me.email}</strong>
          <p className={classes.hint}>{textOr(`role.${me.role}`, me.role)}</p>
        </div>
      </div>
      <div className={classes.fields}>
        <TextInput
          label={t('me.name')}
          description={t('me.name_hint')}
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={120}
          value={name}
          error={problem?.faultOf('name') ?? problem?.message}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div className={classes.actions}>
        <Button type="submit" loading={busy} disabled={name.trim() === '' || name.trim() === me.name}>
          {t('me.save')}
        </Button>
      </div>
    </form>
  );
}

function PasswordForm({ me }: { me: Agent }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const short = [...next].length < PASSWORD_MIN;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (short) return;
    setBusy(true);
    try {
      await saveMe({ password: next, current_password: current });
      setCurrent('');
      setNext('');
      setTried(false);
      showToast(t('me.password_saved'), { tone: 'ok' });
    } catch (fault) {
      setProblem(await explain(fault));
    } finally {
      setBusy(false);
    }
  };
  const toggle = (name: string) => ({
    visibilityToggleButtonProps: { 'aria-label': `${t('session.show_password')}: ${name}` },
  });
  return (
    <form className={classes.card} onSubmit={submit} aria-labelledby="me-password">
      <h3 id="me-password">{t('me.password')}</h3>
      <p className={classes.hint}>{t('me.password_why')}</p>
      {problem && !problem.faultOf('current_password') && !problem.faultOf('password') ? (
        <div className={classes.error} role="alert">
          {problem.message}
        </div>
      ) : null}
      <div className={classes.fields}>
        <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
        <PasswordInput
          label={t('me.password_now')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          error={problem?.faultOf('current_password')}
          {...toggle(t('me.password_now'))}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('me.password_new')}
          description={t('setup.password_hint', { count: PASSWORD_MIN })}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={next}
          error={
            tried && short ? t('setup.password_short', { count: PASSWORD_MIN }) : problem?.faultOf('password')
          }
          {...toggle(t('me.password_new'))}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
      </div>
      <div className={classes.actions}>
        <Button type="submit" variant="default" loading={busy} disabled={current === '' || next === ''}>
          {t('me.password_save')}
        </Button>
      </div>
    </form>
  );
}
