// Run by a test in a process of its own, whose environment names the software adapter: bundles the
// probe, computes on WebGPU and on the CPU, and prints how far they are apart.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'node_modules', '.cache', `probe-${process.pid}.mjs`);
await build({
  entryPoints: [path.join(root, 'electron', 'runtime', 'probe.ts')],
  outfile: file,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['onnxruntime-node'],
  logLevel: 'error',
});
try {
  const loaded = /** @type {unknown} */ (await import(pathToFileURL(file).href));
  const { computeOn } = /** @type {{ computeOn: (provider: string) => Promise<Float32Array> }} */ (
    loaded
  );
  const [expected, found] = [await computeOn('cpu'), await computeOn('webgpu')];
  const differences = [...expected].map((value, place) => Math.abs(value - (found[place] ?? NaN)));
  console.log(JSON.stringify({ difference: Math.max(...differences), length: found.length }));
} finally {
  fs.rmSync(file, { force: true });
}
