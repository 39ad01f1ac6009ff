import { Modal } from '@mantine/core';
import { queryClient } from '~/api/query-client';
import type { Agent } from '~/api/records';
import { SignInForm } from '~/features/session/SignInForm';
import { t } from '~/lib/i18n';

/** The session ran out: sign in over the page, and nothing that was written is lost. */
export default function SessionLost({ me }: { me: Agent }) {
  return (
    <Modal
      opened
      onClose={() => undefined}
      title={t('session.expired')}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <p style={{ marginBottom: 16, color: 'var(--text-2)' }}>{t('session.expired_why')}</p>
      <SignInForm email={me.email} onSignedIn={() => void queryClient.invalidateQueries()} />
    </Modal>
  );
}
