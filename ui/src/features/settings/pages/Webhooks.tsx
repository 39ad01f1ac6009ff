import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useRecords, type WebhookRecord } from '~/api/settings';
import { t } from '~/lib/i18n';
import { Ago, Pill, type Tone } from '~/parts/marks';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { SecretLine } from '../kit/SecretLine';
import classes from '../Settings.module.css';
import { type PageProps, recordOf } from './page';
import { WebhookEditor } from './WebhookEditor';

const TONES: Record<WebhookRecord['state'], Tone> = {
  idle: 'plain',
  ok: 'ok',
  failing: 'warn',
  disabled: 'danger',
};

export function WebhookState({ webhook }: { webhook: WebhookRecord }) {
  const state = webhook.is_active || webhook.state === 'disabled' ? webhook.state : 'off';
  return <Pill tone={state === 'off' ? 'plain' : TONES[state]}>{t(`set.webhook_${state}`)}</Pill>;
}

/** Addresses of other programs that are told of what happens here. */
export default function Webhooks({ id }: PageProps) {
  const webhooks = useRecords<WebhookRecord>('webhooks');
  const [, navigate] = useLocation();
  const [made, setMade] = useState<{ id: number; secret: string } | null>(null);
  const record = recordOf(id);
  if (made)
    return (
      <section className={classes.body} aria-labelledby="secret-title">
        <h2 id="secret-title">{t('set.secret_made')}</h2>
        <div className={kit.notice} data-tone="ok" role="status">
          <p>{t('set.secret_once')}</p>
          <SecretLine label={t('set.secret')} value={made.secret} />
        </div>
        <div className={kit.actions}>
          <Button
            onClick={() => {
              setMade(null);
              navigate(`/settings/webhooks/${made.id}`, { replace: true });
            }}
          >
            {t('set.secret_kept')}
          </Button>
        </div>
      </section>
    );
  if (record !== undefined)
    return (
      <RecordLoader query={webhooks} id={record}>
        {(webhook) => <WebhookEditor key={webhook?.id ?? 'new'} webhook={webhook} onSecret={setMade} />}
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('set.webhooks')}
      lead={t('set.webhooks_lead')}
      icon="send"
      query={webhooks}
      textOf={(webhook) => `${webhook.name} ${webhook.url}`}
      goingName={(webhook) => `webhook:${webhook.id}`}
      add={{ label: t('set.add_webhook'), run: () => navigate('/settings/webhooks/new') }}
      empty={{ title: t('set.no_webhooks'), why: t('set.no_webhooks_why') }}
    >
      {(webhook) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/webhooks/${webhook.id}`} className={kit.link}>
              {webhook.name}
            </Link>
            <span className={kit.sub}>{webhook.url}</span>
          </div>
          <div className={kit.facts}>
            <WebhookState webhook={webhook} />
            {webhook.state_at ? <Ago at={webhook.state_at} /> : null}
          </div>
        </>
      )}
    </ListFrame>
  );
}
