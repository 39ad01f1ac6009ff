import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { type AgentRecord, type ApiKeyRecord, removeRecord, useRecords } from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { formatDate } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Ago, Pill } from '~/parts/marks';
import { Confirm } from '../kit/Confirm';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { roleWord } from '../kit/words';
import classes from '../Settings.module.css';
import { KeyForm } from './KeyForm';
import type { PageProps } from './page';

const hasEnded = (key: ApiKeyRecord): boolean =>
  key.expires_at !== null && Date.parse(key.expires_at) <= Date.now();

/** Keys by which programs act: what each may, when it was used, and its end. */
export default function ApiKeys({ id }: PageProps) {
  const keys = useRecords<ApiKeyRecord>('api_keys');
  const agents = useRecords<AgentRecord>('agents');
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [revoking, setRevoking] = useState<ApiKeyRecord | null>(null);
  const [withOld, setWithOld] = useState(false);
  if (id === 'new') return <KeyForm />;
  const old = keys.data?.filter((one) => one.revoked_at !== null).length ?? 0;
  const maker = (key: ApiKeyRecord) => agents.data?.find((one) => one.id === key.created_by)?.name;
  return (
    <>
      <ListFrame
        title={t('set.api_keys')}
        lead={t('set.api_keys_lead')}
        icon="lock"
        query={keys}
        textOf={(key) => key.name}
        sorted={(a, b) => b.id - a.id}
        keep={(key) => withOld || key.revoked_at === null}
        add={{ label: t('set.add_key'), run: () => navigate('/settings/api_keys/new') }}
        empty={{ title: t('set.no_keys'), why: t('set.no_keys_why') }}
        tools={
          old > 0 ? (
            <label className={classes.check}>
              <input
                type="checkbox"
                checked={withOld}
                onChange={(event) => setWithOld(event.currentTarget.checked)}
              />
              {t('set.with_revoked', { count: old })}
            </label>
          ) : undefined
        }
      >
        {(key) => (
          <>
            <div className={kit.names}>
              <span className={kit.plain}>{key.name}</span>
              <span className={kit.sub}>
                <code>{key.prefix}…</code> ·{' '}
                {[roleWord(key.role), key.scopes, maker(key)].filter(Boolean).join(' · ')}
              </span>
            </div>
            <div className={kit.facts}>
              {key.revoked_at ? (
                <Pill tone="danger">{t('set.revoked')}</Pill>
              ) : hasEnded(key) ? (
                <Pill tone="warn">{t('set.expired')}</Pill>
              ) : key.expires_at ? (
                <span>{t('set.until', { date: formatDate(key.expires_at) })}</span>
              ) : null}
              <span>
                {key.last_used_at ? (
                  <>
                    {t('set.used')} <Ago at={key.last_used_at} />
                  </>
                ) : (
                  t('set.never_used')
                )}
              </span>
            </div>
            {key.revoked_at ? null : (
              <Button variant="default" size="xs" onClick={() => setRevoking(key)}>
                {t('set.revoke')}
              </Button>
            )}
          </>
        )}
      </ListFrame>
      {revoking ? (
        <Confirm
          title={t('set.revoke_title', { name: revoking.name })}
          action={t('set.revoke')}
          onClose={() => setRevoking(null)}
          run={async () => {
            await removeRecord('api_keys', revoking.id, revoking.version);
            await client.invalidateQueries({ queryKey: settingsKeys.records('api_keys') });
            showToast(t('set.did_revoke', { name: revoking.name }), { tone: 'ok' });
          }}
        >
          <p>{t('set.revoke_why')}</p>
        </Confirm>
      ) : null}
    </>
  );
}
