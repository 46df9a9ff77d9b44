import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../electron/store/open';
import { makeBackup } from '../../electron/recovery/backups';
import { contentKey, backupsFolder } from '../../electron/store/folders';
import { flip, holdSharing, inBackups, loseAll } from '../recovery/flipped';
import { pickPath } from './person';
import {
  callProgram,
  emptyDataFolder,
  kill,
  quit,
  removeFolder,
  screenshot,
  set,
  start,
  type Program,
} from './program';

let program: Program | undefined;
const folders: string[] = [];
const DAY = 86_400_000;
const soon = { timeout: 60_000 };

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  for (const folder of folders.splice(0)) removeFolder(folder);
});

function folder(): string {
  const made = emptyDataFolder();
  folders.push(made);
  return made;
}

async function openData(window: Page): Promise<void> {
  await window.keyboard.press('Control+,');
  await window.getByTestId('settings-data').click();
  await window.getByTestId('data-section').waitFor();
}

/** A picture of the window in light and in dark. */
async function screenshots(window: Page, name: string): Promise<void> {
  if (!process.env.METAMORPH_SCREENSHOTS) return;
  for (const theme of ['light', 'dark'] as const) {
    await set(window, { theme });
    await window.emulateMedia({ colorScheme: theme });
    await screenshot(window, `${name}-${theme}`);
  }
}

describe('copies of everything', () => {
  // Catches one flipped bit that keeps a person from bringing anything back, or a picture that is missing
  // without a word.
  it('bring back all but a damaged picture, and name it', async () => {
    const data = folder();
    const store = openStore({ folder: data });
    const shared = await holdSharing(store, 3);
    await makeBackup(store, 'asked');
    flip(inBackups(store, contentKey('image', shared)));
    loseAll(store);
    store.close();

    const { window } = (program = await start(data));
    await openData(window);
    await window.getByTestId('copy').first().getByRole('button').click();
    await window.getByTestId('copy-restore').waitFor();
    const missing = window.getByTestId('missing');
    for (const number of [0, 1, 2]) {
      await missing.getByText(`Conversation ${number}`).first().waitFor();
      await missing.getByText(`Compare the pictures of case ${number}.`).first().waitFor();
    }
    await screenshots(window, 'copy-missing');
    await window.getByTestId('copy-restore').click();
    await window.getByTestId('copy-dialog').first().waitFor({ state: 'detached' });
    await window.getByText('3 pictures came without their files.').first().waitFor();
    expect(await window.getByTestId('conversation-item').count()).toBe(3);
  });

  // Catches copies that are lost with the disk of the data, and a second place that nothing reads.
  it('are made on another disk too, and bring everything back when the data is gone', async () => {
    const data = folder();
    const disk = folder();
    const store = openStore({ folder: data });
    await holdSharing(store, 2);
    store.close();
    program = await start(data);
    await pickPath(program, disk);
    await openData(program.window);
    await program.window.getByTestId('second-choose').click();
    const place = path.join(disk, 'MetaMorph Studio copies');
    await program.window.getByTestId('second-folder').filter({ hasText: place }).waitFor();
    const there = program.window.locator('[data-testid=copy][data-place=second]');
    await there.first().waitFor();
    await there.first().scrollIntoViewIfNeeded();
    await program.window.getByTestId('copies-pick').scrollIntoViewIfNeeded();
    await screenshots(program.window, 'copy-second');

    // The disk is taken away and comes back.
    fs.renameSync(place, `${place} away`);
    await program.window.keyboard.press('Escape');
    await openData(program.window);
    await program.window.getByTestId('second-gone').waitFor();
    await program.window.getByTestId('copies-pick').scrollIntoViewIfNeeded();
    await screenshots(program.window, 'copy-second-gone');
    fs.renameSync(`${place} away`, place);
    await quit(program);

    program = await start(folder());
    const { window } = program;
    await pickPath(program, disk);
    await openData(window);
    await window.getByTestId('copies-pick').click();
    const picked = window.locator('[data-testid=copy][data-place=picked]');
    await picked.first().waitFor();
    await picked.first().scrollIntoViewIfNeeded();
    await screenshots(window, 'copy-picked');
    await picked.first().getByRole('button').click();
    await window.getByTestId('copy-restore').click();
    await window.getByTestId('copy-dialog').first().waitFor({ state: 'detached' });
    await expect.poll(() => window.getByTestId('conversation-item').count()).toBe(2);
  });

  // Catches copies that fail for months while only the log knows, and a notice that stays when it is over.
  it('that are missed for two days are told until one is made', async () => {
    const data = folder();
    const store = openStore({ folder: data });
    await holdSharing(store, 1);
    store.close();
    const copies = backupsFolder(data);
    const inTheWay = path.join(copies, 'images');
    fs.mkdirSync(copies);
    fs.writeFileSync(inTheWay, 'in the way');
    const first = (program = await start(data));
    const notice = first.window.getByTestId('copy-notice');
    const state = path.join(copies, 'state.json');
    await expect.poll(() => fs.existsSync(state), soon).toBe(true);
    // After the first day nothing is said.
    expect(await callProgram(first.window, 'backups.problems', {})).toEqual([]);
    expect(await notice.count()).toBe(0);
    await quit(first);

    // The day that failed becomes yesterday.
    const yesterday = new Date(Date.now() - DAY);
    const day = [yesterday.getFullYear(), yesterday.getMonth() + 1, yesterday.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    const noted = fs.readFileSync(state, 'utf8');
    fs.writeFileSync(state, noted.replace(/"day":"[^"]*"/, `"day":"${day}"`));
    const second = (program = await start(data));
    await second.window.getByTestId('copy-notice').waitFor(soon);
    await second.window.getByText('for 2 days').first().waitFor();
    await screenshots(second.window, 'copy-notice');
    await quit(second);

    // It outlives the program, and ends with a copy.
    const { window } = (program = await start(data));
    await window.getByTestId('copy-notice').waitFor(soon);
    fs.rmSync(inTheWay);
    await window.getByTestId('copy-retry').click();
    await window.getByTestId('copy-notice').first().waitFor({ state: 'detached' });
    expect(await callProgram(window, 'backups.problems', {})).toEqual([]);
    expect((await callProgram(window, 'backups.list', {})).copies).toHaveLength(1);
  });
});
