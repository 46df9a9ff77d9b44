import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeManifest, copyPackage, removeCopies } from '../runtime/copies';
import { dropFile, dropFiles, pickPath, saveTo, usePackage } from './person';
import {
  ask,
  callProgram,
  emptyDataFolder,
  ended,
  kill,
  messagesOf,
  removeFolder,
  screenshot,
  start,
  type Program,
} from './program';

/** The machine may be busy. */
const soon = { timeout: 90_000 };

/** What the tiny package, whose weights are random, answers with a picture. */
const DRAW = 'Generate an image of a red umbrella.';

let program: Program;
let data: string;
let packageFolder: string;

beforeAll(async () => {
  packageFolder = await copyPackage('embedded-like');
  await changeManifest(packageFolder, ({ prompts }) => {
    prompts.tasks.push({ id: 'next', template: DRAW, examples: [DRAW] });
  });
});
afterAll(removeCopies);

beforeEach(async () => {
  data = emptyDataFolder();
  program = await start(data);
  await usePackage(program.window, packageFolder);
  await program.window.getByTestId('place-frames').click();
});
afterEach(async () => {
  await kill(program);
  removeFolder(data);
});

const side = 48;

/** One frame of a square that moves to the right. */
async function frame(place: number): Promise<Buffer> {
  const input = await sharp({ create: { width: 12, height: 12, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } })
    .composite([{ input, left: place * 8, top: 18 }])
    .png()
    .toBuffer();
}

/** A GIF of so many frames, one a second. */
async function gif(count: number): Promise<Buffer> {
  const frames = await Promise.all(Array.from({ length: count }, (_, place) => frame(place)));
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: frames.map(() => 1000) })
    .toBuffer();
}

const cells = (window: Page): Promise<(string | null)[]> =>
  window
    .getByTestId('frame-cell')
    .evaluateAll((items) => items.map((item) => item.getAttribute('aria-pressed')));

