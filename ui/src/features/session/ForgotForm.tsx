import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { asProblem } from '~/api/problem';
import { forgotPassword } from '~/api/session';
import { t } from '~/lib/i18n';
import classes from './Entrance.module.css';

/** Says the same whether the address is known or not; only whether mail can leave here makes a difference. */
export function ForgotForm({ email: known, onBack }: { email: string; onBack: () => void }) {
  const [email, setEmail] = useState(known);
  const [canMail, setCanMail] = useState<boolean | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      setCanMail(await forgotPassword(email.trim()));
    } catch (fault) {
      setError(asProblem(fault).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {error ? (
        <div className={classes.error} role="alert">
          {error}
        </div>
      ) : null}
      <div role="status">
        {canMail === null ? (
          <p className={classes.lead}>{t('password.forgot_why')}</p>
        ) : (
          <p className={classes.told}>
            {canMail ? t('password.forgot_sent', { email: email.trim() }) : t('password.forgot_no_mail')}
          </p>
        )}
      </div>
      {canMail === null ? (
        <>
          <TextInput
            label={t('session.email')}
            type="email"
            name="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>
            {t('password.forgot_send')}
          </Button>
        </>
      ) : null}
      <Button variant="subtle" onClick={onBack} fullWidth>
        {t('password.forgot_back')}
      </Button>
    </form>
  );
}
