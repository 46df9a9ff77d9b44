/** What a person does beside the window's own buttons: drops files, answers dialogs. */
import type { Page } from 'playwright';
import { set, type Program } from './program';

/** Drops a file on the window, as from a folder. */
export async function dropFile(
  window: Page,
  name: string,
  bytes: Buffer,
  type = 'image/png',
): Promise<void> {
  await dropFiles(window, [{ name, bytes, type }]);
}

/** Drops several files at once. */
export async function dropFiles(
  window: Page,
  files: readonly { readonly name: string; readonly bytes: Buffer; readonly type: string }[],
): Promise<void> {
  const dataTransfer = await window.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer();
      for (const { name, base64, type } of list) {
        const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([content], name, { type }));
      }
      return transfer;
    },
    files.map(({ name, bytes, type }) => ({ name, type, base64: bytes.toString('base64') })),
  );
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await window.locator('body').dispatchEvent(type, { dataTransfer });
  }
}

/** Answers every later save dialog with a path. */
export async function saveTo({ application }: Program, target: string): Promise<void> {
  await application.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, target);
}

/** Answers every later dialog for files or folders with a path. */
export async function pickPath({ application }: Program, target: string): Promise<void> {
  await application.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, target);
}

/** Uses another package, greedily and for short answers, once the first one is loaded. */
export async function usePackage(window: Page, packageFolder: string): Promise<void> {
  const loading = window.getByTestId('package-loading');
  await window.getByTestId('package-chip').waitFor({ timeout: 120_000 });
  await set(window, { temperature: 0, seed: 1, maxTokens: 60, packageFolder });
  await window
    .getByTestId('package-chip')
    .filter({ hasText: 'Tiny' })
    .waitFor({ timeout: 120_000 });
  await loading.first().waitFor({ state: 'detached' });
}
