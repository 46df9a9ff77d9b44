import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { DATABASE, openStore } from '../../electron/store/open';
import { isAsClosed, markClosed } from '../../electron/store/cleanShutdown';
import { hasWalReset } from '../../electron/store/walReset';
import { storedExample } from '../archive/fixtures';
import { fillStore, harm } from '../recovery/damaged';
import { launch, ROOT } from './launch';
import { pickPath } from './person';
import {
  callProgram,
  emptyDataFolder,
  kill,
  leaveFirstStart,
  quit,
  removeFolder,
  screenshot,
  start,
  type Program,
} from './program';

let program: Program | undefined;
const folders: string[] = [];

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** A data folder with one conversation of three messages and two pictures. */
async function filled(): Promise<string> {
  const data = emptyDataFolder();
  folders.push(data);
  const store = openStore({ folder: data });
  await storedExample(store);
  store.close();
  return data;
}

async function openData(window: Page): Promise<void> {
  await window.keyboard.press('Control+,');
  await window.getByTestId('settings-data').click();
  await window.getByTestId('data-section').waitFor();
}

describe('data that is safe', () => {
  // Fault: copies, a check or a repair that a person cannot reach, or that bring nothing back.
  it('is copied, brought back, checked and mended from the settings', async () => {
    const data = await filled();
    const { window } = (program = await start(data));
    await openData(window);
    await window.getByTestId('copy-make').click();
    await window.getByTestId('copy').first().waitFor();
    await window.keyboard.press('Escape');
    await window.getByTestId('data-section').first().waitFor({ state: 'detached' });

    const item = window.getByTestId('conversation-item');
    await item.first().click();
    await window.getByTestId('message-user').first().waitFor();
    await window.keyboard.press('Control+Shift+Backspace');
    await item.first().waitFor({ state: 'detached' });
    await openData(window);
    await window.getByTestId('copyDays').fill('9');
    await window.keyboard.press('Enter');
    await window.getByTestId('copies-daily').click();
    await expect
      .poll(() => callProgram(window, 'settings.get', {}))
      .toMatchObject({ dailyCopies: false, copyDays: 9, copyWeeks: 4 });
    await screenshot(window, 'data-copies');
    await window.getByTestId('copy').first().getByRole('button').click();
    await window.getByTestId('copy-restore').waitFor();
    await screenshot(window, 'data-look');
    await window.getByTestId('copy-restore').click();
    await item.waitFor();
    // The list is there before the dialog is gone, and keys do nothing below a dialog.
    await window.getByTestId('copy-dialog').first().waitFor({ state: 'detached' });
    expect(await item.innerText()).toContain('A green hat');

    const images = path.join(data, 'images');
    const [picture = ''] = fs.readdirSync(images);
    const whole = fs.readFileSync(path.join(images, picture));
    fs.writeFileSync(path.join(images, picture), 'damaged');
    await openData(window);
    await window.getByTestId('data-check').click();
    await window.getByTestId('data-repair').waitFor();
    await screenshot(window, 'data-faults');
    await window.getByTestId('data-repair').click();
    await window.getByTestId('data-repaired').waitFor();
    await screenshot(window, 'data-mended');
    expect(fs.readFileSync(path.join(images, picture)).equals(whole)).toBe(true);
  });

  // Fault: a move after which the studio begins empty, or an old folder that stays full for ever.
  it('moves to another folder and is found there', async () => {
    const data = await filled();
    const target = emptyDataFolder();
    folders.push(target);
    fs.writeFileSync(path.join(data, 'images', 'letter.txt'), 'dear');
    program = await start(data);
    await program.application.evaluate(({ app }) => {
      // The test starts the program again itself.
      app.relaunch = () => undefined;
    });
    await pickPath(program, target);
    const ended = new Promise((resolve) => program?.application.process().once('exit', resolve));
    await openData(program.window);
    await program.window.getByTestId('data-move').click();
    await ended;
    expect(fs.existsSync(path.join(target, DATABASE))).toBe(true);
    program = await start(data);
    const item = program.window.getByTestId('conversation-item');
    await item.waitFor();
    expect(await item.innerText()).toContain('A green hat');
    await expect
      .poll(() => fs.existsSync(path.join(data, DATABASE)), { timeout: 60_000 })
      .toBe(false);
    expect(fs.readdirSync(path.join(data, 'images'))).toEqual(['letter.txt']);
    await quit(program);
    program = undefined;
  });

  // Catches a command that writes beside a window whose SQLite may damage what both write.
  it('lets no command in beside a window of a faulty SQLite', async () => {
    const data = await filled();
    program = await start(data);
    const { sqlite } = await callProgram(program.window, 'about.get', {});
    const list = () =>
      spawnSync(
        path.join(ROOT, 'node_modules/.bin/node'),
        [path.join(ROOT, 'out/archive.js'), 'list', '--data', data],
        { encoding: 'utf8' },
      );
    const beside = list();
    expect([sqlite, beside.status]).toEqual([sqlite, hasWalReset(sqlite) ? 3 : 0]);
    if (hasWalReset(sqlite)) expect(beside.stderr).toContain('close its window first');
    // The window checks its data in a process of its own all the same.
    const report = await callProgram(program.window, 'recovery.check', {});
    expect(report.findings).toEqual([]);
    await quit(program);
    program = undefined;
    expect(list()).toMatchObject({ status: 0, stderr: '' });
  });

  // Fault: damage behind the mark of an orderly closing that nobody notices, or that takes its original.
  it('is checked after a start that did not check it, and read at the next start', async () => {
    const data = emptyDataFolder();
    folders.push(data);
    const { file } = await fillStore(data);
    const first = (program = await start(data));
    // The copy of the day waits for the check.
    await expect
      .poll(async () => (await callProgram(first.window, 'backups.list', {})).copies.length, {
        timeout: 60_000,
      })
      .toBe(1);
    await quit(program);
    expect(isAsClosed(file)).toBe(true);
    harm(file);
    markClosed(file);
    const bytes = fs.readFileSync(file);

    program = { application: await launch(ROOT, data), window: first.window };
    const ended = new Promise((resolve) => program?.application.process().once('exit', resolve));
    const said = await program.application.evaluate(
      ({ app, dialog }) =>
        new Promise<string>((resolve) => {
          // The test starts the program again itself.
          app.relaunch = () => undefined;
          dialog.showMessageBox = (...given: unknown[]) => {
            const { message } = given.at(-1) as { message: string };
            resolve(message);
            return Promise.resolve({ response: 0, checkboxChecked: false });
          };
        }),
    );
    expect(said).toContain('damaged');
    await ended;
    expect(fs.readFileSync(file).equals(bytes)).toBe(true);

    const { window } = (program = await start(data));
    await window.getByTestId('rescued-dialog').waitFor();
    const [aside = ''] = fs.readdirSync(path.join(data, 'aside'));
    expect(fs.readFileSync(path.join(data, 'aside', aside, DATABASE)).equals(bytes)).toBe(true);
  });

  // Fault: a damaged database after which the studio does not open, or says nothing.
  it('is read as far as it can be when the database is damaged', async () => {
    const data = await filled();
    const file = path.join(data, DATABASE);
    const bytes = fs.readFileSync(file);
    // Noise from the middle on.
    bytes.fill(0xa5, Math.floor(bytes.length / 8192) * 4096);
    fs.writeFileSync(file, bytes);
    // That the first start was left may be among what cannot be read.
    const { window } = (program = await start(data, true));
    await window.getByTestId('rescued-dialog').waitFor();
    await screenshot(window, 'rescued');
    const [aside = ''] = fs.readdirSync(path.join(data, 'aside'));
    expect(fs.readFileSync(path.join(data, 'aside', aside, DATABASE)).equals(bytes)).toBe(true);
    await window.keyboard.press('Escape');
    await leaveFirstStart(window);
    await window.getByTestId('conversation-new').click();
    await window.getByTestId('composer-input').waitFor();
  });
});
