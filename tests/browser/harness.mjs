// What every browser test stands on: one Chromium, a fresh profile a test, the API by hand, axe, and a few waits.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const needed = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it names the demo server to test against.`);
  return value;
};
export const base = needed('LAZO_URL').replace(/\/$/, '');
export const email = needed('LAZO_EMAIL');
export const password = needed('LAZO_PASSWORD');
export const shots = process.env.LAZO_SHOTS ?? join(tmpdir(), 'lazo-shots');

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const WAIT_MS = 10_000;

let browser;
export async function openBrowser() {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}
export const closeBrowser = () => browser?.close();

/** What went wrong in any page of the whole run: policy violations and uncaught errors. */
export const complaints = [];
/** Every address outside the server that any page asked for. */
export const strayRequests = [];

/** Servers that tests start for themselves. */
export const ownServers = new Set();

/** Pictures of this host are asked for on purpose, by tests that answer for it themselves. */
export const wantedHost = 'https://pictures.example/';
export const wantedRequests = [];

/** A page in a profile of its own. `signedIn` brings a session along, made over the API. */
export async function newPage({ signedIn = true, width = 1366, height = 860, ...options } = {}) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width, height },
    locale: 'es-MX',
    timezoneId: 'America/Bogota',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(WAIT_MS);
  if (signedIn) await context.addCookies(await session().then(({ cookies }) => cookies));
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith(base) || /^(about|blob|data):/.test(url)) return;
    if ([...ownServers].some((own) => url.startsWith(own))) return;
    (url.startsWith(wantedHost) ? wantedRequests : strayRequests).push(url);
  });
  return page;
}

export const close = (page) => page.context().close();

// ---- the API by hand ----

let known;
/** One session for all that tests do over the API. */
export async function session() {
  if (known) return known;
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`signing in over the API: ${answer.status} ${await answer.text()}`);
  const { agent, csrf } = await answer.json();
  const cookies = answer.headers.getSetCookie().map((line) => {
    const [pair] = line.split(';');
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: base, httpOnly: /httponly/i.test(line) };
  });
  known = { agent, csrf, cookies, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
  // The tests read the screens in Spanish, whatever the account was left at.
  if (agent.language !== 'es') await api('PATCH', '/me', { language: 'es' }, { 'If-Match': `"${agent.version}"` });
  const mine = await api('GET', '/me/preferences');
  if (mine.theme !== 'system') await api('PATCH', '/me/preferences', { theme: 'system' }, { 'If-Match': `"${mine.version}"` });
  // Answers leave at once here; the tests of the reply box give them their seconds.
  const settings = await api('GET', '/settings');
  if (settings.undo_send_seconds !== 0) await api('PATCH', '/settings', { undo_send_seconds: 0 }, { 'If-Match': `"${settings.version}"` });
  return known;
}

let counter = 0;
/** One request; a refusal is an error unless `mayFail`. */
export async function api(method, path, body, headers = {}) {
  const { cookie, csrf } = await session();
  counter += 1;
  const isRaw = body instanceof Uint8Array;
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      Cookie: cookie,
      'X-CSRF-Token': csrf,
      'Idempotency-Key': `browser-test-${process.pid}-${counter}`,
      ...(body === undefined || isRaw ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : isRaw ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 400)}`);
  return text === '' ? null : JSON.parse(text);
}

const run = Date.now().toString(36);
/** A ticket of this run's own, by a customer of this run's own. */
export async function makeTicket(fields = {}) {
  counter += 1;
  const mark = `${run}-${counter}`;
  return api('POST', '/tickets', {
    subject: `Prueba ${mark}`,
    customer: { email: `prueba-${mark}@example.com`, name: `Persona ${mark}` },
    message: { text: `Primer mensaje ${mark}`, public: true },
    ...fields,
  });
}

/** A mailbox of this run's own; unless told otherwise mail is handed to it, and it does not send. */
export async function makeChannel(fields = {}) {
  counter += 1;
  const mark = `${run}-${counter}`;
  return api('POST', '/channels', {
    name: `Buzón ${mark}`,
    address: `buzon-${mark}@example.com`,
    receives: 'handed',
    sends: 'none',
    login: 'none',
    ...fields,
  });
}

/** Hands a letter to a mailbox, as a mail server's pipe does; its lines are parted by plain line ends. */
export function deliver(channel, letter) {
  const run = spawnSync(needed('LAZO'), ['mail', 'deliver', '--data', needed('LAZO_DATA'), '--channel', channel], {
    input: letter.replaceAll('\n', '\r\n'),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`mail deliver: ${run.status} ${run.stderr}`);
}

/** What stands in a field, plain or rich. */
export const valueOf = (field) => field.evaluate((node) => ('value' in node ? node.value : node.innerText.replace(/\n$/, '')));

// ---- judging ----

export function must(condition, why) {
  if (!condition) throw new Error(why);
}

export function same(found, wanted, what) {
  must(found === wanted, `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}

