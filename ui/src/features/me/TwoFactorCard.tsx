import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Agent } from '~/api/records';
import {
  beginTwoFactor,
  confirmTwoFactor,
  endTwoFactor,
  FACTOR_KEY,
  newRecoveryCodes,
  useTwoFactor,
} from '~/api/security';
import { formatDate } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { AppForm, PasswordProof } from './FactorForms';
import classes from './Me.module.css';
import { RecoveryCodes } from './RecoveryCodes';

type Step =
  | { at: 'rest' }
  | { at: 'proof'; of: 'begin' | 'codes' | 'off' }
  | { at: 'app'; secret: string; uri: string }
  | { at: 'codes'; codes: string[] };

/** A code of an app beside the password, set up in three steps: password, app, recovery codes. */
export function TwoFactorCard({ me }: { me: Agent }) {
  const factor = useTwoFactor();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const rest = () => setStep({ at: 'rest' });
  const refresh = () => client.invalidateQueries({ queryKey: FACTOR_KEY });

  const prove = async (of: 'begin' | 'codes' | 'off', password: string) => {
    if (of === 'begin') setStep({ at: 'app', ...(await beginTwoFactor(password)) });
    else if (of === 'codes') setStep({ at: 'codes', codes: await newRecoveryCodes(password) });
    else {
      await endTwoFactor(password);
      showToast(t('me.factor_off_done'), { tone: 'ok' });
      rest();
    }
    await refresh();
  };
  const confirm = async (code: string) => {
    setStep({ at: 'codes', codes: await confirmTwoFactor(code) });
    await refresh();
  };
  return (
    <section className={classes.card} aria-labelledby="me-factor">
      <h3 id="me-factor">{t('me.factor')}</h3>
      <p className={classes.hint}>{t('me.factor_why')}</p>
      {step.at === 'proof' ? (
        <PasswordProof
          email={me.email}
          action={step.of === 'off' ? t('me.factor_off') : t('me.continue')}
          danger={step.of === 'off'}
          onProve={(password) => prove(step.of, password)}
          onCancel={rest}
        />
      ) : step.at === 'app' ? (
        <AppForm secret={step.secret} uri={step.uri} onCode={confirm} onCancel={rest} />
      ) : step.at === 'codes' ? (
        <RecoveryCodes codes={step.codes} onDone={rest} />
      ) : factor.isError ? (
        <ErrorState error={factor.error} onRetry={() => void factor.refetch()} />
      ) : factor.isPending ? (
        <RowsSkeleton rows={1} />
      ) : factor.data.is_on ? (
        <>
          <p>
            {t('me.factor_on', { since: formatDate(factor.data.since ?? '') })}{' '}
            {t('me.codes_left', { count: factor.data.recovery_codes_left })}
          </p>
          <div className={classes.actions}>
            <Button variant="default" onClick={() => setStep({ at: 'proof', of: 'codes' })}>
              {t('me.new_codes')}
            </Button>
            <Button variant="default" onClick={() => setStep({ at: 'proof', of: 'off' })}>
              {t('me.factor_off')}
            </Button>
          </div>
        </>
      ) : (
        <div className={classes.actions}>
          <Button onClick={() => setStep({ at: 'proof', of: 'begin' })}>{t('me.factor_begin')}</Button>
        </div>
      )}
    </section>
  );
}
