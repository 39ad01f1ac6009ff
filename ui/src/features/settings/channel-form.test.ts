import { beforeAll, describe, expect, it } from 'vitest';
import type { ChannelPreset } from '~/api/channels';
import type { Channel } from '~/api/records';
import { withTexts } from '~/lib/i18n';
import {
  changedFields,
  differences,
  fieldName,
  formFaults,
  isShown,
  merged,
  presetOf,
  secretsOf,
  shellWord,
  toFields,
  toForm,
  typedSecrets,
  withPreset,
  withSecurity,
} from './channel-form';

const channel = (change: Partial<Channel> = {}): Channel => ({
  id: 7,
  version: 3,
  kind: 'mail',
  name: 'Soporte',
  is_active: true,
  is_default: true,
  address: 'soporte@sol.example',
  from_name: null,
  team_id: 4,
  language: null,
  signature: null,
  has_page_link: false,
  relay: null,
  thread_tag: 'subject',
  preset: null,
  receives: 'imap',
  imap_host: 'imap.sol.example',
  imap_port: 993,
  imap_security: 'tls',
  imap_folder: 'INBOX',
  imap_after: 'seen',
  imap_moved_to: null,
  sends: 'smtp',
  smtp_host: 'smtp.sol.example',
  smtp_port: 465,
  smtp_security: 'tls',
  user_name: 'soporte@sol.example',
  login: 'password',
  oauth_token_url: null,
  oauth_client_id: null,
  oauth_scope: null,
  receive_state: 'ok',
  receive_detail: null,
  receive_at: null,
  received_at: null,
  send_state: 'idle',
  send_detail: null,
  send_at: null,
  created_at: '2026-11-24T10:00:00Z',
  updated_at: '2026-11-24T10:00:00Z',
  ...change,
});

const microsoft: ChannelPreset = {
  name: 'microsoft',
  title: 'Microsoft 365',
  domains: ['outlook.com', 'hotmail.com'],
  imap_host: 'outlook.office365.com',
  imap_port: 993,
  imap_security: 'tls',
  smtp_host: 'smtp.office365.com',
  smtp_port: 587,
  smtp_security: 'starttls',
  login: 'xoauth2',
  thread_tag: 'address',
  oauth_token_url: 'https://login.example/token',
  oauth_scope: 'IMAP SMTP',
  hint: 'Registra una aplicación.',
};

const filled = (change: object = {}) => ({
  ...toForm(null),
  name: 'Soporte',
  address: 'soporte@sol.example',
  imap_host: 'imap.sol.example',
  smtp_host: 'smtp.sol.example',
  ...change,
});

describe('the form of a mailbox', () => {
  beforeAll(() => withTexts('mail', Promise.resolve()));

  it('holds what is stored, and nothing is changed by opening it', () => {
    const form = toForm(channel());
    expect(form.imap_port).toBe('993');
    expect(form.team_id).toBe('4');
    expect(form.from_name).toBe('');
    expect(changedFields(form, form)).toEqual({});
  });

  it('sends only what was changed, as the API spells it', () => {
    const before = toForm(channel({ from_name: 'Sol' }));
    const form = { ...before, imap_port: '143', from_name: ' ', team_id: '', name: ' Ayuda ' };
    expect(changedFields(before, form)).toEqual({
      imap_port: 143,
      from_name: null,
      team_id: null,
      name: 'Ayuda',
    });
  });

  it('sends of a new one what applies and says something', () => {
    const fields = toFields(filled({ receives: 'handed', imap_host: 'imap.left.over' }));
    expect(fields).not.toHaveProperty('imap_host');
    expect(fields).not.toHaveProperty('oauth_scope');
    expect(fields).not.toHaveProperty('relay');
    expect(fields).toMatchObject({ receives: 'handed', smtp_port: 465, is_active: true });
  });

  it('hides fields that mean nothing by what was chosen', () => {
    const form = filled({ receives: 'handed', sends: 'none' });
    expect(isShown(form, 'imap_folder')).toBe(false);
    expect(isShown(form, 'smtp_port')).toBe(false);
    expect(isShown(form, 'relay')).toBe(true);
    expect(isShown(filled({ imap_after: 'moved' }), 'imap_moved_to')).toBe(true);
  });

  it('says what is missing before the server is asked, and only of what applies', () => {
    expect(Object.keys(formFaults(toForm(null))).sort()).toEqual([
      'address',
      'imap_host',
      'name',
      'smtp_host',
    ]);
    expect(formFaults(filled({ receives: 'handed', sends: 'none', imap_host: '', smtp_host: '' }))).toEqual(
      {},
    );
    expect(formFaults(filled({ imap_after: 'moved' }))).toHaveProperty('imap_moved_to');
    expect(formFaults(filled({ login: 'xoauth2' }))).toHaveProperty('oauth_client_id');
  });

  it.each(['0', '65536', '-1', '99x', '', '1e3'])('takes %j for no port', (port) => {
    expect(formFaults(filled({ imap_port: port }))).toHaveProperty('imap_port');
  });

  it.each(['soporte', 'a@b', 'a b@sol.example', '<a@sol.example>'])('takes %j for no address', (address) => {
    expect(formFaults(filled({ address }))).toHaveProperty('address');
  });

  it('fills in a provider, whom an address may give away', () => {
    expect(presetOf('Ana@Hotmail.com', [microsoft])).toBe(microsoft);
    expect(presetOf('ana@sol.example', [microsoft])).toBeUndefined();
    const form = withPreset(filled(), microsoft);
    expect(form).toMatchObject({ preset: 'microsoft', smtp_port: '587', login: 'xoauth2', name: 'Soporte' });
    expect(withPreset(form, null)).toMatchObject({ preset: '', smtp_host: 'smtp.office365.com' });
  });

  it('moves the port along with the security, but not a port of somebody’s own', () => {
    expect(withSecurity(filled(), 'imap', 'starttls').imap_port).toBe('143');
    expect(withSecurity(filled(), 'smtp', 'none').smtp_port).toBe('25');
    expect(withSecurity(filled({ smtp_port: '2525' }), 'smtp', 'starttls').smtp_port).toBe('2525');
  });

  it('sends secrets of the chosen way of signing in only', () => {
    const typed = { password: 'a', refresh_token: 'b', client_secret: '' };
    expect(typedSecrets('password', typed)).toEqual({ password: 'a' });
    expect(typedSecrets('xoauth2', typed)).toEqual({ refresh_token: 'b' });
    expect(typedSecrets('none', typed)).toEqual({});
    expect(secretsOf('none')).toEqual([]);
  });

  it('puts one’s own changes over those of somebody else', () => {
    const before = toForm(channel());
    const mine = { ...before, name: 'Ayuda' };
    const theirs = toForm(channel({ relay: 'mx.sol.example', name: 'Otra' }));
    expect(differences(before, theirs).sort()).toEqual(['name', 'relay']);
    expect(merged(before, mine, theirs)).toMatchObject({ name: 'Ayuda', relay: 'mx.sol.example' });
  });

  it('has a name for each of its fields', () => {
    for (const field of Object.keys(toForm(null)))
      expect(fieldName(field as keyof ReturnType<typeof toForm>)).not.toContain('settings.');
  });

  it('quotes for the shell what is more than a word', () => {
    expect(shellWord('soporte@sol.example')).toBe('soporte@sol.example');
    expect(shellWord("o'brien; rm -rf /")).toBe("'o'\\''brien; rm -rf /'");
  });
});
