import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../electron/store/open';
import { storedExample } from '../archive/fixtures';
import { emptyDataFolder, kill, screenshot, start, type Program } from './program';

let program: Program | undefined;
const folders: string[] = [];

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** Files that the program put under the pointer; the system's own drag is left out. */
async function watchDrags({ application }: Program): Promise<() => Promise<string[]>> {
  await application.evaluate(({ BrowserWindow }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { dragged: seen });
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error('There is no window.');
    window.webContents.startDrag = ({ file, icon }) => {
      const signed = typeof icon !== 'string' && !icon.isEmpty();
      seen.push(signed ? file : 'without a sign');
    };
  });
  return () => application.evaluate(() => (globalThis as unknown as { dragged: string[] }).dragged);
}

/** Presses on something and pulls, and holds on. */
async function pull(window: Page, what: Locator): Promise<void> {
  await what.hover();
  const box = await what.boundingBox();
  if (!box) throw new Error('It cannot be seen.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await window.mouse.move(x, y);
  await window.mouse.down();
  await window.mouse.move(x + 30, y + 30, { steps: 5 });
}

describe('dragging out of the window', () => {
  // Fault: a drag from the list, of a picture, or of what the export asks for, that drags nothing.
  it('puts the file under the pointer', async () => {
    const data = emptyDataFolder();
    folders.push(data);
    const store = openStore({ folder: data });
    await storedExample(store);
    store.close();
    program = await start(data);
    const { window } = program;
    window.setDefaultTimeout(30_000);
    const dragged = await watchDrags(program);
    const names = async (): Promise<string[]> =>
      (await dragged()).map((file) => path.basename(file));

    await window.getByTestId('conversation-item').click();
    await window.getByTestId('conversation-item').hover();
    await screenshot(window, 'drag-list');
    await pull(window, window.getByTestId('conversation-file'));
    await expect.poll(names).toEqual(['A green hat.metamorph']);
    const [archive = ''] = await dragged();
    expect(fs.readFileSync(archive).subarray(0, 2).toString()).toBe('PK');
    await window.mouse.up();

    await pull(window, window.getByTestId('picture').getByRole('button').first());
    await expect.poll(names).toHaveLength(2);
    await window.mouse.up();

    await window.keyboard.press('Control+E');
    await window.getByTestId('format-html').click();
    await screenshot(window, 'drag-export');
    await pull(window, window.getByTestId('export-tile'));
    await expect.poll(async () => (await names()).at(-1)).toBe('A green hat.html');
    await window.mouse.up();
  });
});
