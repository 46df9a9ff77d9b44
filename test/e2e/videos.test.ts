import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyPackage, removeCopies } from '../runtime/copies';
import { dropFile, dropFiles, usePackage } from './person';
import { emptyDataFolder, kill, start, type Program } from './program';
import { hevc, soundAlone, videoOf } from './videos';

/** The machine may be busy. */
const soon = { timeout: 120_000 };

let program: Program;
let window: Page;
let data: string;
let packageFolder: string;

beforeAll(async () => {
  packageFolder = await copyPackage('embedded-like');
});
afterAll(removeCopies);

beforeEach(async () => {
  data = emptyDataFolder();
  program = await start(data);
  ({ window } = program);
  await usePackage(window, packageFolder);
  await window.getByTestId('place-frames').click();
});
afterEach(async () => {
  await kill(program);
  fs.rmSync(data, { recursive: true, force: true });
});

/** What each frame of the strip shows, by its address: equal pictures have equal ones. */
const shown = (): Promise<(string | null)[]> =>
  window
    .getByTestId('frame-cell')
    .locator('img')
    .evaluateAll((images) => images.map((image) => image.getAttribute('src')));

const count = (): Promise<number> => window.getByTestId('frame-cell').count();

/** The first of equal pictures is named a, the next other one b. */
function pattern(addresses: readonly (string | null)[]): string {
  const known = [...new Set(addresses)];
  return addresses.map((address) => String.fromCharCode(97 + known.indexOf(address))).join('');
}

/** Size of the first frame, and the mean colour of its upper and its lower half. */
const firstFrame = () =>
  window
    .getByTestId('frame-cell')
    .first()
    .locator('img')
    .evaluate(async (image: HTMLImageElement) => {
      image.loading = 'eager';
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const canvas = new OffscreenCanvas(1, 2);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0, 1, 2);
      return { width, height, pixels: [...(context?.getImageData(0, 0, 1, 2).data ?? [])] };
    });

describe('a video', () => {
  // Catches: an hour that is read whole, or only its beginning; a strip that says nothing of it; a
  // Stop that loses what was read.
  it('of an hour is sampled evenly, with progress and a stop', async () => {
    const file = await videoOf(window, {
      kind: 'webm',
      codec: 'vp8',
      width: 64,
      height: 48,
      times: Array.from({ length: 720 }, (_, place) => place * 5),
      end: 3600,
    });
    await dropFile(window, 'hour.webm', file, 'video/webm');
    const reading = window.getByTestId('frames-reading');
    await reading.getByText(/[1-9]\d* of 200 frames read/).waitFor(soon);
    await reading.getByRole('button', { name: 'Stop' }).click();
    await reading.first().waitFor({ state: 'detached', timeout: 120_000 });
    const stopped = await count();
    expect(stopped).toBeGreaterThan(0);
    expect(stopped).toBeLessThan(200);

    await dropFile(window, 'hour.webm', file, 'video/webm');
    await expect.poll(count, soon).toBe(200);
    await reading.first().waitFor({ state: 'detached', timeout: 120_000 });
    expect(await window.getByTestId('frames-range').innerText()).toContain(
      '200 frames were taken, evenly spread',
    );
    const names = await window
      .getByTestId('frame-cell')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')));
    expect(names.slice(0, 2)).toEqual(['Frame 1, at 0 s', 'Frame 2, at 18 s']);
    // A WebM does not say how long its last frame is shown.
    expect(names[199]).toMatch(/^Frame 200, at 3,5[78]\d s$/);
    // Frames of 5 s each, looked at every 18 s: no two may be the same one.
    const seen = await shown();
    expect(seen.slice(1).every((address, place) => address !== seen[place])).toBe(true);
  });

  // Catches: a picture that lies on its side, as telephones write them; a MOV that is not read.
  it('that is turned by its metadata stands upright', async () => {
    const file = await videoOf(window, {
      kind: 'mov',
      codec: 'avc1.42001f',
      width: 64,
      height: 48,
      times: [0, 1, 2],
      end: 3,
      rotation: 90,
      right: '#0000ff',
    });
    await dropFile(window, 'turned.mov', file, 'video/quicktime');
    await expect.poll(count, soon).toBe(3);
    const { width, height, pixels } = await firstFrame();
    expect([width, height]).toEqual([48, 64]);
    // Turned clockwise, the left half (red) is above and the right one (blue) below.
    const [red = 0, , blue = 255, , redBelow = 255, , blueBelow = 0] = pixels;
    expect(red).toBeGreaterThan(blue + 60);
    expect(blueBelow).toBeGreaterThan(redBelow + 60);
  });

  // Catches: frames taken by their number, where they are not equally long.
  it('of variable rate is read by the clock', async () => {
    const file = await videoOf(window, {
      kind: 'mp4',
      codec: 'vp09.00.10.08',
      width: 64,
      height: 48,
      times: [0, 0.1, 0.2, 0.3, 2.6, 3.1, 8.9],
      end: 10,
    });
    await dropFile(window, 'variable.mp4', file, 'video/mp4');
    await expect.poll(count, soon).toBe(10);
    expect(pattern(await shown())).toBe('abbcddddde');
  });

  // Catches: a codec that hangs, shows empty frames or is not named; sound taken for a clip.
  it('that cannot be decoded, or is none, is refused with a sentence', async () => {
    await dropFile(window, 'phone.mp4', await hevc(), 'video/mp4');
    await window
      .getByText('This program cannot decode the video of phone.mp4 (HEVC, also called H.265)')
      .waitFor(soon);
    const avc = await videoOf(window, {
      kind: 'mov',
      codec: 'avc1.42001f',
      width: 64,
      height: 48,
      times: [0, 1],
      end: 2,
    });
    const prores = Buffer.from(avc.toString('latin1').replaceAll('avc1', 'apch'), 'latin1');
    await dropFile(window, 'camera.mov', prores, 'video/quicktime');
    await window
      .getByText('This program cannot decode the video of camera.mov (Apple ProRes)')
      .waitFor(soon);
    await dropFile(window, 'sound.mov', await soundAlone('mov'), 'video/quicktime');
    await window.getByText('sound.mov has no video in it').waitFor(soon);
    await window.getByTestId('frames-welcome').waitFor();
  });
});

