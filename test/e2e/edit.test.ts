import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeManifest, copyPackage, removeCopies } from '../runtime/copies';
import { dropFile, saveTo, usePackage } from './person';
import {
  callProgram,
  emptyDataFolder,
  ended,
  kill,
  messagesOf,
  removeFolder,
  screenshot,
  set,
  start,
  type Program,
} from './program';

/** What the tiny package answers with a picture at temperature 0. */
const DRAW = 'Generate an image of a red umbrella.';
/** The machine may be busy. */
const soon = { timeout: 60_000 };

let program: Program;
let data: string;
let packageFolder: string;

beforeAll(async () => {
  packageFolder = await copyPackage('embedded-like');
  await changeManifest(packageFolder, ({ prompts }) => {
    prompts.tasks.push({ id: 'edit', template: '{instruction}', examples: [DRAW, 'Add a cat.'] });
  });
});
afterAll(removeCopies);

beforeEach(async () => {
  data = emptyDataFolder();
  program = await start(data);
  await usePackage(program.window, packageFolder);
  await program.window.getByTestId('place-edit').click();
});
afterEach(async () => {
  await kill(program);
  removeFolder(data);
});

async function wide(): Promise<Buffer> {
  return sharp({ create: { width: 90, height: 60, channels: 3, background: '#2080c0' } })
    .png()
    .toBuffer();
}

async function instruct(window: Page, words: string): Promise<void> {
  await window.getByTestId('edit-instruction').fill(words);
  await window.getByTestId('edit-instruction').press('Enter');
  await expect.poll(() => window.getByTestId('edit-instruction').inputValue(), soon).toBe('');
  await ended(window);
}

