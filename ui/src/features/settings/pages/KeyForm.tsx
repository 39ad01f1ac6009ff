import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '~/api/records';
import type { ApiKeyRecord } from '~/api/settings';
import { createApiKey } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { Group } from '../fields';
import { ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { RecordFrame } from '../kit/RecordFrame';
import { SecretLine } from '../kit/SecretLine';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import { ROLES, roleWord } from '../kit/words';
import classes from '../Settings.module.css';

interface Form {
  name: string;
  role: string;
  access: string;
  scopes: string;
  expires_at: string;
}

const EMPTY: Form = { name: '', role: 'agent', access: 'read', scopes: '', expires_at: '' };
const SCOPES = /^([a-z_]+:)?(read|write)(\s+([a-z_]+:)?(read|write))*$/;

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  if (form.access === 'some' && !SCOPES.test(form.scopes.trim())) faults.scopes = t('set.scopes_wrong');
  return faults;
}

/** A new key: its token is shown once, here. */
export function KeyForm() {
  const [, navigate] = useLocation();
  const [token, setToken] = useState<string | null>(null);
  const state = useRecordForm<ApiKeyRecord, Form>({
    record: null,
    collection: 'api_keys',
    check,
    toForm: () => EMPTY,
    write: async (_changed, form) => {
      const { token: made, ...key } = await createApiKey({
        name: form.name.trim(),
        role: form.role as Role,
        scopes: form.access === 'some' ? form.scopes.trim() : form.access,
        // The key ends with the day, wherever the person is.
        expires_at: form.expires_at === '' ? null : new Date(`${form.expires_at}T23:59:59`).toISOString(),
      });
      setToken(made);
      return key;
    },
  });
  if (token !== null)
    return (
      <section className={classes.body} aria-labelledby="key-title">
        <h2 id="key-title">{t('set.key_made')}</h2>
        <div className={kit.notice} data-tone="ok" role="status">
          <p>{t('set.key_once')}</p>
          <SecretLine label={t('set.key')} value={token} />
          <p className={classes.breaks}>
            <code>Authorization: Bearer …</code>
          </p>
        </div>
        <div className={kit.actions}>
          <Button onClick={() => navigate('/settings/api_keys')}>{t('set.key_kept')}</Button>
        </div>
      </section>
    );
  return (
    <RecordFrame
      state={state}
      title={t('set.add_key')}
      back={{ to: '/settings/api_keys', label: t('set.api_keys') }}
      onSubmit={() => void state.save()}
    >
      <Group title={t('set.key')} lead={t('set.key_lead')}>
        <TextBox
          state={state}
          field="name"
          required
          maxLength={120}
          label={t('set.field_name')}
          hint={t('set.key_name_hint')}
        />
        <ChoiceBox
          state={state}
          field="role"
          label={t('set.field_role')}
          hint={t('set.key_role_hint')}
          options={ROLES.map((role) => ({ value: role, label: roleWord(role) }))}
        />
        <ChoiceBox
          state={state}
          field="access"
          label={t('set.field_scopes')}
          options={[
            { value: 'read', label: t('set.scope_read') },
            { value: 'write', label: t('set.scope_write') },
            { value: 'some', label: t('set.scope_some') },
          ]}
        />
        {state.form.access === 'some' ? (
          <TextBox
            state={state}
            field="scopes"
            maxLength={1000}
            label={t('set.scopes_list')}
            hint={t('set.scopes_hint')}
            placeholder="tickets:write customers:read"
          />
        ) : null}
        <TextBox
          state={state}
          field="expires_at"
          type="date"
          label={t('set.field_expires_at')}
          hint={t('set.expires_hint')}
        />
      </Group>
    </RecordFrame>
  );
}
