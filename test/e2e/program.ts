/** Starts the real program on a data folder of its own, as `npm start` does. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { within } from '../../electron/testing/withTimeout';
import { killed, launch, ROOT } from './launch';
import type { PicturesKind } from '../../shared/ipc/conversations';
import type { CallName, CallInput, CallOutput, StudioBridge } from '../../shared/ipc/contract';
import type { Message } from '../../shared/message';
import type { Settings } from '../../shared/settings';

export { removeFolder } from './launch';

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
  await window.getByTestId('first-start').first().waitFor({ state: 'detached' });
}

/**
 * Starts the program and waits until its window can be used.
 *
 * @param asNew whether the screens of the first start stay
 */
export async function start(
  dataFolder: string,
  asNew = false,
  env: NodeJS.ProcessEnv = {},
): Promise<Program> {
  const application = await launch(ROOT, dataFolder, { env });
  const window = await application.firstWindow();
  await window.getByTestId('conversation-new').waitFor({ timeout: 60_000 });
  if (!asNew) await leaveFirstStart(window);
  return { application, window };
}

/** Kills the program at once, as a crash would: what was shown must be there all the same. */
export const kill = ({ application }: Program): Promise<void> => killed(application);

/** Closes the program as a person does; resolves when its process has ended. */
export async function quit({ application }: Program): Promise<void> {
  const ended = new Promise((resolve) => application.process().once('exit', resolve));
  await application.evaluate(({ app }) => setImmediate(() => app.quit())).catch(() => undefined);
  await within(ended, 'The program was closed and does not end.');
}

/** Asks the main process as the window does, through the same door. */
export async function callProgram<N extends CallName>(
  window: Page,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const result = await within(
    window.evaluate(
      ([called, given]) =>
        (globalThis as unknown as { studio: StudioBridge }).studio.call(called, given),
      [name, input] as const,
    ),
    `The call ${name} is not answered.`,
  );
  if (!result.ok) throw new Error(result.error);
  // The window's own code checks the value against the contract; here its type is enough.
  return result.value as CallOutput<N>;
}

/** The messages of a conversation that have to do with pictures or clips, of all its branches. */
export async function messagesOf(
  window: Page,
  id: string,
  pictures: PicturesKind,
): Promise<Message[]> {
  const nodes = await callProgram(window, 'conversations.outline', { id, pictures });
  return nodes.flatMap(({ message }) => message ?? []);
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
  await window
    .getByTestId('composer-stop')
    .first()
    .waitFor({ state: 'detached', timeout: 120_000 });
}

/** Begins a conversation. */
export async function begin(window: Page): Promise<void> {
  await window.getByTestId('conversation-new').click();
  await window.getByTestId('composer-input').waitFor({ timeout: 30_000 });
  await window
    .getByTestId('package-loading')
    .first()
    .waitFor({ state: 'detached', timeout: 60_000 });
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
