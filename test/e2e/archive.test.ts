import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { exportArchive } from '../../electron/archive/exportArchive';
import { openStore } from '../../electron/store/open';
import { storedExample } from '../archive/fixtures';
import { emptyDataFolder, kill, removeFolder, screenshot, start, type Program } from './program';

let program: Program | undefined;
const folders: string[] = [];

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** An archive of one conversation, made by another store. */
async function archive(): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-archive-'));
  folders.push(folder);
  const store = openStore({ folder: path.join(folder, 'data') });
  await storedExample(store);
  const file = path.join(folder, 'hats.metamorph');
  await exportArchive(store, { kind: 'all' }, file, false);
  store.close();
  return file;
}

describe('conversations that last', () => {
  // Fault: an import, the library, a search or an export that a person cannot carry out.
  it('imports, finds, shows in the library and prints', async () => {
    const data = emptyDataFolder();
    folders.push(data);
    const file = await archive();
    const { application, window } = (program = await start(data));
    await application.evaluate(({ dialog }, picked) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] });
    }, file);
    await window.keyboard.press('Control+Shift+O');
    await window.getByTestId('import-file').click();
    await window.getByTestId('import-run').click();
    await window.getByTestId('import-dialog').first().waitFor({ state: 'detached' });
    await window.getByTestId('conversation-item').first().waitFor();
    expect(await window.getByTestId('conversation-item').first().innerText()).toContain(
      'A green hat',
    );

    await window.getByTestId('place-library').click();
    await expect.poll(() => window.getByTestId('library-picture').count()).toBe(2);
    await screenshot(window, 'library');
    await window.getByTestId('library-like').first().click();
    // The picture itself is the most like; the package may still be loading.
    await window.getByText('100 %').first().waitFor({ timeout: 120_000 });
    expect(await window.getByTestId('library-picture').count()).toBe(2);
    await screenshot(window, 'library-like');

    await window.keyboard.press('Control+K');
    await window.getByTestId('jump-input').fill('no ha');
    await window.locator('mark', { hasText: 'hat' }).first().waitFor();
    await screenshot(window, 'search');
    // All of it was said in 1970.
    await window.getByLabel('When it was said').first().click();
    await window.getByRole('option', { name: 'From … to …' }).click();
    await window.getByTestId('jump-from').fill('1971-01-01');
    await window.locator('mark').first().waitFor({ state: 'detached' });
    await screenshot(window, 'search-range');
    await window.getByTestId('jump-from').fill('');
    await window.getByTestId('jump-to').fill('1971-01-01');
    await window.locator('mark', { hasText: 'hat' }).first().waitFor();
    await window.getByTestId('jump-input').focus();
    await window.keyboard.press('Enter');
    // The message found is on another branch than the one shown.
    const answer = window.getByTestId('message-assistant').first();
    await expect.poll(() => answer.innerText()).toContain('No hat.');

    const pdf = path.join(path.dirname(file), 'hats.pdf');
    await application.evaluate(({ dialog }, picked) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: picked });
    }, pdf);
    await window.keyboard.press('Control+E');
    await window.getByTestId('format-pdf').click();
    // The place of photographs is asked for by itself, and only with all else they tell.
    const place = window.getByLabel('The place where they were taken, too');
    expect(await place.isEnabled()).toBe(false);
    await window.getByLabel('What photographs tell of camera and date').check();
    expect(await place.isChecked()).toBe(false);
    await place.check();
    await window.getByLabel('What photographs tell of camera and date').uncheck();
    expect(await place.isChecked()).toBe(false);
    await screenshot(window, 'export');
    await window.getByTestId('export-run').click();
    await window
      .getByTestId('export-dialog')
      .first()
      .waitFor({ state: 'detached', timeout: 60_000 });
    const bytes = fs.readFileSync(pdf);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.includes('/Outlines')).toBe(true);
  });
});
