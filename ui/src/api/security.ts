import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, take } from './client';

/** What guards one's own account: the second factor, and where one is signed in. */
export interface TwoFactor {
  is_on: boolean;
  since: string | null;
  recovery_codes_left: number;
}

export interface OwnSession {
  id: number;
  is_current: boolean;
  device: string;
  address: string;
  created_at: string;
  last_used_at: string;
}

export const FACTOR_KEY = ['me', 'two_factor'] as const;
export const SESSIONS_KEY = ['me', 'sessions'] as const;

export const useTwoFactor = (): UseQueryResult<TwoFactor> =>
  useQuery({ queryKey: FACTOR_KEY, queryFn: () => take<TwoFactor>(api.GET('/api/v1/me/two_factor')) });

export const useOwnSessions = (): UseQueryResult<OwnSession[]> =>
  useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: async () => (await take<{ data: OwnSession[] }>(api.GET('/api/v1/me/sessions'))).data,
  });

const proof = (password: string) => ({ body: { current_password: password } });

/** A secret for the app, in force once a code of it was given. */
export const beginTwoFactor = (password: string): Promise<{ secret: string; uri: string }> =>
  take(api.POST('/api/v1/me/two_factor', proof(password)));

const codesOf = async (answer: Promise<{ recovery_codes: string[] }>): Promise<string[]> =>
  (await answer).recovery_codes;

export const confirmTwoFactor = (code: string): Promise<string[]> =>
  codesOf(take(api.POST('/api/v1/me/two_factor/confirm', { body: { code } })));

export const newRecoveryCodes = (password: string): Promise<string[]> =>
  codesOf(take(api.POST('/api/v1/me/two_factor/recovery_codes', proof(password))));

export const endTwoFactor = (password: string): Promise<unknown> =>
  take(api.POST('/api/v1/me/two_factor/off', proof(password)));

export const endSession = (id: number): Promise<unknown> =>
  take(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } }));

export const endOtherSessions = (): Promise<unknown> => take(api.POST('/api/v1/me/sessions/end_others'));
