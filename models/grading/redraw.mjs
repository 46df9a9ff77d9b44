// Draws pictures again from their own visual tokens, by the studio's runtime and nothing else:
//   node models/grading/redraw.mjs PACKAGE LIST.json OUT
// LIST.json is [{"id", "picture"}]. Writes OUT/ID/1.png and, last, OUT/ID/answer.json; what is there
// is left out. Settings are the package's defaults, the seed is 0.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [, , packageFolder = '', listFile = '', out = ''] = process.argv;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
// Inside the repository, so that the native packages are found from there.
const bundle = path.join(root, '.cache', 'grading', `runtime-${process.pid}.mjs`);

await build({
  absWorkingDir: root,
  entryPoints: ['electron/runtime/local.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const { LocalRuntime } = await import(pathToFileURL(bundle).href);
fs.rmSync(bundle);

const runtime = new LocalRuntime();
const { manifest } = await runtime.load({
  folder: path.resolve(packageFolder),
  provider: 'cpu',
  threads: 0,
});
const settings = {
  seed: 0,
  guidance: manifest.visualizer.guidance.default,
  steps: manifest.visualizer.steps.default,
  variation: 0,
};
for (const { id, picture } of JSON.parse(fs.readFileSync(listFile, 'utf8'))) {
  const folder = path.join(out, id);
  if (fs.existsSync(path.join(folder, 'answer.json'))) continue;
  const begin = performance.now();
  const tokens = await runtime.encode(picture);
  const { png } = await runtime.decode({ tokens, settings }, () => undefined);
  const report = {
    id,
    parts: [{ type: 'image', path: '1.png' }],
    timings: { total: performance.now() - begin },
  };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, '1.png'), png);
  fs.writeFileSync(path.join(folder, 'answer.part'), JSON.stringify(report));
  fs.renameSync(path.join(folder, 'answer.part'), path.join(folder, 'answer.json'));
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
await runtime.close();
