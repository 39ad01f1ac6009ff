import { useTeams } from '~/api/people';
import { LANGUAGE_NAMES, LANGUAGES, t } from '~/lib/i18n';
import { CheckField, type FieldsProps, Group, SelectField, TextField } from './fields';
import { SignatureField } from './SignatureField';

/** What the mailbox is called, whose it is, and how its answers are signed. */
export function IdentityFields(props: FieldsProps) {
  const teams = useTeams();
  return (
    <>
      <Group title={t('settings.group_identity')}>
        <TextField
          {...props}
          field="address"
          type="email"
          required
          placeholder="soporte@example.com"
          hint={t('settings.address_hint')}
        />
        <TextField {...props} field="name" required maxLength={100} hint={t('settings.name_hint')} />
        <TextField {...props} field="from_name" maxLength={120} hint={t('settings.from_name_hint')} />
        <SelectField
          {...props}
          field="team_id"
          hint={t('settings.team_hint')}
          options={[
            { value: '', label: t('settings.no_team') },
            ...(teams.data ?? []).map((team) => ({ value: String(team.id), label: team.name })),
          ]}
        />
        <SelectField
          {...props}
          field="language"
          hint={t('settings.language_hint')}
          options={[
            { value: '', label: t('settings.any_language') },
            ...LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] })),
          ]}
        />
        <CheckField {...props} field="is_default" hint={t('settings.default_hint')} />
      </Group>
      <Group title={t('settings.field_signature')} lead={t('settings.signature_lead')}>
        <SignatureField {...props} />
        <CheckField {...props} field="has_page_link" hint={t('settings.page_link_hint')} />
      </Group>
    </>
  );
}
