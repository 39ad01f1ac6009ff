import { t } from '~/lib/i18n';
import { withSecurity } from './channel-form';
import { type FieldsProps, Group, SelectField, SwitchField, TextField } from './fields';
import { securityOf, securityOptions } from './ReceiveFields';

/** How answers leave. */
export function SendFields(props: FieldsProps) {
  const { form, set } = props;
  return (
    <Group title={t('settings.group_send')}>
      <SwitchField
        {...props}
        field="sends"
        hint={form.sends === 'none' ? t('settings.sends_none_hint') : undefined}
        options={[
          { value: 'smtp', label: t('settings.sends_smtp') },
          { value: 'none', label: t('settings.sends_none') },
        ]}
      />
      {form.sends === 'smtp' ? (
        <>
          <TextField {...props} field="smtp_host" required placeholder="smtp.example.com" />
          <TextField {...props} field="smtp_port" required inputMode="numeric" />
          <SelectField
            {...props}
            field="smtp_security"
            options={securityOptions()}
            hint={form.smtp_security === 'none' ? t('settings.security_none_hint') : undefined}
            onPick={(value) => set(withSecurity(form, 'smtp', securityOf(value)))}
          />
        </>
      ) : null}
    </Group>
  );
}

/** How threads hold together, and whose word on a sender counts. */
export function TrustFields(props: FieldsProps) {
  return (
    <Group title={t('settings.group_trust')}>
      <SelectField
        {...props}
        field="thread_tag"
        hint={t(`settings.tag_${props.form.thread_tag}_hint`)}
        options={(['subject', 'address', 'none'] as const).map((value) => ({
          value,
          label: t(`settings.tag_${value}`),
        }))}
      />
      <TextField {...props} field="relay" placeholder="mx.example.com" hint={t('settings.relay_hint')} />
    </Group>
  );
}
