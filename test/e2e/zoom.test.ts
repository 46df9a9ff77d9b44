import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyFolder } from '../runtime/reference';
import { dropFile, usePackage } from './person';
import {
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
const soon = { timeout: 60_000 };

let program: Program;
let data: string;

beforeEach(async () => {
  data = emptyDataFolder();
  program = await start(data);
  await usePackage(program.window, tinyFolder('embedded-like'));
  await program.window.getByTestId('place-zoom').click();
});
afterEach(async () => {
  await kill(program);
  removeFolder(data);
});

describe('looking closer', () => {
  // Catches: a thought that cannot be checked, a mark that does not move, one that the mouse moves
  // but that is never compared, one that leaves the pointer at an edge, answers that replace one
  // another instead of standing side by side.
  it('shows imagined and true zoom, and three answers side by side', async () => {
    const { window } = program;
    await window.getByTestId('zoom-welcome').waitFor();
    const input = await sharp({ create: { width: 60, height: 60, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const scene = await sharp({
      create: { width: 400, height: 300, channels: 3, background: 'teal' },
    })
      .composite([{ input, left: 300, top: 20 }])
      .png()
      .toBuffer();
    await dropFile(window, 'scene.png', scene);
    await window.getByTestId('zoom-question').fill('What is the tiny thing in the top right?');
    await window.getByTestId('zoom-question').press('Enter');
    await window.getByTestId('zoom-imagined').locator('img').waitFor(soon);
    const similarity = window.getByTestId('zoom-similarity');
    await expect.poll(() => similarity.innerText(), soon).toMatch(/^Similarity -?[\d.]+$/);
    const found = await window.getByTestId('box').getAttribute('aria-label');

    await window.getByTestId('box').press('Shift+ArrowDown');
    await window.getByTestId('box').press('-');
    expect(await window.getByTestId('box').getAttribute('aria-label')).not.toBe(found);
    await expect.poll(() => similarity.innerText(), soon).toMatch(/^Similarity -?[\d.]+$/);

    // The mouse drags the mark too, far beyond the edge and back to where it was taken.
    const marked = await window.getByTestId('box').getAttribute('aria-label');
    const place = await window.getByTestId('box').boundingBox();
    if (!place) throw new Error('There is no mark.');
    const [x, y] = [place.x + place.width / 3, place.y + place.height / 3];
    await window.mouse.move(x, y);
    await window.mouse.down();
    await window.mouse.move(x - 2000, y, { steps: 4 });
    await window.mouse.move(x, y, { steps: 4 });
    expect(await window.getByTestId('box').getAttribute('aria-label')).toBe(marked);
    await window.mouse.move(x - 40, y, { steps: 4 });
    await window.mouse.up();
    expect(await window.getByTestId('box').getAttribute('aria-label')).not.toBe(marked);
    await expect.poll(() => similarity.innerText(), soon).toMatch(/^Similarity -?[\d.]+$/);

    await window.getByTestId('zoom-ask-cropped').click();
    await window.getByTestId('zoom-cropped').getByTestId('answer-details').waitFor(soon);
    await window.getByTestId('zoom-ask-direct').click();
    await window.getByTestId('zoom-direct').getByTestId('answer-details').waitFor(soon);
    await ended(window);
    await window.getByTestId('zoom-thought').getByTestId('answer-details').waitFor(soon);
    await screenshot(window, 'zoom');

    const [conversation] = await callProgram(window, 'conversations.list', {});
    const messages = await messagesOf(window, conversation?.id ?? '', 'image');
    const [asked, withCrop] = messages.filter(({ role }) => role === 'user');
    expect(asked?.parts.map(({ type }) => type)).toEqual(['image', 'text']);
    expect(withCrop?.parts.map(({ type }) => type)).toEqual(['region', 'image', 'image', 'text']);
    expect(withCrop?.parts[1]).toEqual(asked?.parts[0]);
    expect(messages.filter(({ parentId }) => parentId === asked?.id)).toHaveLength(2);

    // The same panel over the chat.
    await window.getByTestId('place-chat').click();
    await window.getByTestId('branches').last().getByRole('button', { name: 'Previous' }).click();
    await window.getByTestId('picture-thought').first().click();
    await window.getByRole('dialog').getByTestId('zoom-crop').waitFor(soon);
  });
});
