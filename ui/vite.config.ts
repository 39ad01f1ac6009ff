import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds the API: the C server of a developer's own workspace.
const api = process.env.LAZO_URL ?? 'http://127.0.0.1:8080';

/**
 * The kit declares fourteen palettes of ten shades in two schemes. Our colours are tokens, so only the greys that its
 * own style sheets refer to stay.
 */
const trimPalettes: Plugin = {
  name: 'trim-palettes',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('default-css-variables.css')) return null;
    const unused =
      /^\s*--mantine-color-(?:red|pink|grape|violet|indigo|blue|cyan|teal|green|lime|yellow|orange)-[^;]*;\n/gm;
    return { code: code.replace(unused, ''), map: null };
  },
};

export default defineConfig({
  base: '/app/',
  plugins: [trimPalettes, react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    // What is there from the start is one file, which packs better than the dozen that its sharing would cut it into.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/lib/test-setup.ts'],
    maxWorkers: 1,
  },
});
