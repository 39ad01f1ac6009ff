// Every check that needs no server, one after the other, ending with the line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let passed = 0;
let failed = 0;

function run(command, args) {
  return spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } });
}

function tell(isGood, sentence, output = '') {
  if (isGood) passed += 1;
  else failed += 1;
  console.log(`${isGood ? 'ok' : 'not ok'} - ${sentence}`);
  if (!isGood && output) console.log(output.trimEnd());
}

function check(sentence, command, args) {
  const result = run(command, args);
  tell(result.status === 0, sentence, `${result.stdout}${result.stderr}`);
}

check('the types hold', 'node_modules/.bin/tsc', ['--noEmit']);
check('the linter and the formatter have nothing to say', 'node_modules/.bin/biome', ['check', '.']);
check('imports go down the floors only', 'node', ['scripts/check-floors.mjs']);
check('the three catalogues say the same things', 'node', ['scripts/check-catalogues.mjs']);

const folder = mkdtempSync(join(tmpdir(), 'lazo-ui-'));
const file = join(folder, 'tests.json');
const tests = run('node_modules/.bin/vitest', ['run', '--reporter=json', `--outputFile=${file}`]);
try {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const suite of report.testResults) {
    if (suite.assertionResults.length === 0) tell(false, `${suite.name} can be read`, suite.message);
    for (const test of suite.assertionResults)
      tell(test.status === 'passed', test.fullName, test.failureMessages.join('\n'));
  }
  if (report.numTotalTests === 0) tell(false, 'there are unit tests');
} catch (error) {
  tell(false, 'the unit tests run', `${error}\n${tests.stdout}${tests.stderr}`);
}
rmSync(folder, { recursive: true });

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
