import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { within } from '../../electron/testing/withTimeout';
import { DATABASE, openStore } from '../../electron/store/open';
import { MARKER, OWN_FOLDER } from '../../electron/store/ownership';
import { storedExample } from '../archive/fixtures';
import { snapshot } from '../snapshot';
import { killed, launch, ROOT } from './launch';
import { callProgram, emptyDataFolder, quit, removeFolder, start } from './program';

const folders: string[] = [];
const running: ElectronApplication[] = [];
const HASH = 'ab'.repeat(32);
const FILES = ['index.html', 'images/wedding.jpg', 'tokens/design.json', 'thumbnails/cover.jpg'];

afterEach(async () => {
  for (const application of running.splice(0)) await killed(application);
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** Puts files of a web project, of some days ago, into a folder. */
function putSite(folder: string): string[] {
  for (const name of FILES) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `this is ${name}`);
    fs.utimesSync(file, 1.6e9, 1.6e9);
  }
  return FILES.map((name) => path.join(folder, name));
}

function place(): string {
  const folder = emptyDataFolder();
  folders.push(folder);
  return folder;
}

/** What the test keeps of the question in the main process. */
interface Kept {
  asked?: { detail: string; buttons: string[] };
  answer?: (button: number) => void;
}

/** Starts the program on a folder and waits for its question. */
async function asked(folder: string): Promise<[ElectronApplication, Kept['asked']]> {
  const application = await launch(ROOT, folder, {
    before: (held) =>
      held.evaluate(({ app, dialog }) => {
        const kept = globalThis as unknown as Kept;
        // The test starts the program again itself.
        app.relaunch = () => undefined;
        dialog.showMessageBox = ((box: Electron.MessageBoxOptions) => {
          kept.asked = { detail: box.detail ?? '', buttons: [...(box.buttons ?? [])] };
          return new Promise((resolve) => {
            kept.answer = (response) => resolve({ response, checkboxChecked: false });
          });
        }) as typeof dialog.showMessageBox;
      }),
  });
  running.push(application);
  const read = () => application.evaluate(() => (globalThis as unknown as Kept).asked);
  await expect.poll(read, { timeout: 60_000 }).toBeDefined();
  return [application, await read()];
}

/** Presses a button of the question; the code that the program ends with. */
async function press(application: ElectronApplication, button: number): Promise<unknown> {
  const ended = new Promise((resolve) => application.process().once('exit', resolve));
  await application
    .evaluate((_, number) => (globalThis as unknown as Kept).answer?.(number), button)
    .catch(() => undefined);
  return within(ended, 'The program does not end.');
}

describe('a start in a folder that holds other things', () => {
  // Catches a program that puts its files among a person's and sweeps there.
  it('asks first, and touches nothing when the person quits', async () => {
    const site = place();
    putSite(site);
    const before = snapshot(site);
    const mine = (): string[] =>
      fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('metamorph-asking-'));
    const there = mine();
    const [application, question] = await asked(site);
    expect(question?.detail).toContain(site);
    expect(question?.buttons).toEqual(['Quit', `Use “${OWN_FOLDER}” in it`]);
    expect(await press(application, 0)).toBe(1);
    expect(snapshot(site)).toEqual(before);
    expect(mine()).toEqual(there);
  });

  // Catches a folder of its own that the next start does not find, or asks about again.
  it('makes a folder of its own in it when the person wants that', async () => {
    const site = place();
    const files = putSite(site);
    const before = files.map((file) => [...snapshot(file)]);
    const [application] = await asked(site);
    expect(await press(application, 1)).toBe(0);
    const own = path.join(site, OWN_FOLDER);
    expect(fs.readdirSync(own)).toEqual([MARKER]);
    const program = await start(site);
    running.push(program.application);
    expect((await callProgram(program.window, 'about.get', {})).dataFolder).toBe(own);
    await quit(program);
    expect(fs.existsSync(path.join(own, DATABASE))).toBe(true);
    expect(files.map((file) => [...snapshot(file)])).toEqual(before);
    expect(fs.readdirSync(site).toSorted()).toEqual(
      [OWN_FOLDER, 'images', 'index.html', 'thumbnails', 'tokens'].toSorted(),
    );
  });

  it('does not offer a folder that holds other things too', async () => {
    const site = place();
    putSite(site);
    putSite(path.join(site, OWN_FOLDER));
    const before = snapshot(site);
    const [application, question] = await asked(site);
    expect(question?.buttons).toEqual(['Quit']);
    await press(application, 0);
    expect(snapshot(site)).toEqual(before);
  });
});

describe('a data folder of an older program', () => {
  // Catches people who lose what they keep beside their conversations, or cannot open them any more.
  it('opens as before, with all that is not the studio’s left as it is', async () => {
    const data = place();
    const store = openStore({ folder: data });
    await storedExample(store);
    store.close();
    fs.rmSync(path.join(data, MARKER));
    const files = putSite(data);
    const stale = path.join(data, 'thumbnails', `${HASH}.webp`);
    fs.writeFileSync(stale, 'small form of a picture that is gone');
    const before = files.map((file) => [...snapshot(file)]);
    const program = await start(data);
    running.push(program.application);
    await program.window.getByTestId('conversation-item').waitFor();
    // The last of what a start sweeps.
    await expect.poll(() => fs.existsSync(stale), { timeout: 60_000 }).toBe(false);
    await quit(program);
    expect(files.map((file) => [...snapshot(file)])).toEqual(before);
    expect(fs.existsSync(path.join(data, MARKER))).toBe(true);
  });
});
