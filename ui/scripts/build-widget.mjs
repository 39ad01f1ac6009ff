// Builds the widget into dist/public, which the server answers from its root: /w/assets/panel-HASH.js, and /lazo.js,
// which knows that name.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { build } from 'vite';

const OUT = 'dist/public';

async function bundle(name, define) {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define,
    build: {
      target: 'es2022',
      outDir: OUT,
      emptyOutDir: false,
      lib: {
        entry: `widget/${name}.ts`,
        formats: ['iife'],
        name: `lazo_${name}`,
        fileName: () => `${name}.js`,
      },
    },
  });
}

rmSync(OUT, { recursive: true, force: true });
await bundle('panel', {});
const hash = createHash('sha256')
  .update(readFileSync(`${OUT}/panel.js`))
  .digest('base64url')
  .slice(0, 8);
mkdirSync(`${OUT}/w/assets`, { recursive: true });
renameSync(`${OUT}/panel.js`, `${OUT}/w/assets/panel-${hash}.js`);
await bundle('loader', { PANEL: JSON.stringify(`/w/assets/panel-${hash}.js`) });
renameSync(`${OUT}/loader.js`, `${OUT}/lazo.js`);
