import path from 'node:path';
import type { Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../electron/store/open';
import {
  ask,
  begin,
  emptyDataFolder,
  ended,
  kill,
  lastAnswer,
  quit,
  removeFolder,
  screenshot,
  start,
  type Program,
} from './program';

const TINY = path.resolve(import.meta.dirname, '../fixtures/packages/embedded-like');
const data = emptyDataFolder();
let program: Program | undefined;

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  removeFolder(data);
});

const questions = (window: Page): Promise<string[]> =>
  window.getByTestId('message-user').allInnerTexts();

/** Presses a key of the window, outside of every field. */
async function press(window: Page, keys: string): Promise<void> {
  await window.getByTestId('messages').focus();
  await window.keyboard.press(keys);
}

async function chooseFromMenu(window: Page, message: string, item: string): Promise<void> {
  const place = window.getByTestId(message).last();
  await place.hover();
  await place.getByTestId('message-menu').click();
  await window.getByRole('menuitem', { name: item }).click();
}

describe('the tree of a conversation', () => {
  // Catches: a branch that cannot be named, seen on the map, compared, deleted and brought back, or
  // steps that are forgotten when the program is closed.
  it('is named, mapped, compared, deleted, and undone after a restart', async () => {
    const store = openStore({ folder: data });
    const short = { temperature: 0, seed: 1, maxTokens: 60, packageFolder: TINY };
    store.settings.set({ ...store.settings.get(), ...short });
    store.close();
    program = await start(data);
    let { window } = program;
    await begin(window);
    await ask(window, 'First question');
    await ended(window);
    await ask(window, 'Second question');
    await window.getByTestId('message-user').nth(1).waitFor();
    await ended(window);
    await lastAnswer(window).getByLabel('Answer again').click();
    await lastAnswer(window).getByTestId('branches').waitFor();
    await ended(window);

    await chooseFromMenu(window, 'message-assistant', 'Name this branch…');
    await window.getByTestId('branch-name').fill('A bolder answer');
    await window.keyboard.press('Enter');
    await lastAnswer(window).getByText('A bolder answer').first().waitFor();

    await window.getByTestId('open-map').click();
    await window.getByTestId('map-card').nth(2).waitFor();
    expect(await window.getByTestId('map-card').allInnerTexts()).toEqual([
      expect.stringContaining('First question'),
      expect.anything(),
      expect.stringContaining('A bolder answer'),
    ]);
    await screenshot(window, 'map');
    await window.getByRole('button', { name: 'Compare with…' }).click();
    await window.getByTestId('map-card').nth(1).click();
    await window.getByTestId('compare-cell').nth(1).waitFor();
    expect(await window.getByTestId('compare-cell').count()).toBe(2);
    await screenshot(window, 'compare');
    await window.keyboard.press('Escape');

    await chooseFromMenu(window, 'message-user', 'Delete from here');
    await window.getByText('moved to the bin').first().waitFor();
    await expect.poll(() => questions(window)).toHaveLength(1);
    await quit(program);

    program = await start(data);
    ({ window } = program);
    await window.getByTestId('message-user').first().waitFor();
    expect(await questions(window)).toHaveLength(1);
    await window.getByTestId('open-bin').click();
    await window.getByTestId('bin-entry').waitFor();
    expect(await window.getByTestId('bin-entry').innerText()).toContain('Second question');
    await screenshot(window, 'bin');
    await window.keyboard.press('Escape');
    await press(window, 'Control+z');
    await expect.poll(() => questions(window)).toHaveLength(2);
    expect(await lastAnswer(window).innerText()).toContain('A bolder answer');
    // The step before it: the further answer goes, the first one is shown.
    await press(window, 'Control+z');
    await lastAnswer(window).getByText('A bolder answer').first().waitFor({ state: 'detached' });
    await press(window, 'Control+Shift+z');
    await lastAnswer(window).getByText('A bolder answer').first().waitFor();
    await screenshot(window, 'redone');
  });
});
