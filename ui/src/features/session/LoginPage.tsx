import { useState } from 'react';
import type { Agent } from '~/api/records';
import { t } from '~/lib/i18n';
import { Entrance } from './Entrance';
import { ForgotForm } from './ForgotForm';
import { SignInForm } from './SignInForm';

export default function LoginPage({ onSignedIn }: { onSignedIn: (agent: Agent) => void }) {
  const [forgot, setForgot] = useState<string | null>(null);
  return forgot === null ? (
    <Entrance title={t('session.welcome')} lead={t('session.lead')}>
      <SignInForm onSignedIn={onSignedIn} onForgot={setForgot} />
    </Entrance>
  ) : (
    <Entrance title={t('password.forgot_title')} lead={t('session.lead')}>
      <ForgotForm email={forgot} onBack={() => setForgot(null)} />
    </Entrance>
  );
}
