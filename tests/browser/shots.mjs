// Pictures of the screens, and a judgement of each: LAZO_URL=… node tests/browser/shots.mjs [WORD]
// A WORD takes only the pictures whose name has it, such as `inbox-390-dark-pt` or `offline`. They go to shots/ with a
// contact sheet, shots/index.html. A picture fails on sideways scrolling, on a button, tab or label that cannot show its
// words, on a raw key of the catalogue, and on an uncaught error. The last line is `N taken, N with trouble`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { newPage, openBrowser, close, closeBrowser, api, session } from './harness.mjs';

const AT_ONCE = 3;
const SETTLE_MS = 8_000;
const out = new URL('../../shots/', import.meta.url).pathname;

/** Every screen: its name and address, and whether it stands before the door. `{…}` is a record of the demo business. */
const SCREENS = [
  { name: 'login', path: '/login', outside: true },
  { name: 'password', path: '/password', outside: true },
  { name: 'inbox', path: '/inbox' },
  { name: 'ticket', path: '/tickets/{ticket}' },
  { name: 'customers', path: '/customers' },
  { name: 'customer', path: '/customers/{customer}' },
  { name: 'duplicates', path: '/customers/duplicates' },
  { name: 'companies', path: '/companies' },
  { name: 'tasks', path: '/tasks' },
  { name: 'dashboard', path: '/dashboard' },
  { name: 'journey', path: '/journey' },
  { name: 'team', path: '/team' },
  { name: 'me', path: '/me' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-workspace', path: '/settings/workspace' },
  { name: 'settings-calendars', path: '/settings/calendars' },
  { name: 'settings-agents', path: '/settings/agents' },
  { name: 'settings-teams', path: '/settings/teams' },
  { name: 'settings-skills', path: '/settings/skills' },
  { name: 'settings-channels', path: '/settings/channels' },
  { name: 'missing', path: '/nowhere' },
];
const WIDTHS = [390, 1024, 1366];
const THEMES = ['light', 'dark'];
const LANGUAGES = ['es', 'en', 'pt'];
/** What the server does to the page's questions; every state but the plain one is taken once a width. */
const STATES = ['loading', 'error', 'offline'];

const pictures = SCREENS.flatMap((screen) => [
  ...WIDTHS.flatMap((width) =>
    THEMES.flatMap((theme) => LANGUAGES.map((language) => ({ screen, width, theme, language, state: null }))),
  ),
  ...(screen.outside ? [] : STATES.flatMap((state) => [390, 1366].map((width) => ({ screen, width, theme: 'light', language: 'es', state })))),
]).map((one) => ({
  ...one,
  file: `${one.screen.name}-${one.width}-${one.theme}-${one.language}${one.state ? `-${one.state}` : ''}`,
}));

/** The account is one and the languages three: what the server says of the agent is put into the language wanted. */
async function speak(page, language) {
  await page.addInitScript((wanted) => localStorage.setItem('lazo.language', wanted), language);
  await page.route(/\/api\/v1\/(session|me)$/, async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const answer = await route.fetch();
    const text = await answer.text();
    // The text is no longer compressed, nor of the length that the head says.
    const { 'content-encoding': _, 'content-length': __, ...headers } = answer.headers();
    return route.fulfill({ status: answer.status(), headers, body: text.replace(/("language":\s*)"\w+"/g, `$1"${language}"`) });
  });
}

/** From here on the server is slow, broken or gone for all but who is signed in. */
async function disturb(page, state) {
  await page.route(
    (url) => url.pathname.startsWith('/api/') && !/\/(session|me|me\/preferences)$/.test(url.pathname),
    (route) => {
      if (state === 'loading') return new Promise(() => {});
      if (state === 'offline') return route.abort('internetdisconnected');
      const problem = { type: 'about:blank', title: 'Internal error', status: 500, code: 'internal' };
      return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    },
  );
}

