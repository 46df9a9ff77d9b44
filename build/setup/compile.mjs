// What is compiled, and how; run as a script by the lockfile's Node, with the name of one bundle.
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
  // What only `npm run dev` needs stands under this label, and is in no other program.
  dropLabels: ['DEVELOPMENT'],
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

/**
 * All that the program is compiled from: main process with its children and commands, the window's
 * preload script, and the page that reads clips.
 *
 * @type {import('esbuild').BuildOptions[]}
 */
export const PROGRAM = [
  {
    ...COMMON,
    ...ES_MODULE,
    entryPoints: [
      { in: 'electron/main.ts', out: 'main' },
      { in: 'electron/runtime/worker.ts', out: 'worker' },
      { in: 'electron/images/worker.ts', out: 'pictures' },
      { in: 'electron/recovery/worker.ts', out: 'check' },
      { in: 'electron/convert/main.ts', out: 'convert' },
      { in: 'electron/convert/weights/worker.ts', out: 'convertWorker' },
      { in: 'electron/archive/worker.ts', out: 'import' },
      { in: 'electron/cli/main.ts', out: 'cli' },
      { in: 'electron/cli/archive/main.ts', out: 'archive' },
      { in: 'electron/cli/models/main.ts', out: 'models' },
      { in: 'electron/print/main.ts', out: 'print/main' },
      { in: 'electron/clip/main.ts', out: 'clip/main' },
    ],
  },
  {
    ...COMMON,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    entryPoints: [{ in: 'electron/preload.ts', out: 'preload' }],
  },
  {
    ...COMMON,
    platform: 'browser',
    target: 'chrome130',
    format: 'esm',
    entryPoints: [{ in: 'renderer/views/frames/read/page.ts', out: 'clip/reader' }],
  },
  {
    ...COMMON,
    platform: 'browser',
    target: 'chrome130',
    sourcemap: false,
    // Pages with formulas hold their fonts, each in one form.
    loader: { '.woff2': 'dataurl', '.woff': 'empty', '.ttf': 'empty' },
    entryPoints: [{ in: 'node_modules/katex/dist/katex.min.css', out: 'katex' }],
  },
];

/** Electron runs folders: these read clips and print pages, without a window. */
const FOLDERS = { clip: 'metamorph-clip', print: 'metamorph-print' };

/**
 * Makes folders that Electron runs of what was compiled.
 *
 * @param {string} out folder of the bundles
 */
export function describeFolders(out) {
  for (const [folder, name] of Object.entries(FOLDERS)) {
    const manifest = { name, version: '1.0.0', type: 'module', main: 'main.js' };
    fs.writeFileSync(path.join(out, folder, 'package.json'), JSON.stringify(manifest));
  }
}

async function buildProgram() {
  const made = await Promise.all(PROGRAM.map((options) => bundle(options)));
  noteModules(
    'program',
    made.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})),
  );
  describeFolders(path.join(ROOT, 'out'));
  const skeletons = path.join(ROOT, 'electron', 'convert', 'skeletons');
  fs.cpSync(skeletons, path.join(ROOT, 'out', 'skeletons'), { recursive: true });
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
      entryPoints: [
        { in: 'electron/bench/main.ts', out: 'bench' },
        { in: 'electron/bench/fullSize/child.ts', out: 'benchChild' },
      ],
    }),
  driven: () =>
    bundle({
      ...COMMON,
      ...ES_MODULE,
      entryPoints: [{ in: 'electron/app/debuggableMain.ts', out: 'driven/main' }],
    }),
};

if (process.argv[1] === import.meta.filename) {
  try {
    await BUNDLES[process.argv[2] ?? '']?.();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
