import type { Agent } from '~/api/records';
import { t } from '~/lib/i18n';
import { Entrance } from './Entrance';
import { SignInForm } from './SignInForm';

export default function LoginPage({ onSignedIn }: { onSignedIn: (agent: Agent) => void }) {
  return (
    <Entrance title={t('session.welcome')} lead={t('session.lead')}>
      <SignInForm onSignedIn={onSignedIn} />
    </Entrance>
  );
}
