import { build } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Step } from './driver';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Inside the project, so that bundles find the native modules. */
export const BUNDLES = path.join(ROOT, '.cache/test/hard');

/** Bundles a program of the tests for plain Node; returns its absolute path. */
export async function bundleProgram(source: string, name: string): Promise<string> {
  const outfile = path.join(BUNDLES, `${name}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3', 'onnxruntime-node', 'sharp'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}

/** The driver that fails when it is told to: the module that a store opens with, and its step. */
export interface FaultyDriver {
  readonly module: string;
  /** Called before each operation from now on. */
  before(step: Step): void;
}

/** Bundles the faulty driver. */
export async function bundleDriver(): Promise<FaultyDriver> {
  const outfile = path.join(BUNDLES, 'faulty.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'driver.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['better-sqlite3'],
    footer: { js: 'module.exports = module.exports.default;' },
    logLevel: 'error',
  });
  return {
    module: outfile,
    before(step) {
      const faulty = createRequire(import.meta.url)(outfile) as { step: Step };
      faulty.step = step;
    },
  };
}
