import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { launchInspected } from '../testing/launch';

/** A program that runs, its window, and a folder for files that goes with it. */
export interface Running {
  readonly application: ElectronApplication;
  readonly page: Page;
  readonly folder: string;
}

/**
 * Runs the program on a data folder of its own, which is gone afterwards.
 *
 * @param executable Electron
 * @param root absolute folder of the repository
 */
export async function withProgram<T>(
  executable: string,
  root: string,
  body: (running: Running) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'metamorph-bench-'));
  const application = await launchInspected({
    executable,
    root,
    env: { ...process.env, METAMORPH_DATA: path.join(folder, 'data') },
  });
  try {
    const page = await application.firstWindow();
    await page.waitForFunction(() => 'studio' in globalThis);
    // The screens of the first start lie over all that is to be pressed.
    await page.getByTestId('first-start').getByRole('button', { name: 'Skip' }).click();
    return await body({ application, page, folder });
  } finally {
    await application.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
