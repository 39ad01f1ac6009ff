// The web application in a real browser, against a demo server that is already running:
//   LAZO_URL=http://127.0.0.1:8080 LAZO_EMAIL=… LAZO_PASSWORD=… node tests/browser/run.mjs [WORD]
// A WORD runs only the tests whose sentence has it. The last line is `N passed, N failed`; exit status 1 on a failure.
import { closeBrowser, openBrowser } from './harness.mjs';
import { tests as accessible } from './accessible.mjs';
import { tests as attention } from './attention.mjs';
import { tests as cases } from './case.mjs';
import { tests as channels } from './channels.mjs';
import { tests as composer } from './composer.mjs';
import { tests as customer } from './customer.mjs';
import { tests as customers } from './customers.mjs';
import { tests as frame } from './frame.mjs';
import { tests as hostile } from './hostile.mjs';
import { tests as inbox } from './inbox.mjs';
import { tests as journey } from './journey.mjs';
import { tests as layout } from './layout.mjs';
import { tests as lists } from './lists.mjs';
import { tests as numbers } from './numbers.mjs';
import { tests as session } from './session.mjs';
import { tests as settings } from './settings.mjs';
import { tests as ticket } from './ticket.mjs';
import { tests as whole } from './whole.mjs';

const TEST_MS = 90_000;
const all = { ...session, ...frame, ...inbox, ...ticket, ...composer, ...cases, ...channels, ...settings, ...attention, ...customer, ...customers, ...numbers, ...journey, ...hostile, ...layout, ...lists, ...accessible, ...whole };
const word = process.argv[2];

const limited = (test) => {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`took longer than ${TEST_MS / 1000} s`)), TEST_MS);
  });
  return Promise.race([test(), late]).finally(() => clearTimeout(timer));
};

let passed = 0;
let failed = 0;
await openBrowser();
for (const [sentence, test] of Object.entries(all)) {
  if (word && !sentence.includes(word)) continue;
  try {
    await limited(test);
    passed += 1;
    console.log(`ok - ${sentence}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok - ${sentence}\n  ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n  ')}`);
  }
}
await closeBrowser();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