/** Waits until nothing has changed in the page for a moment, loading or not. */
const atRest = (page) =>
  page.evaluate(
    (most) =>
      new Promise((done) => {
        const began = performance.now();
        let last = began;
        const watch = new MutationObserver(() => {
          last = performance.now();
        });
        watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        const look = () => {
          const now = performance.now();
          if (now - last < 500 && now - began < most) return setTimeout(look, 50);
          watch.disconnect();
          return done();
        };
        look();
      }),
    SETTLE_MS,
  );

/** What is wrong with what the page shows, in sentences. */
const troubles = (page) =>
  page.evaluate(() => {
    const found = [];
    const shown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== 'hidden';
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    for (const node of document.querySelectorAll('button, [role=tab], label, button span, a span')) {
      const style = getComputedStyle(node);
      if (!shown(node) || node.clientWidth < 4 || style.whiteSpace !== 'nowrap' || style.overflowX === 'visible') continue;
      // An ellipsis is a decision: the whole words are in the title or the row.
      if (style.textOverflow === 'ellipsis' || node.scrollWidth <= node.clientWidth + 1) continue;
      found.push(`clipped: ${node.innerText.slice(0, 60)}`);
    }
    const keys = /^[a-z]{1,12}\.[a-z][a-z0-9]*_[a-z0-9_]+$/;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (keys.test(node.data.trim())) found.push(`raw key: ${node.data.trim()}`);
    }
    return [...new Set(found)];
  });

async function take({ screen, width, theme, language, state, file }, address) {
  const height = width === 390 ? 844 : width === 1024 ? 768 : 860;
  const page = await newPage({ signedIn: !screen.outside, width, height, colorScheme: theme });
  const found = [];
  page.on('pageerror', (error) => found.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // The browser's own line about a refused request is the state asked for, or a visit without a session.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) found.push(`console: ${message.text()}`);
  });
  try {
    await speak(page, language);
    if (state) await disturb(page, state);
    await page.goto(`/app${address(screen.path)}`, { waitUntil: 'domcontentloaded' });
    await page.locator('main, form').first().waitFor();
    await atRest(page);
    found.push(...(await troubles(page)));
    await page.screenshot({ path: `${out}${file}.png` });
  } catch (error) {
    found.push(String(error.message).split('\n')[0]);
    await page.screenshot({ path: `${out}${file}.png` }).catch(() => {});
  } finally {
    await close(page);
  }
  return found;
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const sheet = (taken) => `<!doctype html><meta charset="utf-8"><title>Lazo: screens</title>
<style>body{font:14px system-ui;margin:24px}main{display:flex;flex-wrap:wrap;gap:16px}figure{margin:0;width:300px}
img{width:100%;border:1px solid #ccc}.bad{color:#b00020}</style><main>
${taken.map(({ file, found }) => `<figure><a href="${file}.png"><img loading="lazy" src="${file}.png" alt=""></a><figcaption>${file}${found.map((one) => `<div class="bad">${escaped(one)}</div>`).join('')}</figcaption></figure>`).join('\n')}
</main>`;

const word = process.argv[2] ?? '';
const wanted = pictures.filter(({ file }) => file.includes(word));
mkdirSync(out, { recursive: true });
await openBrowser();
await session();
const ticket = (await api('GET', '/tickets?limit=1')).data[0];
const known = { '{ticket}': ticket.id, '{customer}': ticket.customer_id ?? ticket.customer?.id };
const address = (path) => path.replace(/\{\w+\}/, (name) => known[name]);

const taken = [];
const waiting = [...wanted];
const worker = async () => {
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    const found = await take(one, address);
    taken.push({ file: one.file, found });
    if (found.length > 0) console.log(`not ok - ${one.file}: ${found.join('; ')}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
await closeBrowser();
taken.sort((one, other) => one.file.localeCompare(other.file));
writeFileSync(`${out}index.html`, sheet(taken));
const bad = taken.filter(({ found }) => found.length > 0).length;
console.log(`${taken.length} taken, ${bad} with trouble; see shots/index.html`);
process.exit(bad > 0 || taken.length === 0 ? 1 : 0);
