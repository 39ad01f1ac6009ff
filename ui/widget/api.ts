/** The calls of the panel. */
export interface Config {
  workspace: string;
  language: string;
  color: string;
  greeting: string;
  privacy_url: string;
}

export interface Message {
  id: number;
  mine: boolean;
  who: string;
  text: string;
  at: string;
}

export interface Ticket {
  token: string;
  page: string;
  number: number;
  subject: string;
  status: string;
  status_words: string;
  next_step: string;
  next_update_at?: string;
  messages: Message[];
}

/** A refusal of the server; anything else that fails is the network. */
export class Refusal extends Error {
  readonly status: number;
  readonly field: string;
  constructor(status: number, field: string) {
    super(String(status));
    this.status = status;
    this.field = field;
  }
}

export async function call<T>(address: string, language: string, body?: unknown): Promise<T> {
  const answer = await fetch(address, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'Accept-Language': language,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.ok) return (await answer.json()) as T;
  const problem: { errors?: { pointer: string }[] } = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, problem.errors?.[0]?.pointer.slice(1) ?? '');
}
