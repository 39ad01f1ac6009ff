import type { Agent } from '~/api/records';
import { SessionsCard } from './SessionsCard';
import { TwoFactorCard } from './TwoFactorCard';

/** What guards the account. */
export default function SecuritySection({ me }: { me: Agent }) {
  return (
    <>
      <TwoFactorCard me={me} />
      <SessionsCard />
    </>
  );
}
