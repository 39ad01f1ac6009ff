// Writes NAME.br and NAME.gz beside every built file that is worth it, so that the server never compresses.
// index.html is left alone: the server puts a fresh nonce into each answer. The build manifest, which only
// check-size.mjs reads, loses its ending, and so is not among the files that are served.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const SMALLEST = 1024;
const COMPRESSIBLE = /\.(js|css|svg|json|txt|webmanifest)$/;

function* filesUnder(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

renameSync('dist/.vite/manifest.json', 'dist/build-manifest');
rmSync('dist/.vite', { recursive: true });

let written = 0;
for (const path of [...filesUnder('dist')]) {
  if (!COMPRESSIBLE.test(path)) continue;
  const plain = readFileSync(path);
  if (plain.length <= SMALLEST) continue;
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
  written += 2;
}
console.log(`precompressed: ${written} files`);
