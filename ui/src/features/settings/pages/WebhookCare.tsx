import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import { dropRecord, keepRecord, removeRecord, type WebhookRecord } from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { replaySince, rotateSecret, testWebhook } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { instantOfField } from '~/lib/zone-time';
import { Group } from '../fields';
import { Confirm } from '../kit/Confirm';
import kit from '../kit/Kit.module.css';
import { removeSoon } from '../kit/remove-soon';
import { SecretLine } from '../kit/SecretLine';
import classes from '../Settings.module.css';

/** Trying a webhook, another secret, another place in the log, its end. */
export function WebhookCare({ webhook, onGone }: { webhook: WebhookRecord; onGone: () => void }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<'secret' | 'replay' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [since, setSince] = useState('');
  const instant = since === '' ? null : instantOfField(since);
  const looked = () => void client.invalidateQueries({ queryKey: settingsKeys.deliveries(webhook.id) });
  const test = async () => {
    setBusy(true);
    try {
      await testWebhook(webhook.id);
      showToast(t('set.did_test'), { tone: 'ok' });
      looked();
    } catch (error) {
      showToast(t('set.not_done'), { tone: 'danger', detail: asProblem(error).message });
    } finally {
      setBusy(false);
    }
  };
  const remove = () => {
    onGone();
    removeSoon(`webhook:${webhook.id}`, t('set.did_remove', { name: webhook.name }), async () => {
      await removeRecord('webhooks', webhook.id, webhook.version);
      dropRecord(client, 'webhooks', webhook.id);
    });
  };
  return (
    <Group title={t('set.group_care')} lead={t('set.webhook_care_lead')}>
      <div className={`${kit.actions} ${classes.wide}`}>
        <Button variant="default" loading={busy} onClick={() => void test()}>
          {t('set.send_test')}
        </Button>
        <Button variant="default" onClick={() => setAsking('replay')}>
          {t('set.replay_since')}
        </Button>
        <Button variant="default" onClick={() => setAsking('secret')}>
          {t('set.rotate_secret')}
        </Button>
        <Button variant="default" color="danger" onClick={remove}>
          {t('set.remove')}
        </Button>
      </div>
      {secret ? (
        <div className={classes.wide}>
          <div className={kit.notice} data-tone="ok" role="status">
            <p>{t('set.secret_rotated')}</p>
            <SecretLine label={t('set.secret')} value={secret} />
          </div>
        </div>
      ) : null}
      {asking === 'secret' ? (
        <Confirm
          title={t('set.rotate_secret')}
          action={t('set.rotate')}
          onClose={() => setAsking(null)}
          run={async () => setSecret((await rotateSecret(webhook.id)).secret)}
        >
          <p>{t('set.rotate_why')}</p>
        </Confirm>
      ) : null}
      {asking === 'replay' ? (
        <Confirm
          title={t('set.replay_since')}
          action={t('set.send_again')}
          disabled={instant === null}
          onClose={() => setAsking(null)}
          run={async () => {
            if (instant === null) return;
            keepRecord(client, 'webhooks', await replaySince(webhook.id, new Date(instant).toISOString()));
            looked();
            showToast(t('set.did_replay'), { tone: 'ok' });
          }}
        >
          <p>{t('set.replay_why')}</p>
          <TextInput
            type="datetime-local"
            label={t('set.since')}
            value={since}
            onChange={(event) => setSince(event.currentTarget.value)}
          />
        </Confirm>
      ) : null}
    </Group>
  );
}
