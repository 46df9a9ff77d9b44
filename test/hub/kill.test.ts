import { build } from 'esbuild';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMiniHub, type MiniHub } from './miniHub';
import { drawnBytes, filesIn, freshFolder, MODEL, sha256 } from './setting';

const SIZE = 12_000_000;
const BYTES = drawnBytes(SIZE);
const ROOT = path.resolve(import.meta.dirname, '../..');
const bundles = path.join(ROOT, '.cache', `hub-test-${process.pid}`);
/** How often fetching is killed; `HUB_KILLS` asks for more. */
const KILLS = Number(process.env.HUB_KILLS ?? 6);

let hub: MiniHub;

beforeAll(async () => {
  await build({
    entryPoints: { child: path.join(import.meta.dirname, 'child.ts') },
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
  });
  hub = await startMiniHub({ [MODEL]: { files: { 'model.bin': BYTES } } });
});

afterAll(async () => {
  await hub.close();
  fs.rmSync(bundles, { recursive: true, force: true });
});

/** Fetches in a process of its own, which is killed once so many bytes are there. */
function fetchedUntil(target: string, bytes: number): Promise<'whole' | 'killed'> {
  const child = fork(path.join(bundles, 'child.mjs'), [hub.endpoint, MODEL, target]);
  child.on('message', (fetched: number) => {
    if (fetched >= bytes) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve('whole');
      else if (signal === 'SIGKILL') resolve('killed');
      else reject(new Error(`The child ended with ${code}.`));
    });
  });
}

// Catches a journal that says more than is on the disk, bytes at a wrong place after a kill, and a
// fetch that begins anew each time.
it(
  `a file is the same after ${KILLS} kills at any moment`,
  { timeout: 30_000 + KILLS * 10_000 },
  async () => {
    const folder = freshFolder();
    const target = path.join(folder, 'model.bin');
    hub.set();
    let killed = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const bytes = Math.floor(((kill - Math.random()) / KILLS) * SIZE * 0.95);
      if ((await fetchedUntil(target, bytes)) === 'killed') killed += 1;
    }
    await fetchedUntil(target, Infinity);
    expect(sha256(target)).toBe(sha256(BYTES));
    expect(filesIn(folder)).toEqual({ 'model.bin': SIZE });
    expect(killed).toBeGreaterThan(0);
    const begins = hub.requests
      .filter(({ host }) => host === 'storage')
      .map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    expect(begins.at(-1)).toBeGreaterThan(SIZE / 2);
  },
);
