import createClient, { type Middleware } from 'openapi-fetch';
import { language } from '~/lib/i18n';
import { createStore } from '~/lib/store';
import { asProblem, problemOf } from './problem';
import type { paths } from './schema';

/** The token every unsafe request carries; it comes with the session. */
export const csrfToken = createStore<string | null>(null);

/** Set when an answer says that the session is over, so that the sign-in form opens over the page. */
export const sessionLost = createStore(false);

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export const newKey = (): string => crypto.randomUUID();

/** What every request carries. One `Idempotency-Key` a request, unless the caller keeps one over its retries. */
export function stamp(headers: Headers, method: string): void {
  headers.set('Accept-Language', language());
  if (!UNSAFE.has(method)) return;
  const token = csrfToken.get();
  if (token) headers.set('X-CSRF-Token', token);
  if (!headers.has('Idempotency-Key')) headers.set('Idempotency-Key', newKey());
}

const stamping: Middleware = {
  onRequest({ request }) {
    stamp(request.headers, request.method);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' });
api.use(stamping);

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; anything else is thrown as a Problem. */
export async function take<T>(call: Promise<Answer>): Promise<T> {
  let answer: Answer;
  try {
    answer = await call;
  } catch (error) {
    throw asProblem(error);
  }
  if (answer.response.ok) return answer.data as T;
  if (answer.response.status === 401 && csrfToken.get() !== null) sessionLost.set(true);
  throw problemOf(answer.response.status, answer.error);
}

export const ifMatch = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` });
