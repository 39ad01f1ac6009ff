import { createStore, useStore } from '~/lib/store';
import { api, csrfToken, ifMatch, sessionLost, take } from './client';
import { Problem } from './problem';
import type { Agent } from './records';

interface SessionAnswer {
  agent: Agent;
  csrf: string;
}

/** `undefined`: not asked yet; `null`: nobody is signed in. */
const signedIn = createStore<Agent | null | undefined>(undefined);

export const useMe = (): Agent | null | undefined => useStore(signedIn);

/** Who runs the workspace also sets it up. */
export const mayManage = (me: Agent): boolean => me.role === 'admin' || me.role === 'lead';

function begin(answer: SessionAnswer): Agent {
  csrfToken.set(answer.csrf);
  sessionLost.set(false);
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

export const signIn = async (email: string, password: string): Promise<Agent> =>
  begin(await take<SessionAnswer>(api.POST('/api/v1/session', { body: { email, password } })));

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
  signedIn.set(null);
}

/** Keeps the language in the account; the screen has changed already. */
export async function saveLanguage(language: string): Promise<void> {
  const me = signedIn.get();
  if (!me || me.language === language) return;
  signedIn.set(
    await take<Agent>(
      api.PATCH('/api/v1/me', { params: { header: ifMatch(me.version) }, body: { language } }),
    ),
  );
}
