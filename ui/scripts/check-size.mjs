// Holds the budgets of the design: what the first screen (the inbox) loads, and every other chunk, in brotli.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const FIRST_SCREEN_KB = 180;
const ROUTE_KB = 35;
// The look of an answer's text comes with the first focus of the reply box.
const EDITOR = 'src/features/ticket/composer/RichField.tsx';
const EDITOR_KB = 110;
const WIDGET_LOADER_KB = 2;
const WIDGET_PANEL_KB = 10;
// What the browser needs to show the inbox with a case open, beside the entry and its imports.
const FIRST_SCREEN_PARTS = ['src/locales/es.json'];

const manifest = JSON.parse(readFileSync('dist/build-manifest', 'utf8'));
const size = (file) => brotliCompressSync(readFileSync(`dist/${file}`)).length;
const kb = (bytes) => (bytes / 1024).toFixed(1);

function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build manifest`);
  if (seen.has(key)) return [];
  seen.add(key);
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((next) => filesOf(next, seen))];
}

const first = new Set(['index.html', ...FIRST_SCREEN_PARTS].flatMap((key) => filesOf(key)));
const total = [...first].reduce((sum, file) => sum + size(file), 0);
let faults = total > FIRST_SCREEN_KB * 1024 ? 1 : 0;
console.log(`first screen: ${kb(total)} KB of ${FIRST_SCREEN_KB} KB`);
for (const [key, chunk] of Object.entries(manifest)) {
  if (first.has(chunk.file) || !/\.(js|css)$/.test(chunk.file)) continue;
  const bytes = [chunk.file, ...(chunk.css ?? [])].reduce((sum, file) => sum + size(file), 0);
  const over = bytes > (key === EDITOR ? EDITOR_KB : ROUTE_KB) * 1024;
  if (over) faults += 1;
  console.log(`${over ? 'OVER  ' : '      '}${kb(bytes).padStart(6)} KB  ${chunk.file}`);
}
for (const { file, limit } of [
  { file: 'public/lazo.js', limit: WIDGET_LOADER_KB },
  ...readdirSync('dist/public/w/assets')
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ file: `public/w/assets/${name}`, limit: WIDGET_PANEL_KB })),
]) {
  const over = size(file) > limit * 1024;
  if (over) faults += 1;
  console.log(`${over ? 'OVER  ' : '      '}${kb(size(file)).padStart(6)} KB  ${file} of ${limit} KB`);
}
process.exit(faults ? 1 : 0);
