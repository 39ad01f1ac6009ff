import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import type { DeliveryRecord, WebhookRecord } from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { replayDelivery, useDeliveries } from '~/api/settings-more';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { Ago, Pill, type Tone } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { Group } from '../fields';
import kit from '../kit/Kit.module.css';
import classes from '../Settings.module.css';

const TONES: Record<DeliveryRecord['state'], Tone> = { waiting: 'warn', sent: 'ok', failed: 'danger' };

/** What was sent lately and what came back. */
export function Deliveries({ webhook }: { webhook: WebhookRecord }) {
  const list = useDeliveries(webhook.id);
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Group title={t('set.deliveries')} lead={t('set.deliveries_lead')}>
      <div className={classes.wide}>
        {list.isError && !list.data ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : null}
        {!list.data && !list.isError ? <RowsSkeleton rows={3} /> : null}
        {list.data?.length === 0 ? <p className={classes.hint}>{t('set.no_deliveries')}</p> : null}
        <ul className={kit.deliveries}>
          {(list.data ?? []).map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={kit.delivery}
                aria-expanded={open === one.id}
                onClick={() => setOpen(open === one.id ? null : one.id)}
              >
                <Icon name={open === one.id ? 'down' : 'right'} size={16} />
                <code className={kit.grow}>{one.kind}</code>
                {one.purpose === 'event' ? null : <Pill>{t(`set.purpose_${one.purpose}`)}</Pill>}
                <Pill tone={TONES[one.state]}>
                  {t(`set.delivery_${one.state}`)}
                  {one.status === null ? '' : ` · ${one.status}`}
                </Pill>
                <Ago at={one.tried_at ?? one.created_at} />
              </button>
              {open === one.id ? <DeliveryDetails delivery={one} /> : null}
            </li>
          ))}
        </ul>
      </div>
    </Group>
  );
}

function pretty(text: string | null): string {
  try {
    return JSON.stringify(JSON.parse(text ?? ''), null, 2);
  } catch {
    return text ?? '';
  }
}

function DeliveryDetails({ delivery }: { delivery: DeliveryRecord }) {
  const client = useQueryClient();
  const again = async () => {
    try {
      await replayDelivery(delivery.id);
      void client.invalidateQueries({ queryKey: settingsKeys.deliveries(delivery.webhook_id) });
      showToast(t('set.did_send_again'), { tone: 'ok' });
    } catch (error) {
      showToast(t('set.not_done'), { tone: 'danger', detail: asProblem(error).message });
    }
  };
  return (
    <div className={kit.details}>
      <p className={classes.hint}>
        {[
          t('set.tries', { count: delivery.tries }),
          delivery.duration_ms === null ? '' : `${formatNumber(delivery.duration_ms)} ms`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {delivery.error ? (
        <p className={classes.fault} lang="en">
          {delivery.error}
        </p>
      ) : null}
      <h4>{t('set.request')}</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={kit.raw} tabIndex={0}>
        {pretty(delivery.request)}
      </pre>
      {delivery.answer ? (
        <>
          <h4>{t('set.answer')}</h4>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className={kit.raw} tabIndex={0}>
            {delivery.answer}
          </pre>
        </>
      ) : null}
      <div>
        <Button variant="default" size="xs" onClick={() => void again()}>
          {t('set.send_again')}
        </Button>
      </div>
    </div>
  );
}
