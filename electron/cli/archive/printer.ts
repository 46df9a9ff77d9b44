import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CommandError, EXIT } from '../error';

const runtimeSchema = z.object({ executable: z.string() });

/**
 * A printer of pages to PDF: the studio's own Electron, started without a window.
 *
 * @param root folder of the program
 */
export function createPrinter(root: string) {
  return async (page: string, file: string, signal?: AbortSignal): Promise<void> => {
    const own = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-print-'));
    try {
      const [command = '', ...args] = words(root, own, page, file);
      const { code, said } = await run(command, args, signal);
      if (signal?.aborted || (code === 0 && fs.existsSync(file))) return;
      throw new CommandError(
        EXIT.unexpected,
        `The page could not be printed to PDF${said === '' ? '' : ` (${said})`}: export it as HTML and print that in a browser.`,
      );
    } finally {
      fs.rmSync(own, { recursive: true, force: true });
    }
  };
}

function words(root: string, own: string, page: string, file: string): string[] {
  const electron = [executableOf(root)];
  // Chromium cannot sandbox a process of root.
  if (process.platform === 'linux' && process.getuid?.() === 0) electron.push('--no-sandbox');
  electron.push('--disable-gpu', `--user-data-dir=${own}`, path.join(root, 'out', 'print'));
  const all = [...electron, page, file];
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const screen = process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY;
  return screen ? all : ['xvfb-run', '-a', ...all];
}

function executableOf(root: string): string {
  try {
    const known = path.join(root, '.cache', 'electron', 'runtime.json');
    const { executable } = runtimeSchema.parse(JSON.parse(fs.readFileSync(known, 'utf8')));
    if (fs.existsSync(executable)) return executable;
  } catch {
    // Nothing was set up yet; the sentence below says how.
  }
  throw new CommandError(
    EXIT.usage,
    'PDF is printed by Electron, which is not set up yet: run npm run setup once, then export again.',
  );
}

function run(
  command: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number | null; readonly said: string }> {
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
