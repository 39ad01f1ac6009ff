import { createStore, useStore } from '~/lib/store';
import { api, csrfToken, ifMatch, sessionLost, take } from './client';
import { type AccountPreferences, beginPreferences, endPreferences } from './preferences';
import { Problem } from './problem';
import type { Agent } from './records';

interface SessionAnswer {
  agent: Agent;
  preferences: AccountPreferences | null;
  csrf: string;
}

/** `undefined`: not asked yet; `null`: nobody is signed in. */
const signedIn = createStore<Agent | null | undefined>(undefined);

export const useMe = (): Agent | null | undefined => useStore(signedIn);

/** Who runs the workspace also sets it up. */
export const mayManage = (me: Agent): boolean => me.role === 'admin' || me.role === 'lead';

/** Collaborators and analysts read; who changes cases and customers is asked before anything is offered. */
export const mayChange = (me: Agent): boolean => mayManage(me) || me.role === 'agent';

/** Whole lists leave the house by these. */
export const mayExport = (me: Agent): boolean => mayManage(me) || me.role === 'analyst';

function begin(answer: SessionAnswer): Agent {
  csrfToken.set(answer.csrf);
  sessionLost.set(false);
  beginPreferences(answer.preferences);
  signedIn.set(answer.agent);
  return answer.agent;
}

export async function resumeSession(): Promise<Agent | null> {
  try {
    return begin(await take<SessionAnswer>(api.GET('/api/v1/session')));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      signedIn.set(null);
      return null;
    }
    throw error;
  }
}

/** `code`: of the second factor, for who has one. */
export const signIn = async (email: string, password: string, code?: string): Promise<Agent> =>
  begin(
    await take<SessionAnswer>(
      api.POST('/api/v1/session', { body: code ? { email, password, code } : { email, password } }),
    ),
  );

export interface SetupForm {
  token: string;
  name: string;
  email: string;
  password: string;
  language: string;
}

export const setUp = async (form: SetupForm): Promise<Agent> =>
  begin(await take<SessionAnswer>(api.POST('/api/v1/setup', { body: form })));

export async function signOut(): Promise<void> {
  await take(api.DELETE('/api/v1/session'));
  csrfToken.set(null);
  endPreferences();
  signedIn.set(null);
}

export interface OwnChange {
  name?: string;
  language?: string;
  time_zone?: string | null;
  password?: string;
  current_password?: string;
}

/** What an agent changes of itself. */
export async function saveMe(change: OwnChange): Promise<void> {
  const me = signedIn.get();
  if (!me) return;
  signedIn.set(
    await take<Agent>(api.PATCH('/api/v1/me', { params: { header: ifMatch(me.version) }, body: change })),
  );
}

/** Keeps the language in the account; the screen has changed already. */
export async function saveLanguage(language: string): Promise<void> {
  if (signedIn.get()?.language !== language) await saveMe({ language });
}

/** Somebody changed this very agent: an administrator, or another device. */
export async function refreshMe(): Promise<void> {
  const me = await take<Agent>(api.GET('/api/v1/me'));
  if (signedIn.get()?.id === me.id) signedIn.set(me);
}

/** Whose a one-time link is. */
export interface PasswordLink {
  kind: 'invite' | 'reset' | 'forgot';
  name: string;
  email: string;
  workspace: string;
}

export const askLink = (token: string): Promise<PasswordLink> =>
  take<PasswordLink>(api.POST('/api/v1/password/link', { body: { token } }));

export const choosePassword = async (form: {
  token: string;
  password: string;
  code?: string;
  name?: string;
  language?: string;
}): Promise<Agent> => begin(await take<SessionAnswer>(api.POST('/api/v1/password', { body: form })));

/** Whether this workspace can mail a link; the answer does not say whether the address is known. */
export const forgotPassword = async (email: string): Promise<boolean> =>
  (await take<{ can_mail: boolean }>(api.POST('/api/v1/password/forgotten', { body: { email } }))).can_mail;
