/** Starts the real program on a data folder of its own, as `npm start` does. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright';
import { z } from 'zod';
import type {
  CallInput,
  CallName,
  CallOutput,
  Settings,
  StudioBridge,
} from '../../shared/contract';

const ROOT = path.resolve(import.meta.dirname, '../..');
const runtimeSchema = z.object({ executable: z.string() });

/** A running program and its window. */
export interface Program {
  readonly application: ElectronApplication;
  readonly window: Page;
}

/** An empty data folder; the caller removes it. */
export function emptyDataFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-e2e-'));
}

/** Leaves the screens of the first start, if they are there. */
export async function leaveFirstStart(window: Page): Promise<void> {
  const { welcomed } = await callProgram(window, 'settings.get', {});
  if (welcomed) return;
  await window.getByRole('button', { name: 'Skip' }).click();
  await window.getByTestId('first-start').waitFor({ state: 'detached' });
}

/**
 * Starts the program and waits until its window can be used.
 *
 * @param asNew whether the screens of the first start stay
 */
export async function start(dataFolder: string, asNew = false): Promise<Program> {
  const known = path.join(ROOT, '.cache', 'electron', 'runtime.json');
  const { executable } = runtimeSchema.parse(JSON.parse(fs.readFileSync(known, 'utf8')));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const application = await _electron.launch({
    executablePath: executable,
    args: [...asRoot, ROOT],
    cwd: ROOT,
    env: { ...process.env, METAMORPH_DATA: dataFolder },
  });
  const window = await application.firstWindow();
  await window.getByTestId('conversation-new').waitFor({ timeout: 60_000 });
  if (!asNew) await leaveFirstStart(window);
  return { application, window };
}

/** Kills the program at once, as a crash would: what was shown must be there all the same. */
export async function kill({ application }: Program): Promise<void> {
  const child = application.process();
  // One that has ended says so no second time.
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Closes the program as a person does; resolves when its process has ended. */
export async function quit({ application }: Program): Promise<void> {
  const ended = new Promise((resolve) => application.process().once('exit', resolve));
  await application.evaluate(({ app }) => setImmediate(() => app.quit())).catch(() => undefined);
  await ended;
}

/** Asks the main process as the window does, through the same door. */
export async function callProgram<N extends CallName>(
  window: Page,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const result = await window.evaluate(
    ([called, given]) =>
      (globalThis as unknown as { studio: StudioBridge }).studio.call(called, given),
    [name, input] as const,
  );
  if (!result.ok) throw new Error(result.error);
  // The window's own code checks the value against the contract; here its type is enough.
  return result.value as CallOutput<N>;
}

/** Changes some settings before a question. */
export async function set(window: Page, changes: Partial<Settings>): Promise<void> {
  const settings = await callProgram(window, 'settings.get', {});
  await callProgram(window, 'settings.set', { ...settings, ...changes });
}

/** The newest answer on the screen. */
export const lastAnswer = (window: Page): Locator => window.getByTestId('message-assistant').last();

/** Waits until an answer has ended, in whatever way. */
export async function ended(window: Page): Promise<void> {
  await window.getByTestId('composer-stop').waitFor({ state: 'detached', timeout: 120_000 });
}

/** Begins a conversation. */
export async function begin(window: Page): Promise<void> {
  await window.getByTestId('conversation-new').click();
  await window.getByTestId('composer-input').waitFor({ timeout: 30_000 });
  await window.getByTestId('package-loading').waitFor({ state: 'detached', timeout: 60_000 });
}

/** Types a question and sends it. */
export async function ask(window: Page, question: string): Promise<void> {
  await window.getByTestId('composer-input').fill(question);
  await window.getByTestId('composer-input').press('Enter');
}

/** Folder for screenshots, kept when `METAMORPH_SCREENSHOTS` names one. */
export async function screenshot(window: Page, name: string): Promise<void> {
  const folder = process.env.METAMORPH_SCREENSHOTS;
  if (folder) await window.screenshot({ path: path.join(folder, `${name}.png`) });
}
