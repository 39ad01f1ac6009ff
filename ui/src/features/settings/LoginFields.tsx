import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { KeptSecrets, SecretName, Secrets } from '~/api/channels';
import { t } from '~/lib/i18n';
import { secretsOf } from './channel-form';
import { type FieldsProps, fieldId, Group, SwitchField, TextField } from './fields';
import classes from './Settings.module.css';

interface LoginProps extends FieldsProps {
  /** Which secrets the channel has; they may stay as they are. */
  kept: Partial<KeptSecrets>;
  secrets: Secrets;
  setSecret: (name: SecretName, value: string | undefined) => void;
  secretFault: (name: SecretName) => string | undefined;
}

/** How to sign in at both servers. */
export function LoginFields({ kept, secrets, setSecret, secretFault, ...props }: LoginProps) {
  const { form } = props;
  if (form.receives !== 'imap' && form.sends !== 'smtp') return null;
  return (
    <Group title={t('settings.group_login')} lead={t('settings.login_lead')}>
      <SwitchField
        {...props}
        field="login"
        hint={t(`settings.login_${form.login}_hint`)}
        options={(['password', 'xoauth2', 'none'] as const).map((value) => ({
          value,
          label: t(`settings.login_${value}`),
        }))}
      />
      {form.login === 'none' ? null : (
        <TextField {...props} field="user_name" placeholder={form.address} hint={t('settings.user_hint')} />
      )}
      {form.login === 'xoauth2' ? (
        <>
          <TextField {...props} field="oauth_client_id" required />
          <TextField
            {...props}
            field="oauth_token_url"
            type="url"
            required
            placeholder="https://oauth2.example.com/token"
          />
          <TextField {...props} field="oauth_scope" />
        </>
      ) : null}
      {secretsOf(form.login).map((name) => (
        <SecretField
          key={name}
          name={name}
          kept={kept[name] === true}
          value={secrets[name]}
          onChange={(value) => setSecret(name, value)}
          fault={secretFault(name)}
        />
      ))}
    </Group>
  );
}

interface SecretProps {
  name: SecretName;
  kept: boolean;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  fault: string | undefined;
}

/** Written and never shown: what is kept can only be replaced. */
function SecretField({ name, kept, value, onChange, fault }: SecretProps) {
  const [visible, setVisible] = useState(false);
  const label = t(`settings.secret_${name}`);
  if (kept && value === undefined)
    return (
      <div className={classes.secret}>
        <span className={classes.secretName}>{label}</span>
        <span className={classes.faint}>{t('settings.secret_kept')}</span>
        <Button
          variant="default"
          size="xs"
          aria-label={t('settings.secret_replace_named', { name: label })}
          onClick={() => onChange('')}
        >
          {t('settings.secret_replace')}
        </Button>
      </div>
    );
  return (
    <div className={classes.secretEdit}>
      <PasswordInput
        id={fieldId(name)}
        label={label}
        description={t(`settings.secret_${name}_hint`)}
        autoComplete="new-password"
        value={value ?? ''}
        error={fault}
        visible={visible}
        onVisibilityChange={setVisible}
        visibilityToggleButtonProps={{
          'aria-label': visible ? t('session.hide_password') : t('session.show_password'),
          'aria-hidden': undefined,
          tabIndex: 0,
        }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {kept ? (
        <Button variant="subtle" size="xs" onClick={() => onChange(undefined)}>
          {t('settings.secret_keep')}
        </Button>
      ) : null}
    </div>
  );
}
