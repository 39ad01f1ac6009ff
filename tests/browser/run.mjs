// The web application in a real browser, against a demo server that is already running:
//   LAZO_URL=http://127.0.0.1:8080 LAZO_EMAIL=… LAZO_PASSWORD=… node tests/browser/run.mjs [GROUP] [WORD]
// A GROUP (below) runs only its files, a WORD only the tests whose sentence has it. Each test says how long it took; the
// slowest stand once more at the end. The last line is `N passed, N failed`; exit status 1 on a failure.
import { closeBrowser, openBrowser } from './harness.mjs';
import { closing } from './whole.mjs';

/** Files that share a server, in this order; the groups take about as long as one another. */
const GROUPS = {
  work: ['session', 'security', 'inbox', 'ticket', 'composer', 'case', 'day'],
  desk: ['frame', 'lists', 'attention', 'customers', 'customer', 'privacy', 'numbers', 'journey', 'hostile', 'whole'],
  screens: ['channels', 'settings', 'layout', 'accessible', 'public'],
};
const TEST_MS = 90_000;
const SLOWEST_SHOWN = 8;

const words = process.argv.slice(2);
const group = GROUPS[words[0]] ? words.shift() : null;
const word = words[0];

const files = group ? GROUPS[group] : Object.values(GROUPS).flat();
const parts = await Promise.all(files.map((file) => import(`./${file}.mjs`)));
const all = Object.entries(Object.assign({}, ...parts.map(({ tests }) => tests), closing));

const limited = (test) => {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`took longer than ${TEST_MS / 1000} s`)), TEST_MS);
  });
  return Promise.race([test(), late]).finally(() => clearTimeout(timer));
};

const took = [];
let failed = 0;
await openBrowser();
for (const [sentence, test] of all) {
  if (word && !sentence.includes(word)) continue;
  const began = performance.now();
  let trouble = null;
  try {
    await limited(test);
  } catch (error) {
    failed += 1;
    trouble = String(error.stack ?? error).split('\n').slice(0, 12).join('\n  ');
  }
  const seconds = (performance.now() - began) / 1000;
  took.push({ sentence, seconds });
  console.log(`${trouble ? 'not ok' : 'ok'} - ${sentence} (${seconds.toFixed(1)} s)${trouble ? `\n  ${trouble}` : ''}`);
}
await closeBrowser();
const slowest = took.toSorted((one, other) => other.seconds - one.seconds).slice(0, SLOWEST_SHOWN);
console.log(`slowest: ${slowest.map(({ sentence, seconds }) => `${sentence} ${seconds.toFixed(1)} s`).join('; ')}`);
console.log(`${took.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || took.length === 0 ? 1 : 0);