/** Waits until a question about the outside world is answered with yes. */
export async function until(ask, why) {
  const end = Date.now() + WAIT_MS;
  let last;
  while (Date.now() < end) {
    last = await ask();
    if (last) return last;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(why);
}

/** Waits until a screen has come to rest: drawn, nothing loading, and no answer for a moment. The live stream never
 * ends, so the network is never idle. */
export async function settled(page) {
  let last = Date.now();
  const heard = () => {
    last = Date.now();
  };
  page.on('response', heard);
  await page.locator('main, form').first().waitFor();
  await until(
    async () => Date.now() - last > 200 && (await page.getByLabel('Cargando…').count()) === 0,
    'the screen never came to rest',
  );
  page.off('response', heard);
}

/** Waits until what is drawn stands still: nothing fades or moves any more. */
export async function still(page) {
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().iterations === Infinity),
  );
}

/** Does something to a page and waits until the page has answered: changed, loaded what it needs, and at rest again. */
export async function acted(page, act, { mustChange = true } = {}) {
  await page.evaluate(() => {
    window.changes?.observer.disconnect();
    const changes = { count: 0, last: performance.now() };
    changes.observer = new MutationObserver(() => {
      changes.count += 1;
      changes.last = performance.now();
    });
    changes.observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    window.changes = changes;
  });
  await act();
  await page.waitForFunction(
    (wanted) => {
      // A page that was loaded anew watches nothing, and has changed as a whole.
      const changed = !window.changes || !wanted || window.changes.count > 0;
      return changed && (!window.changes || performance.now() - window.changes.last > 150) && !document.querySelector('[aria-busy="true"]');
    },
    mustChange,
  );
  await still(page);
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** No A or AA finding on what the page shows now. `rules` asks only for those. */
export async function noFindings(page, what, rules = null) {
  await page.evaluate(`window.axe || (() => { ${axeSource} })()`);
  const findings = await page.evaluate(async (runOnly) => {
    const result = await window.axe.run(document, { runOnly, iframes: false, resultTypes: ['violations'] });
    // An open list covers what is under it, on purpose: how large targets are is asked elsewhere.
    const covered = (node) => node.any.some((check) => check.message.includes('partially obscured'));
    for (const one of result.violations) if (one.id === 'target-size') one.nodes = one.nodes.filter((node) => !covered(node));
    return result.violations.filter((one) => one.nodes.length > 0).map(
      (one) =>
        `${one.id} (${one.impact}): ${one.nodes
          .slice(0, 3)
          .map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? node.failureSummary ?? ''}`)
          .join(' | ')}`,
    );
  }, rules ? { type: 'rule', values: rules } : TAGS);
  must(findings.length === 0, `${what}: ${findings.join('\n    ')}`);
}

/** No finding in either theme of a page that follows the system: all rules in the light, and in the dark those that
 * depend on colour. */
export async function noFindingsInBothThemes(page, what) {
  await inTheme(page, 'light');
  await noFindings(page, `${what}, light`);
  await inTheme(page, 'dark');
  await noFindings(page, `${what}, dark`, ['color-contrast', 'link-in-text-block']);
  await inTheme(page, 'light');
}

export async function inTheme(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, colorScheme);
  await still(page);
}

export const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'lazo-browser-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
