// Writes src/api/schema.d.ts from src/api/openapi.json (`lazo openapi > ui/src/api/openapi.json` first).
// The generator lives in tools/openapi-types because it needs an older TypeScript than the application.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const folder = 'tools/openapi-types';
if (!existsSync(`${folder}/node_modules`)) execFileSync('npm', ['ci'], { cwd: folder, stdio: 'inherit' });
execFileSync(
  `${folder}/node_modules/.bin/openapi-typescript`,
  ['src/api/openapi.json', '--output', 'src/api/schema.d.ts', '--alphabetize'],
  { stdio: 'inherit' },
);
