import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, ifMatch, newKey, take } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type { Channel, Page, SpooledMail } from './records';
import type { components } from './schema';

const SLOW = 5 * 60_000;

export const useChannels = (enabled = true): UseQueryResult<Channel[]> =>
  useQuery({
    queryKey: keys.channels,
    queryFn: async () =>
      (
        await take<Page<Channel>>(
          api.GET('/api/v1/channels', { params: { query: { sort: 'name', limit: 200 } } }),
        )
      ).data,
    staleTime: SLOW,
    enabled,
  });

/** What is known of a provider, to fill the form from. */
export interface ChannelPreset
  extends Pick<
    Channel,
    'imap_security' | 'smtp_security' | 'login' | 'thread_tag' | 'oauth_token_url' | 'oauth_scope'
  > {
  name: string;
  title: string;
  /** Addresses of these domains are surely of this provider. */
  domains: string[];
  imap_host: string;
  imap_port: number;
  smtp_host: string;
  smtp_port: number;
  /** What to do at the provider first. */
  hint: string;
}

export const useChannelPresets = (): UseQueryResult<ChannelPreset[]> =>
  useQuery({
    queryKey: keys.channelPresets,
    queryFn: async () => (await take<{ data: ChannelPreset[] }>(api.GET('/api/v1/channels/presets'))).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The passwords and tokens that may be set; none of them ever comes back. */
export const SECRET_NAMES = ['password', 'refresh_token', 'client_secret'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];
export type Secrets = Partial<Record<SecretName, string>>;

/** What a person may write on a channel. */
export type ChannelFields = Pick<
  Channel,
  | 'name'
  | 'is_active'
  | 'is_default'
  | 'address'
  | 'from_name'
  | 'team_id'
  | 'language'
  | 'signature'
  | 'has_page_link'
  | 'relay'
  | 'thread_tag'
  | 'preset'
  | 'receives'
  | 'imap_host'
  | 'imap_port'
  | 'imap_security'
  | 'imap_folder'
  | 'imap_after'
  | 'imap_moved_to'
  | 'sends'
  | 'smtp_host'
  | 'smtp_port'
  | 'smtp_security'
  | 'user_name'
  | 'login'
  | 'oauth_token_url'
  | 'oauth_client_id'
  | 'oauth_scope'
>;

export const createChannel = (fields: Partial<ChannelFields>, secrets: Secrets): Promise<Channel> =>
  take<Channel>(
    api.POST('/api/v1/channels', {
      headers: { 'Idempotency-Key': newKey() },
      body: { ...fields, secrets } as components['schemas']['ChannelCreate'],
    }),
  );

export const changeChannel = (
  id: number,
  version: number,
  fields: Partial<ChannelFields>,
): Promise<Channel> =>
  take<Channel>(
    api.PATCH('/api/v1/channels/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body: fields as components['schemas']['ChannelChange'],
    }),
  );

export type KeptSecrets = Record<SecretName, boolean>;

/** Which secrets there are; what they are is never told. */
export const useKeptSecrets = (id: number | null): UseQueryResult<KeptSecrets> =>
  useQuery({
    queryKey: keys.channelSecrets(id ?? 0),
    queryFn: () =>
      take<KeptSecrets>(api.GET('/api/v1/channels/{id}/secrets', { params: { path: { id: id ?? 0 } } })),
    enabled: id !== null,
  });

export const setSecrets = (id: number, secrets: Secrets): Promise<KeptSecrets> =>
  take<KeptSecrets>(api.PUT('/api/v1/channels/{id}/secrets', { params: { path: { id } }, body: secrets }));

export const removeChannel = (id: number, version: number): Promise<unknown> =>
  take(api.DELETE('/api/v1/channels/{id}', { params: { path: { id }, header: ifMatch(version) } }));

/** The channel as it stands now, that a 412 carries. */
export function currentChannel(error: unknown): Channel | null {
  if (!(error instanceof Problem) || error.status !== 412) return null;
  const current = error.current;
  return typeof current === 'object' && current !== null && 'version' in current
    ? (current as Channel)
    : null;
}

export interface CheckedSide {
  ok: boolean;
  detail: string | null;
}

export interface ChannelCheck {
  receive: CheckedSide | null;
  send: CheckedSide | null;
}

export const testChannel = (id: number): Promise<ChannelCheck> =>
  take<ChannelCheck>(api.POST('/api/v1/channels/{id}/test', { params: { path: { id } } }));

export const sendTestMessage = (id: number, to: string): Promise<unknown> =>
  take(api.POST('/api/v1/channels/{id}/test_message', { params: { path: { id } }, body: { to } }));

const FAILED = JSON.stringify({ field: 'state', op: 'is', value: 'failed' });

export const useFailedMail = (enabled = true): UseQueryResult<Page<SpooledMail>> =>
  useQuery({
    queryKey: keys.mailSpool,
    queryFn: () =>
      take<Page<SpooledMail>>(
        api.GET('/api/v1/mail_spool', {
          params: { query: { filter: FAILED, sort: '-id', limit: 100, count: true } },
        }),
      ),
    enabled,
  });

/** What could not be read and is shown by this ticket, if there is anything. */
export const useFailedMailOf = (ticketId: number): UseQueryResult<Page<SpooledMail>> =>
  useQuery({
    queryKey: keys.mailSpoolOf(ticketId),
    queryFn: () => {
      const all = [
        { field: 'ticket_id', op: 'is', value: ticketId },
        { field: 'state', op: 'is', value: 'failed' },
      ];
      return take<Page<SpooledMail>>(
        api.GET('/api/v1/mail_spool', { params: { query: { filter: JSON.stringify({ all }), limit: 1 } } }),
      );
    },
  });

export const retrySpooledMail = (id: number): Promise<unknown> =>
  take(api.POST('/api/v1/mail_spool/{id}/retry', { params: { path: { id } } }));
