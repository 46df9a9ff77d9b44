/** Starts the program under Playwright, for its tests and for the benchmark. */
import path from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { STEP, within } from './withTimeout';

/** Folder, from the root of the repository, of what holds a program until it is watched. */
const INSPECTOR = path.join('electron', 'testing', 'inspector');

/** Chromium cannot sandbox a process of root. */
export const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** What is started, and how. */
export interface InspectedLaunch {
  /** Electron, or a script that runs it. */
  readonly executable: string;
  /** Absolute folder of the repository. */
  readonly root: string;
  /** With `package.json` and `out`; the repository itself unless given. */
  readonly folder?: string;
  readonly env: NodeJS.ProcessEnv;
  /** What is done in the main process before the program begins. */
  readonly before?: (application: ElectronApplication) => Promise<void>;
}

/**
 * Starts a program that shows no window before Playwright watches: one that loads while Playwright
 * still attaches may never be seen.
 *
 * @param told given the process as soon as there is one, before the program begins
 * @throws Error when Electron does not start in two tries, or its main process does not answer
 */
export async function launchInspected(
  { executable, root, folder = root, env, before }: InspectedLaunch,
  onProcess: (application: ElectronApplication) => void = () => undefined,
): Promise<ElectronApplication> {
  const attach = (): Promise<ElectronApplication> =>
    _electron.launch({
      executablePath: executable,
      args: [...asRoot, path.join(root, INSPECTOR), folder],
      cwd: root,
      env: definedOf(env),
      timeout: STEP,
    });
  // Nothing of the program's own has begun by then, so what hangs is not its fault.
  const application = await attach().catch((error: unknown) => {
    console.error(`Electron is started once more: ${String(error)}`);
    return attach();
  });
  application.context().setDefaultTimeout(STEP);
  onProcess(application);
  await before?.(application);
  await within(
    application.evaluate(() => {
      const door = globalThis as unknown as { watched: boolean; begin?: () => void };
      door.watched = true;
      door.begin?.();
    }),
    'The main process does not answer.',
  );
  return application;
}

const definedOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
