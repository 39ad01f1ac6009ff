import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { retrySpooledMail } from '~/api/channels';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { SpooledMail } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from './Icon';

/** Has mail that could not be read tried once more. */
export function RetryMail({ mail }: { mail: SpooledMail }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const from = mail.envelope_from || t('settings.unknown_sender');
  const retry = async () => {
    setBusy(true);
    try {
      await retrySpooledMail(mail.id);
      showToast(t('settings.did_retry'), { tone: 'ok' });
    } catch (error) {
      showToast(t('settings.not_retried'), { tone: 'danger', detail: asProblem(error).message });
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: keys.mailSpool });
    }
  };
  return (
    <Button
      variant="default"
      size="xs"
      loading={busy}
      leftSection={<Icon name="refresh" size={14} />}
      aria-label={t('settings.retry_mail', { from })}
      onClick={() => void retry()}
    >
      {t('action.retry')}
    </Button>
  );
}
