// `npm run schemas`: writes the JSON Schemas anew from the schemas of the program.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './setup/places.mjs';

const { outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: ['shared/schemas.ts'],
  bundle: true,
  format: 'esm',
  write: false,
});
const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
/** @type {Promise<{ SCHEMA_FILES: Record<string, string> }>} */
const loaded = import(`data:text/javascript;base64,${code}`);
for (const [file, text] of Object.entries((await loaded).SCHEMA_FILES)) {
  fs.writeFileSync(path.join(ROOT, file), text);
  console.log(`${file} is written.`);
}
