import { t } from '~/lib/i18n';
import { withSecurity } from './channel-form';
import { type FieldsProps, Group, SelectField, SwitchField, TextField } from './fields';
import { HandedLines } from './HandedLines';

const SECURITIES = ['tls', 'starttls', 'none'] as const;

export const securityOptions = () =>
  SECURITIES.map((value) => ({ value, label: t(`settings.security_${value}`) }));

export const securityOf = (text: string): (typeof SECURITIES)[number] =>
  SECURITIES.find((one) => one === text) ?? 'tls';

/** How its mail comes in: fetched from a server, or handed over by one. */
export function ReceiveFields(props: FieldsProps) {
  const { form, set } = props;
  return (
    <Group title={t('settings.group_receive')}>
      <SwitchField
        {...props}
        field="receives"
        hint={form.receives === 'imap' ? t('settings.imap_hint') : t('settings.handed_hint')}
        options={[
          { value: 'imap', label: t('settings.receives_imap') },
          { value: 'handed', label: t('settings.receives_handed') },
        ]}
      />
      {form.receives === 'imap' ? (
        <>
          <TextField {...props} field="imap_host" required placeholder="imap.example.com" />
          <TextField {...props} field="imap_port" required inputMode="numeric" />
          <SelectField
            {...props}
            field="imap_security"
            options={securityOptions()}
            hint={form.imap_security === 'none' ? t('settings.security_none_hint') : undefined}
            onPick={(value) => set(withSecurity(form, 'imap', securityOf(value)))}
          />
          <TextField {...props} field="imap_folder" placeholder="INBOX" hint={t('settings.folder_hint')} />
          <SelectField
            {...props}
            field="imap_after"
            hint={t('settings.after_hint')}
            options={(['seen', 'moved', 'deleted'] as const).map((value) => ({
              value,
              label: t(`settings.after_${value}`),
            }))}
          />
          {form.imap_after === 'moved' ? (
            <TextField {...props} field="imap_moved_to" required hint={t('settings.moved_to_hint')} />
          ) : null}
        </>
      ) : (
        <HandedLines address={form.address.trim()} />
      )}
    </Group>
  );
}
