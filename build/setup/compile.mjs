// Run as a script by the lockfile's Node, with the name of one bundle.
import fs from 'node:fs';
import path from 'node:path';
import { build as bundle } from 'esbuild';
import { build as buildWindow } from 'vite';
import { noteModules, writeLicences } from './licences.mjs';
import { ROOT } from './places.mjs';

/** Left to be loaded when the program runs: native code, Electron itself, and what drives it. */
const EXTERNAL = ['electron', 'onnxruntime-node', 'better-sqlite3', 'sharp', 'playwright'];

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: ROOT,
  outdir: 'out',
  bundle: true,
  platform: 'node',
  // The fallback Electron runs Node 20.18 and is the oldest that the bundles meet.
  target: 'node20.18',
  external: EXTERNAL,
  metafile: true,
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Some packages are CommonJS and ask for Node's modules by `require`, which ES modules lack. */
const ES_MODULE = {
  format: /** @type {const} */ ('esm'),
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module';\nconst require = bundleRequire(import.meta.url);",
  },
};

/** Electron runs folders: these are a reader of clips and a printer of pages, without a window. */
const READER = { name: 'metamorph-clip', version: '1.0.0', type: 'module', main: 'main.js' };
const PRINTER = { name: 'metamorph-print', version: '1.0.0', type: 'module', main: 'main.js' };

async function buildProgram() {
  const made = await Promise.all([
    bundle({
      ...COMMON,
      ...ES_MODULE,
      entryPoints: [
        { in: 'electron/main.ts', out: 'main' },
        { in: 'electron/runtime/worker.ts', out: 'worker' },
        { in: 'electron/pictures/worker.ts', out: 'pictures' },
        { in: 'electron/store/safety/worker.ts', out: 'check' },
        { in: 'electron/cli/main.ts', out: 'cli' },
        { in: 'electron/cli/archive/main.ts', out: 'archive' },
        { in: 'electron/print/main.ts', out: 'print/main' },
        { in: 'electron/clip/main.ts', out: 'clip/main' },
      ],
    }),
    bundle({
      ...COMMON,
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      entryPoints: [{ in: 'electron/preload.ts', out: 'preload' }],
    }),
    bundle({
      ...COMMON,
      platform: 'browser',
      target: 'chrome130',
      format: 'esm',
      entryPoints: [{ in: 'renderer/frames/read/page.ts', out: 'clip/reader' }],
    }),
  ]);
  noteModules(
    'program',
    made.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})),
  );
  fs.writeFileSync(path.join(ROOT, 'out', 'print', 'package.json'), JSON.stringify(PRINTER));
  fs.writeFileSync(path.join(ROOT, 'out', 'clip', 'package.json'), JSON.stringify(READER));
}

/** @type {Record<string, () => Promise<unknown>>} */
const BUNDLES = {
  program: buildProgram,
  window: async () => {
    const configFile = path.join(ROOT, 'vite.config.ts');
    const made = await buildWindow({ configFile, logLevel: 'warn' });
    const [output] = [made].flat();
    if (!output || !('output' in output)) return;
    noteModules(
      'window',
      output.output.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : [])),
    );
  },
  licences: writeLicences,
  bench: () =>
    bundle({
      ...COMMON,
      ...ES_MODULE,
      entryPoints: [{ in: 'electron/bench/main.ts', out: 'bench' }],
    }),
  driven: () =>
    bundle({
      ...COMMON,
      ...ES_MODULE,
      entryPoints: [{ in: 'electron/drivenMain.ts', out: 'driven/main' }],
    }),
};

try {
  await BUNDLES[process.argv[2] ?? '']?.();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
