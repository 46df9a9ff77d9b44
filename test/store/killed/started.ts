import { build } from 'esbuild';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { nodeExecutable } from '../../../build/setup/places.mjs';

const CACHE = path.resolve(import.meta.dirname, '../../../.cache/test');

/** Builds the writer as a program of its own; tests that run side by side give it other names. */
export async function builtWriter(name: string): Promise<string> {
  const program = path.join(CACHE, `${name}.js`);
  await build({
    entryPoints: [path.join(import.meta.dirname, 'writer.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
  return program;
}

/** Starts a built writer on a data folder; it says a line for each thing that is kept. */
export const startWriter = (
  program: string,
  folder: string,
): ChildProcessByStdio<null, Readable, null> =>
  spawn(nodeExecutable(), [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
