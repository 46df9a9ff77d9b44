import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CommandError, EXIT } from './error';

const runtimeSchema = z.object({ executable: z.string() });

/** How the studio's own Electron ended: its exit code and the last line that it said. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/**
 * Starts the studio's own Electron without a window and waits for its end.
 *
 * @param root folder of the program
 * @param name folder of the program under `out/` that it runs
 * @param args what that program is given
 * @param why what Electron is needed for, as the beginning of a sentence
 * @throws CommandError (exit 2) when Electron is not set up yet
 */
export async function runElectron(
  root: string,
  name: string,
  args: readonly string[],
  why: string,
  signal?: AbortSignal,
): Promise<Ended> {
  const own = fs.mkdtempSync(path.join(os.tmpdir(), `metamorph-${name}-`));
  try {
    const electron = [executableOf(root, why)];
    // Chromium cannot sandbox a process of root.
    if (process.platform === 'linux' && process.getuid?.() === 0) electron.push('--no-sandbox');
    electron.push('--disable-gpu', `--user-data-dir=${own}`, path.join(root, 'out', name), ...args);
    const { DISPLAY, WAYLAND_DISPLAY } = process.env;
    const screen = process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY;
    const [command = '', ...words] = screen ? electron : ['xvfb-run', '-a', ...electron];
    return await run(command, words, signal);
  } finally {
    fs.rmSync(own, { recursive: true, force: true });
  }
}

function executableOf(root: string, why: string): string {
  try {
    const known = path.join(root, '.cache', 'electron', 'runtime.json');
    const { executable } = runtimeSchema.parse(JSON.parse(fs.readFileSync(known, 'utf8')));
    if (fs.existsSync(executable)) return executable;
  } catch {
    // Nothing was set up yet; the sentence below says how.
  }
  throw new CommandError(
    EXIT.usage,
    `${why} Electron, which is not set up yet: run npm run setup once, then try again.`,
  );
}

function run(
  command: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Ended> {
  return new Promise((resolve) => {
    // A group of its own: xvfb-run keeps a signal to itself, and the program behind it would stay.
    const child = spawn(command, args, {
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said = String(bytes).trim().split('\n').at(-1) ?? '';
    });
    const stop = (): void => {
      if (child.pid === undefined) return;
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, 'SIGTERM');
    };
    signal?.addEventListener('abort', stop, { once: true });
    child.once('error', (error) => resolve({ code: null, said: error.message }));
    child.once('close', (code) => {
      signal?.removeEventListener('abort', stop);
      resolve({ code, said });
    });
  });
}
