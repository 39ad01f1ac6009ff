// A server of a test's own: an empty workspace in a temporary folder, on a free port, that can be killed and started again.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownServers } from './harness.mjs';

const START_MS = 20_000;

const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });

export class OwnServer {
  constructor(port) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.folder = mkdtempSync(join(tmpdir(), 'lazo-own-'));
    this.setup = null;
    ownServers.add(this.url);
  }

  static async started() {
    const server = new OwnServer(await freePort());
    await server.start();
    return server;
  }

  start() {
    const program = process.env.LAZO ?? new URL('../../build/lazo', import.meta.url).pathname;
    this.child = spawn(program, ['serve', '--data', this.folder, '--listen', `127.0.0.1:${this.port}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let told = '';
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the server did not start: ${told}`)), START_MS);
      this.child.stdout.on('data', (bytes) => {
        told += bytes;
        this.setup = /setup\?token=(\S+)/.exec(told)?.[1] ?? this.setup;
        // With nobody there yet the link follows the address in the same breath.
        if (!/serves at/.test(told)) return;
        clearTimeout(late);
        setTimeout(done, 50);
      });
    });
  }

  ended(signal) {
    return new Promise((done) => {
      this.child.once('exit', done);
      this.child.kill(signal);
    });
  }

  /** As a crash does it. */
  kill() {
    return this.ended('SIGKILL');
  }

  async remove() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.ended('SIGTERM');
    ownServers.delete(this.url);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const PERSON = { name: 'Ana Restrepo', email: 'ana@tienda.example', password: 'una frase bastante larga', language: 'es' };

/** Its first administrator, made over the API; `api` speaks for that administrator. */
export async function withAdmin(server) {
  const answer = await fetch(`${server.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: server.setup, ...PERSON }),
  });
  if (!answer.ok) throw new Error(`set-up: ${answer.status} ${await answer.text()}`);
  const { csrf } = await answer.json();
  const [pair] = answer.headers.getSetCookie()[0].split(';');
  const [name, value] = pair.split('=');
  let calls = 0;
  const api = async (method, path, body, headers = {}) => {
    calls += 1;
    const reply = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        Cookie: pair,
        'X-CSRF-Token': csrf,
        'Idempotency-Key': `own-${server.port}-${calls}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 400)}`);
    return text === '' ? null : JSON.parse(text);
  };
  const { version } = await api('GET', '/settings');
  await api('PATCH', '/settings', { setup_step: null }, { 'If-Match': `"${version}"` });
  return { ...PERSON, api, cookies: [{ name, value, url: server.url, httpOnly: true }] };
}