describe('a damaged video that leads its reader in circles', () => {
  // Catches: a window that stands still for ever, and takes no Stop.
  it('is stopped, or refused with a sentence after a while, and the window goes on', async () => {
    const file = fs.readFileSync(path.join(import.meta.dirname, '../fixtures/videos/circles.webm'));
    await dropFile(window, 'circles.webm', file, 'video/webm');
    const reading = window.getByTestId('frames-reading');
    await reading.getByRole('button', { name: 'Stop' }).click(soon);
    await reading.first().waitFor({ state: 'detached' });
    await dropFile(window, 'again.webm', file, 'video/webm');
    await window.getByText('again.webm cannot be read as a video').waitFor(soon);
    await window.getByTestId('frames-welcome').waitFor();
  });
});

describe('many pictures', () => {
  // Catches: a strip that takes some of them, in another order, or without a word about their sizes
  // and about those left out.
  it('become a strip at once, unlike sizes and all', async () => {
    const files = await Promise.all(
      Array.from({ length: 203 }, async (_, place) => ({
        name: `${place}.png`,
        type: 'image/png',
        bytes: await sharp({
          create: {
            width: place === 2 ? 9 : 6,
            height: 6,
            channels: 3,
            background: { r: place, g: 255 - place, b: 90 },
          },
        })
          .png()
          .toBuffer(),
      })),
    );
    await dropFiles(window, files);
    await window.getByText('A strip takes at most 200 frames').waitFor(soon);
    await expect.poll(count, { timeout: 170_000 }).toBe(200);
    expect(new Set(await shown()).size).toBe(200);
    await window.getByTestId('frames-unlike').waitFor();
    expect(await window.getByTestId('frames-budget').innerText()).toContain('3 of 3 frames');
  });

  // Catches: a message for each of many files that are no pictures, for minutes.
  it('that are none are named together', async () => {
    const noise = Buffer.from('This is no picture at all.'.repeat(20));
    const broken = Array.from({ length: 30 }, (_, place) => ({
      name: `broken-${place}.png`,
      type: 'image/png',
      bytes: noise,
    }));
    const good = await sharp({ create: { width: 6, height: 6, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await dropFiles(window, [...broken, { name: 'good.png', type: 'image/png', bytes: good }]);
    await expect.poll(count, soon).toBe(1);
    await window.getByText('27 more files could not be taken').waitFor(soon);
  });
});
