// `npm run schemas`: writes the JSON Schemas and the table of rooms anew from the code.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { tableOfRooms } from './lint/importRules.mjs';
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

const page = path.join(ROOT, 'ARCHITECTURE.md');
const [before, rest = ''] = fs.readFileSync(page, 'utf8').split('<!-- rooms: begin -->');
const [, after] = rest.split('<!-- rooms: end -->');
fs.writeFileSync(
  page,
  `${before}<!-- rooms: begin -->\n\n${tableOfRooms()}\n\n<!-- rooms: end -->${after}`,
);
console.log('ARCHITECTURE.md is written.');