describe('the frames of a clip', () => {
  // Catches: frames that never arrive, predictions beside the timeline, truth that is not compared,
  // a saved video that cannot be read again.
  it('are predicted from a GIF, measured, saved as a video and read again', async () => {
    const { window } = program;
    await window.getByTestId('frames-welcome').waitFor();
    await dropFile(window, 'moving.gif', await gif(5), 'image/gif');
    await expect
      .poll(() => cells(window), soon)
      .toEqual(['true', 'true', 'true', 'false', 'false']);
    expect(await window.getByTestId('frames-range').innerText()).toContain(
      '2 frames are kept back',
    );
    expect(await window.getByTestId('frames-budget').innerText()).toContain('3 of 3 frames');
    await window.getByTestId('frames-go').click();
    await window.getByTestId('timeline-drawn').first().locator('img').first().waitFor(soon);
    await window.getByTestId('frames-go').waitFor(soon);
    const figure = window.getByTestId('frame-figure').first();
    await expect.poll(() => figure.innerText(), soon).toMatch(/SSIM [\d.-]+; .* [\d.-]+/);
    expect(await window.getByTestId('timeline-given').count()).toBe(3);
    await screenshot(window, 'frames');

    const video = path.join(data, 'clip.webm');
    await saveTo(program, video);
    await window.getByTestId('frames-export').click();
    await window.getByTestId('frames-save-webm').click();
    await expect.poll(() => fs.existsSync(video), soon).toBe(true);
    const drawn = await window.getByTestId('timeline-drawn').count();
    await pickPath(program, data);
    await window.getByTestId('frames-export').click();
    await window.getByTestId('frames-save-png').click();
    // What was said stands beside what was drawn.
    expect(await window.getByTestId('frames-said').innerText()).not.toBe('');
    const last = path.join(data, 'frames', `frame-00${3 + drawn}.png`);
    await expect.poll(() => fs.existsSync(last), soon).toBe(true);

    await dropFile(window, 'clip.webm', fs.readFileSync(video), 'video/webm');
    await expect.poll(() => cells(window).then(({ length }) => length), soon).toBe(3 + drawn);
    const [conversation] = await callProgram(window, 'conversations.list', {});
    const messages = await messagesOf(window, conversation?.id ?? '', 'frames');
    expect(messages[0]?.parts[0]).toMatchObject({ type: 'frames', framesPerSecond: 1 });
    expect(messages[0]?.parts.at(-1)).toMatchObject({ text: DRAW });
    await window.getByTestId('place-chat').click();
    await window.getByTestId('asked-clip').first().waitFor(soon);
  });

  // Catches: a range, an order, dropped frames and true frames that are gone after a restart.
  it('and the true ones are there again after a crash', async () => {
    const { window } = program;
    await dropFile(window, 'moving.gif', await gif(6), 'image/gif');
    await expect.poll(() => cells(window).then(({ length }) => length), soon).toBe(6);
    await window.getByTestId('frame-cell').first().focus();
    await window.keyboard.press('Alt+ArrowRight');
    await window.getByTestId('frame-cell').nth(5).focus();
    await window.keyboard.press('Delete');
    await window.getByTestId('frame-cell').nth(1).click();
    await expect
      .poll(() => cells(window), soon)
      .toEqual(['false', 'true', 'true', 'false', 'false']);
    const shown = (page: Page): Promise<(string | null)[]> =>
      page
        .getByTestId('frame-cell')
        .locator('img')
        .evaluateAll((images) => images.map((image) => image.getAttribute('src')));
    const before = await shown(window);
    await window.getByTestId('frames-go').click();
    await window.getByTestId('frame-figure').first().waitFor(soon);
    await ended(window);
    const [conversation] = await callProgram(window, 'conversations.list', {});
    const id = conversation?.id ?? '';
    await expect
      .poll(async () => {
        const { strip, truth } = await callProgram(window, 'frames.open', { id });
        return [strip?.from, strip?.to, truth.map(({ images }) => images.length)];
      }, soon)
      .toEqual([1, 2, [2]]);

    await kill(program);
    program = await start(data);
    const again = program.window;
    await again.getByTestId('place-frames').click();
    await expect
      .poll(() => cells(again), soon)
      .toEqual(['false', 'true', 'true', 'false', 'false']);
    expect(await shown(again)).toEqual(before);
    await expect
      .poll(() => again.getByTestId('frame-figure').first().innerText(), soon)
      .toMatch(/SSIM/);
  });

  // Catches: an order that is never found, a strip that loses frames on the keyboard.
  it('are put in order, and moved and removed by keyboard', async () => {
    const { window } = program;
    const files = await Promise.all(
      [2, 0, 1, 3].map(async (place) => ({
        name: `${place}.png`,
        bytes: await frame(place),
        type: 'image/png',
      })),
    );
    await dropFiles(window, files);
    await expect.poll(() => cells(window), soon).toEqual(['true', 'true', 'true', 'false']);
    const first = window.getByTestId('frame-cell').first();
    const before = await first.locator('img').getAttribute('src');
    await first.focus();
    await window.keyboard.press('Alt+ArrowRight');
    const second = window.getByTestId('frame-cell').nth(1).locator('img');
    await expect.poll(() => second.getAttribute('src'), soon).toBe(before);

    // All of them are put in order, though a prediction would keep some back.
    await window.getByTestId('frames-view').getByText('Order', { exact: true }).click();
    await expect.poll(() => cells(window), soon).toEqual(['true', 'true', 'true', 'true']);
    await window.getByTestId('frames-go').click();
    await window.getByTestId('frames-order').waitFor(soon);
    expect(await window.getByTestId('frames-order').innerText()).toMatch(/Order found: [1-4]/);

    await window.getByTestId('frame-cell').first().focus();
    await window.keyboard.press('Delete');
    await expect.poll(() => cells(window).then(({ length }) => length), soon).toBe(3);
    await ended(window);
  });

  // Catches: a dialog that offers no videos, a rate that changes nothing once a clip is there.
  it('come from a dialog for files, and are read again at another rate', async () => {
    const { window } = program;
    const file = path.join(data, 'moving.gif');
    fs.writeFileSync(file, await gif(4));
    const [chooser] = await Promise.all([
      window.waitForEvent('filechooser'),
      window.getByTestId('frames-add').click(),
    ]);
    await chooser.setFiles(file);
    await expect.poll(() => cells(window).then(({ length }) => length), soon).toBe(4);
    await window.getByLabel('Frames a second at which videos are read').fill('0.5');
    await window.getByTestId('frames-read-again').click();
    await expect.poll(() => cells(window).then(({ length }) => length), soon).toBe(2);
    await window.getByTestId('frames-read-again').first().waitFor({ state: 'detached' });
  });

  // Catches: a video dropped on the chat that is refused as no picture, and a library that no
  // workbench can take from.
  it('are read in their own view wherever a clip is dropped, and pictures come from the library', async () => {
    const { window } = program;
    await window.getByTestId('place-chat').click();
    await dropFile(window, 'one.png', await frame(1));
    await window.getByTestId('composer-picture').locator('img').waitFor(soon);
    await ask(window, 'What is it?');
    await ended(window);
    const noise = Buffer.from('This is not a video at all.'.repeat(50));
    await dropFile(window, 'broken.mp4', noise, 'video/mp4');
    await window.getByText('cannot be read as a video or GIF').waitFor(soon);
    await window.getByTestId('library-pick').click();
    await window.getByTestId('library-choice').first().click();
    await window.getByTestId('library-take').click();
    await expect.poll(() => cells(window), soon).toEqual(['true']);
  });

  // Catches: "New conversation" that does nothing while frames wait that were not asked about.
  it('stay in their conversation when another one is begun', async () => {
    const { window } = program;
    await dropFile(window, 'moving.gif', await gif(4), 'image/gif');
    await expect.poll(() => cells(window), soon).toHaveLength(4);
    await window.getByTestId('conversation-new').click();
    await window.getByTestId('frames-welcome').waitFor(soon);
    await window.getByTestId('conversation-item').nth(1).click();
    await expect.poll(() => cells(window), soon).toHaveLength(4);
  });

  // Catches: a broken file that ends the view, or a refusal that says nothing.
  it('say why a file cannot be read', async () => {
    const { window } = program;
    const noise = Buffer.from('This is not a video at all.'.repeat(50));
    await dropFile(window, 'broken.mp4', noise, 'video/mp4');
    await window.getByText('cannot be read as a video or GIF').waitFor(soon);
    await window.getByTestId('frames-welcome').waitFor();
  });
});
