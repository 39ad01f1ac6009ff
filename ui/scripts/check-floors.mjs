// Imports in src/ go down only: lib < api < parts < features < app, and one feature never imports another.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const FLOORS = ['locales', 'lib', 'api', 'parts', 'features', 'app'];
const source = resolve('src');

function* filesUnder(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesUnder(path);
    else if (/\.(ts|tsx)$/.test(name)) yield path;
  }
}

const faults = [];
for (const file of filesUnder(source)) {
  const here = relative(source, file).split('/');
  const text = readFileSync(file, 'utf8');
  const imports = text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g);
  for (const [, target] of imports) {
    let path;
    if (target.startsWith('~/')) path = target.slice(2);
    else if (target.startsWith('.')) path = relative(source, resolve(dirname(file), target));
    else continue;
    const there = path.split('/');
    const from = FLOORS.indexOf(here[0]);
    const to = FLOORS.indexOf(there[0]);
    if (to < 0) faults.push(`${here.join('/')}: ${target} is on no known floor`);
    else if (to > from) faults.push(`${here.join('/')}: ${here[0]} may not import ${target}`);
    else if (here[0] === 'features' && there[0] === 'features' && here[1] !== there[1])
      faults.push(`${here.join('/')}: feature ${here[1]} may not import feature ${there[1]}`);
  }
}
for (const fault of faults) console.error(fault);
console.log(`floors: ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
