/** Starts a program under Playwright, and leaves what was on its screen when a test fails. */
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { afterEach } from 'vitest';
import { z } from 'zod';
import { launchInspected } from '../../electron/testing/launch';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const REPORTS = path.join(ROOT, '.cache/reports/e2e');
const runtimeSchema = z.object({ executable: z.string() });

/** Characters of a log that are kept of a failed test. */
const LOG_END = 8000;

interface Launched {
  readonly data: string;
  readonly application: ElectronApplication;
}

export interface LaunchOptions {
  /** Beside the environment of the test. */
  readonly env?: NodeJS.ProcessEnv;
  /** Runs Electron, whose path it is given in `ELECTRON`; Electron itself unless given. */
  readonly executable?: string;
  /** What is done in the main process before the program begins. */
  readonly before?: (application: ElectronApplication) => Promise<void>;
}

/** Programs of the test that runs, for its failure. */
const launched: Launched[] = [];
/** Playwright does not name the process of a program that has ended. */
const processes = new WeakMap<ElectronApplication, ChildProcess>();

/** Absolute path of the Electron that was set up. */
export function electron(): string {
  const known = path.join(ROOT, '.cache', 'electron', 'runtime.json');
  return runtimeSchema.parse(JSON.parse(fs.readFileSync(known, 'utf8'))).executable;
}

/**
 * Starts the program of a folder; it shows no window before Playwright watches.
 *
 * @param folder with `package.json` and `out`
 * @param data its data folder
 * @param words what is other than usual
 */
export async function launch(
  folder: string,
  data: string,
  { env, executable = electron(), before }: LaunchOptions = {},
): Promise<ElectronApplication> {
  return launchInspected(
    {
      executable,
      root: ROOT,
      folder,
      env: { ...process.env, METAMORPH_DATA: data, ELECTRON: electron(), ...env },
      before,
    },
    (application) => {
      processes.set(application, application.process());
      launched.push({ data, application });
    },
  );
}

/** Removes a data folder whose program was killed: its processes may still write for a moment. */
export const removeFolder = (folder: string): void =>
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

function isRunning(application: ElectronApplication): boolean {
  const child = processes.get(application);
  return child?.exitCode === null && child.signalCode === null;
}

/** Ends a program at once, as a crash would; resolves when its process is gone. */
export async function killed(application: ElectronApplication): Promise<void> {
  const child = processes.get(application);
  // One that has ended says so no second time.
  if (!child || !isRunning(application)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Keeps the screen and the end of the log of a test that failed, and says where. */
async function keepEvidence(test: string): Promise<void> {
  fs.mkdirSync(REPORTS, { recursive: true });
  const name = test
    .trim()
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(-100);
  for (const [place, { data, application }] of launched.entries()) {
    const kept = path.join(REPORTS, `${name}-${place + 1}`);
    const windows: readonly Page[] = isRunning(application) ? application.windows() : [];
    for (const [number, window] of windows.entries()) {
      const file = `${kept}-window-${number + 1}.png`;
      await window
        .screenshot({ path: file, timeout: 10_000 })
        .then(() => console.error(`What was on the screen: ${file}`))
        .catch((error: unknown) => console.error(`The screen was not to be had: ${String(error)}`));
    }
    const log = path.join(data, 'logs', 'studio.log');
    if (!fs.existsSync(log)) continue;
    fs.writeFileSync(`${kept}.log`, fs.readFileSync(log, 'utf8').slice(-LOG_END));
    console.error(`The end of the log: ${kept}.log`);
  }
}

// In this project hooks run in the order in which they were set: the program still runs.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepEvidence(`${task.suite?.name ?? ''} ${task.name}`);
  launched.splice(0);
});
