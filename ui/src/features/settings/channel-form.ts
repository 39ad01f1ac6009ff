import type { ChannelFields, ChannelPreset, SecretName, Secrets } from '~/api/channels';
import type { Channel } from '~/api/records';
import { type TextKey, t } from '~/lib/i18n';

type Choices =
  | 'thread_tag'
  | 'receives'
  | 'imap_security'
  | 'imap_after'
  | 'sends'
  | 'smtp_security'
  | 'login';
type Flags = 'is_active' | 'is_default' | 'has_page_link';

/** A channel as its form holds it: what is typed stays text until it is sent. */
export type ChannelForm = { [K in keyof ChannelFields]: K extends Flags ? boolean : string } & {
  [K in Choices]: NonNullable<ChannelFields[K]>;
};

export type FormField = keyof ChannelForm;

/** Ports that go with each security. */
const IMAP_PORTS = { tls: '993', starttls: '143', none: '143' } as const;
const SMTP_PORTS = { tls: '465', starttls: '587', none: '25' } as const;

const EMPTY: ChannelForm = {
  name: '',
  is_active: true,
  is_default: false,
  address: '',
  from_name: '',
  team_id: '',
  language: '',
  signature: '',
  has_page_link: false,
  relay: '',
  thread_tag: 'subject',
  preset: '',
  receives: 'imap',
  imap_host: '',
  imap_port: IMAP_PORTS.tls,
  imap_security: 'tls',
  imap_folder: 'INBOX',
  imap_after: 'seen',
  imap_moved_to: '',
  sends: 'smtp',
  smtp_host: '',
  smtp_port: SMTP_PORTS.tls,
  smtp_security: 'tls',
  user_name: '',
  login: 'password',
  oauth_token_url: '',
  oauth_client_id: '',
  oauth_scope: '',
};

const NUMBERS: readonly FormField[] = ['team_id', 'imap_port', 'smtp_port'];
/** Never null: left empty they are sent as they are, and refused in words. */
const REQUIRED: readonly FormField[] = ['name', 'address'];

/** Fields that mean something only while another one has a value. */
const ONLY_WITH: readonly { field: FormField; value: string; fields: readonly FormField[] }[] = [
  {
    field: 'receives',
    value: 'imap',
    fields: ['imap_host', 'imap_port', 'imap_security', 'imap_folder', 'imap_after', 'imap_moved_to'],
  },
  { field: 'imap_after', value: 'moved', fields: ['imap_moved_to'] },
  { field: 'sends', value: 'smtp', fields: ['smtp_host', 'smtp_port', 'smtp_security'] },
  { field: 'login', value: 'xoauth2', fields: ['oauth_token_url', 'oauth_client_id', 'oauth_scope'] },
];

export function toForm(channel: Channel | null): ChannelForm {
  if (!channel) return EMPTY;
  const form: Record<string, unknown> = { ...EMPTY };
  for (const field of Object.keys(EMPTY) as FormField[]) {
    const value = channel[field];
    if (value !== null && value !== undefined)
      form[field] = typeof value === 'number' ? String(value) : value;
    else if (field === 'imap_folder') form[field] = '';
  }
  return form as ChannelForm;
}

export const isShown = (form: ChannelForm, field: FormField): boolean =>
  ONLY_WITH.every((rule) => !rule.fields.includes(field) || form[rule.field] === rule.value);

function sentValue(form: ChannelForm, field: FormField): unknown {
  const value = form[field];
  if (typeof value === 'boolean') return value;
  const text = field === 'signature' ? value : value.trim();
  if (text === '') return REQUIRED.includes(field) ? '' : null;
  return NUMBERS.includes(field) ? Number(text) : text;
}

/** What is sent for a new channel: everything that applies and says something. */
export function toFields(form: ChannelForm): Partial<ChannelFields> {
  const fields: Record<string, unknown> = {};
  for (const field of Object.keys(form) as FormField[]) {
    if (!isShown(form, field)) continue;
    const value = sentValue(form, field);
    if (value !== null) fields[field] = value;
  }
  return fields as Partial<ChannelFields>;
}