describe('changing a picture by words', () => {
  // Catches: a picture that never becomes a step, branches that replace one another, a drawing that
  // takes the place of another for good, a saved file that does not find its step again.
  it('goes from a dropped file to a saved one that opens its step again', async () => {
    const { window } = program;
    await window.getByTestId('edit-welcome').waitFor();
    await dropFile(window, 'sea.png', await wide());
    const steps = window.getByTestId('edit-step');
    await expect.poll(() => steps.count(), soon).toBe(1);
    const seen = window.getByTestId('edit-resolution');
    await expect.poll(() => seen.innerText(), soon).toContain('32 × 32 pixels of these 90 × 60');
    await window.getByText('Crop', { exact: true }).click();
    await expect.poll(() => seen.innerText(), soon).toContain('32 × 32 pixels of these 60 × 60');
    await window.getByTestId('box').press('ArrowRight');

    await window.getByTestId('edit-ready').first().click();
    expect(await window.getByTestId('edit-instruction').inputValue()).toBe(DRAW);
    await instruct(window, DRAW);
    await window.getByTestId('edit-save').waitFor();
    const drawn = await steps.count();
    expect(drawn).toBeGreaterThan(1);
    await screenshot(window, 'edit');

    // Another drawing takes its place, and the way back is offered.
    const shown = window.getByTestId('compare-frame').last().getByRole('img', { name: 'After' });
    const first = await shown.getAttribute('src');
    await window.getByTestId('edit-variants').click();
    await window.getByTestId('decode-draw').click();
    await window.getByRole('button', { name: 'Use this one' }).first().click(soon);
    await expect.poll(() => shown.getAttribute('src'), soon).not.toBe(first);
    await window.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => shown.getAttribute('src'), soon).toBe(first);
    await window.getByTestId('place-edit').click();

    // Back to the original, and another branch from there.
    await window.keyboard.press('Control+z');
    await seen.waitFor();
    await instruct(window, DRAW);
    await window.getByTestId('edit-save').waitFor();
    await expect.poll(() => steps.count(), soon).toBeGreaterThan(drawn);
    const levels = await steps.evaluateAll((items) =>
      items.map((item) => Number(item.getAttribute('aria-level'))),
    );
    expect(levels[0]).toBe(1);
    expect(new Set(levels.slice(1))).toEqual(new Set([2]));

    const target = path.join(data, 'step.png');
    await saveTo(program, target);
    await window.getByTestId('edit-save').click();
    await window.getByTestId('edit-save-history').click();
    await expect.poll(() => fs.existsSync(target), soon).toBe(true);
    await window.getByTestId('conversation-new').click();
    await window.getByTestId('edit-welcome').waitFor();
    await dropFile(window, 'step.png', fs.readFileSync(target));
    await window.getByTestId('edit-save').waitFor();
    expect(await window.getByRole('treeitem', { selected: true }).innerText()).toContain(DRAW);
    await window.getByText('its step is open').first().waitFor();

    // The conversation of the chat holds the same steps, and the part that was shown.
    const sessions = await callProgram(window, 'conversations.list', {});
    const latest = sessions.find(({ title }) => title !== '');
    const messages = await messagesOf(window, latest?.id ?? '', 'image');
    const asked = messages.filter(({ role }) => role === 'user');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.parts[0]).toMatchObject({ type: 'region', width: 60, height: 60 });
  });

  // Catches: what is being made that leaves the screen for a picture dropped meanwhile.
  it('keeps what is being made on the screen when another picture comes', async () => {
    const { window } = program;
    await dropFile(window, 'sea.png', await wide());
    await window.getByTestId('edit-resolution').waitFor(soon);
    await set(window, { steps: 200 });
    await window.getByTestId('edit-instruction').fill(DRAW);
    await window.getByTestId('edit-instruction').press('Enter');
    await window.getByTestId('composer-stop').waitFor(soon);
    const selected = window.getByRole('treeitem', { selected: true });
    await expect.poll(() => selected.innerText(), soon).toContain(DRAW);
    const steps = window.getByTestId('edit-step');
    const before = await steps.count();
    await dropFile(
      window,
      'square.png',
      await sharp(await wide())
        .resize(40, 40)
        .toBuffer(),
    );
    await window.getByText('was added to the steps').waitFor(soon);
    await expect.poll(() => steps.count(), soon).toBeGreaterThan(before);
    expect(await selected.innerText()).toContain(DRAW);
  });

  // Catches: a hold that shows nothing else, that needs a mouse, or that stays when it is let go.
  it('shows the picture before as long as it is held', async () => {
    const { window } = program;
    await dropFile(window, 'sea.png', await wide());
    await window.getByTestId('edit-resolution').waitFor(soon);
    await instruct(window, DRAW);
    await window.getByTestId('edit-save').waitFor(soon);
    await window.getByText('Hold', { exact: true }).click();
    const frame = window.getByTestId('compare-frame');
    const before = frame.getByRole('img', { name: 'Before' });
    const hold = window.getByTestId('edit-hold');
    await frame.getByText('After').first().waitFor();
    await before.first().waitFor({ state: 'hidden' });

    const place = await hold.boundingBox();
    await window.mouse.move((place?.x ?? 0) + 8, (place?.y ?? 0) + 8);
    await window.mouse.down();
    await before.waitFor();
    await frame.getByText('Before').first().waitFor();
    await screenshot(window, 'edit-hold');
    // What is held over the picture is the one that was given, whole.
    const shown = await before.evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(shown).toBe(90);
    await window.mouse.up();
    await before.first().waitFor({ state: 'hidden' });

    await hold.focus();
    await window.keyboard.down('Space');
    await before.waitFor();
    await window.keyboard.up('Space');
    await before.first().waitFor({ state: 'hidden' });
    await window.keyboard.down('Space');
    await before.waitFor();
    await window.getByTestId('edit-instruction').focus();
    await before.first().waitFor({ state: 'hidden' });
    await window.keyboard.up('Space');
  });

  // Catches: a list of instructions that all change the first picture, or an original that is lost.
  it('runs a list in a row, and puts the result back at the size of the original', async () => {
    const { window } = program;
    await dropFile(window, 'sea.png', await wide());
    await window.getByTestId('edit-list').click();
    await window.getByTestId('edit-list-text').fill(`${DRAW}\n${DRAW}`);
    await window.getByTestId('edit-list-run').click();
    const levels = (): Promise<(string | null)[]> =>
      window
        .getByTestId('edit-step')
        .evaluateAll((items) => items.map((item) => item.getAttribute('aria-level')));
    await expect.poll(levels, soon).toContain('3');
    await ended(window);
    await window.getByTestId('edit-step').nth(1).click();
    await window.getByTestId('edit-save').waitFor();
    const target = path.join(data, 'back.png');
    await saveTo(program, target);
    await window.getByTestId('edit-save').click();
    await window.getByTestId('edit-put-back').click();
    await window.getByRole('button', { name: 'Save without history' }).click();
    await expect.poll(() => fs.existsSync(target), soon).toBe(true);
    const { width, height } = await sharp(fs.readFileSync(target)).metadata();
    expect([width, height]).toEqual([90, 60]);
    await window.getByRole('dialog').first().waitFor({ state: 'detached' });
  });
});
