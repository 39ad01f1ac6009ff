import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { renderSVG } from 'uqr';
import { asProblem, type Problem } from '~/api/problem';
import { t } from '~/lib/i18n';
import classes from './Me.module.css';

/** Sends one value and says what is refused; what comes after is the caller's. */
function useSending(send: (value: string) => Promise<void>) {
  const [value, setValue] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await send(value);
    } catch (fault) {
      setProblem(asProblem(fault));
      setValue('');
      setBusy(false);
    }
  };
  return { value, setValue, busy, problem, submit };
}

interface ProofProps {
  email: string;
  action: string;
  danger: boolean;
  onProve: (password: string) => Promise<void>;
  onCancel: () => void;
}

/** Whoever changes what guards the account proves it with the password. */
export function PasswordProof({ email, action, danger, onProve, onCancel }: ProofProps) {
  const { value, setValue, busy, problem, submit } = useSending(onProve);
  return (
    <form className={classes.fields} onSubmit={submit}>
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        label={t('me.password_now')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus
        value={value}
        error={problem ? (problem.faultOf('current_password') ? t('me.proof_wrong') : problem.message) : null}
        visibilityToggleButtonProps={{
          'aria-label': `${t('session.show_password')}: ${t('me.password_now')}`,
        }}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" color={danger ? 'danger' : undefined} loading={busy} disabled={value === ''}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('me.cancel')}
        </Button>
      </div>
    </form>
  );
}

const codeWords = (problem: Problem): string => {
  const code = problem.faults.find((fault) => fault.pointer === '/code')?.code;
  return code === 'locked' ? t('session.code_locked') : code ? t('session.code_wrong') : problem.message;
};

interface AppProps {
  secret: string;
  uri: string;
  onCode: (code: string) => Promise<void>;
  onCancel: () => void;
}

/** The picture for the app, the same to be typed, and the code that shows that it arrived. */
export function AppForm({ secret, uri, onCode, onCancel }: AppProps) {
  const { value, setValue, busy, problem, submit } = useSending((code) => onCode(code.trim()));
  const picture = useMemo(
    () => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`,
    [uri],
  );
  return (
    <form className={classes.fields} onSubmit={submit}>
      <p>{t('me.scan')}</p>
      <img className={classes.qr} src={picture} alt={t('me.qr')} width={200} height={200} />
      <p className={classes.hint}>
        {t('me.type_secret')} <code className={classes.secret}>{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <TextInput
        label={t('session.code')}
        description={t('me.code_hint')}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        withAsterisk={false}
        autoFocus
        maxLength={10}
        value={value}
        error={problem ? codeWords(problem) : null}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy} disabled={value.trim() === ''}>
          {t('me.factor_confirm')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('me.cancel')}
        </Button>
      </div>
    </form>
  );
}