/** What is sent for a change: only what differs from `before`, so that others' changes elsewhere survive. */
export function changedFields(before: ChannelForm, form: ChannelForm): Partial<ChannelFields> {
  const fields: Record<string, unknown> = {};
  for (const field of Object.keys(form) as FormField[])
    if (form[field] !== before[field] && isShown(form, field)) fields[field] = sentValue(form, field);
  return fields as Partial<ChannelFields>;
}

/** The form filled for a provider; null takes the provider's name away and leaves what it filled in. */
export function withPreset(form: ChannelForm, preset: ChannelPreset | null): ChannelForm {
  if (!preset) return { ...form, preset: '' };
  return {
    ...form,
    preset: preset.name,
    receives: 'imap',
    imap_host: preset.imap_host,
    imap_port: String(preset.imap_port),
    imap_security: preset.imap_security ?? 'tls',
    sends: 'smtp',
    smtp_host: preset.smtp_host,
    smtp_port: String(preset.smtp_port),
    smtp_security: preset.smtp_security ?? 'tls',
    login: preset.login,
    thread_tag: preset.thread_tag,
    oauth_token_url: preset.oauth_token_url ?? '',
    oauth_scope: preset.oauth_scope ?? '',
  };
}

/** The provider that an address gives away by its domain. */
export function presetOf(address: string, presets: readonly ChannelPreset[]): ChannelPreset | undefined {
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
  return presets.find((one) => one.domains.includes(domain));
}

/** Another security moves the port along, unless somebody chose a port of their own. */
export function withSecurity(
  form: ChannelForm,
  side: 'imap' | 'smtp',
  security: ChannelForm['imap_security'],
): ChannelForm {
  const ports: Record<ChannelForm['imap_security'], string> = side === 'imap' ? IMAP_PORTS : SMTP_PORTS;
  const usual = new Set(Object.values(ports));
  const port =
    usual.has(form[`${side}_port`]) || form[`${side}_port`] === '' ? ports[security] : form[`${side}_port`];
  return { ...form, [`${side}_security`]: security, [`${side}_port`]: port };
}

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;

/** What can be said before asking the server; it has the last word. */
export function formFaults(form: ChannelForm): Partial<Record<FormField, string>> {
  const faults: Partial<Record<FormField, string>> = {};
  const need = (field: FormField) => {
    const value = form[field];
    if (isShown(form, field) && typeof value === 'string' && value.trim() === '')
      faults[field] = t('form.required');
  };
  for (const field of ['name', 'address', 'imap_host', 'smtp_host', 'imap_moved_to'] as const) need(field);
  if (form.login === 'xoauth2')
    for (const field of ['oauth_token_url', 'oauth_client_id'] as const) need(field);
  if (!faults.address && !ADDRESS.test(form.address.trim())) faults.address = t('settings.address_wrong');
  for (const field of ['imap_port', 'smtp_port'] as const)
    if (isShown(form, field) && !isPort(form[field])) faults[field] = t('settings.port_wrong');
  return faults;
}

/** Which secrets a way of signing in needs. */
export function secretsOf(login: ChannelForm['login']): readonly SecretName[] {
  if (login === 'password') return ['password'];
  return login === 'xoauth2' ? ['refresh_token', 'client_secret'] : [];
}

/** Those that were typed and belong to the chosen way of signing in. */
export function typedSecrets(login: ChannelForm['login'], typed: Secrets): Secrets {
  const secrets: Secrets = {};
  for (const name of secretsOf(login)) {
    const value = typed[name];
    if (value) secrets[name] = value;
  }
  return secrets;
}

export const fieldName = (field: FormField): string => t(`settings.field_${field}` as TextKey);

/** The fields in which two states of a channel differ. */
export const differences = (mine: ChannelForm, theirs: ChannelForm): FormField[] =>
  (Object.keys(mine) as FormField[]).filter((field) => mine[field] !== theirs[field]);

/** What was changed here since `before`, on top of what somebody else has made of it. */
export function merged(before: ChannelForm, mine: ChannelForm, theirs: ChannelForm): ChannelForm {
  const form: Record<string, unknown> = { ...theirs };
  for (const field of differences(before, mine)) form[field] = mine[field];
  return form as ChannelForm;
}

/** A word for the shell: as it is where that is safe, else in quotes. */
export const shellWord = (text: string): string =>
  /^[\w@.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
