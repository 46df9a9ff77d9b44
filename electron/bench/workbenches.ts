import path from 'node:path';
import type { Page } from 'playwright';
import { bounded, median, unmeasured, type Figure } from './figures';
import { longestFrame, watchFrames } from './page';
import { withProgram, type Running } from './program';
import { writeWebm } from './video';
import {
  askDrawn,
  encodeVideo,
  framesDuring,
  locateOnce,
  longestTask,
  takeScene,
  watchTasks,
  type DrawnAnswer,
} from './workbenchPage';
import type { Manifest } from '../../shared/manifest';

/** How much is done. */
export interface WorkbenchEffort {
  readonly rounds: number;
  /** Length of the video in seconds. */
  readonly video: number;
}

const PLAIN_EDIT = 'Put it on the beach.';
const PLAIN_NEXT = 'Predict the next frame.';
/** Frames a second of the video that is read. */
const VIDEO_RATE = 30;
/** How long is dragged (milliseconds). */
const DRAGGED = 2000;
const NOTHING_DRAWN = 'the answer drew nothing';

/**
 * Measures the workbenches in the running program.
 *
 * @param executable Electron
 * @param root absolute folder of the repository
 */
export function timeWorkbenches(
  executable: string,
  root: string,
  manifest: Manifest,
  effort: WorkbenchEffort,
): Promise<Figure[]> {
  return withProgram(executable, root, async (running) => {
    const { page } = running;
    const scene = await page.evaluate(takeScene, { width: 400, height: 300 });
    const edit = wordsFor(manifest, 'edit', PLAIN_EDIT);
    // The first answer waits for the package and warms everything up.
    await page.evaluate(askDrawn, { text: edit, images: [scene] });
    const edited = await often(page, effort.rounds, { text: edit, images: [scene] });
    const frames = [];
    for (const height of [300, 301, 302, 303]) {
      frames.push(await page.evaluate(takeScene, { width: 400, height }));
    }
    const next = wordsFor(manifest, 'next', PLAIN_NEXT);
    const asked = { text: next, images: frames, framesPerSecond: 1 };
    const predicted = await often(page, effort.rounds, asked);
    return [
      ...pictureRows('an edit, from Enter to the final picture', 3, edited),
      ...(edited.length > 0 ? [previewRow(edited)] : []),
      ...pictureRows('the next frame after four', 3.5, predicted),
      ...(await locating(page, effort.rounds, edited[0])),
      ...(await dragging(page, edit)),
      await reading(running, effort.video),
    ];
  });
}

/** The package's own words for a task, else plain ones. */
function wordsFor({ prompts }: Manifest, id: 'edit' | 'next', plain: string): string {
  const task = prompts.tasks.find((candidate) => candidate.id === id);
  return task?.examples.find((example) => !example.includes('{')) ?? plain;
}

async function often(
  page: Page,
  rounds: number,
  asked: Parameters<typeof askDrawn>[0],
): Promise<DrawnAnswer[]> {
  const answers: DrawnAnswer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const answer = await page.evaluate(askDrawn, asked);
    if (answer) answers.push(answer);
  }
  return answers;
}

function pictureRows(name: string, most: number, answers: readonly DrawnAnswer[]): Figure[] {
  if (answers.length === 0) return [unmeasured(name, NOTHING_DRAWN)];
  return [bounded(name, median(answers.map(({ picture }) => picture)) / 1000, 's', { most })];
}

const previewRow = (answers: readonly DrawnAnswer[]): Figure =>
  bounded(
    'an edit, from Enter to the first preview',
    median(answers.map(({ preview }) => preview)) / 1000,
    's',
    { most: 1.5 },
  );

/** The true crop in a large picture, and whether the window goes on meanwhile. */
async function locating(
  page: Page,
  rounds: number,
  drawn: DrawnAnswer | undefined,
): Promise<Figure[]> {
  const name = 'the true crop found in 2,000 × 1,500 pixels';
  if (!drawn) return [unmeasured(name, NOTHING_DRAWN)];
  const { image } = await page.evaluate(takeScene, { width: 2000, height: 1500 });
  const place = { messageId: drawn.messageId, part: drawn.part };
  const times: number[] = [];
  await page.evaluate(watchFrames);
  for (let round = 0; round < rounds; round += 1) {
    times.push(await page.evaluate(locateOnce, { image, place }));
  }
  const stall = await page.evaluate(longestFrame);
  return [
    bounded(name, median(times) / 1000, 's', { most: 2 }),
    bounded('longest frame of the window meanwhile', stall, 'ms', { most: 50 }),
  ];
}

/** The slider and the panning of the edit view over a large picture. */
async function dragging(page: Page, edit: string): Promise<Figure[]> {
  const name = 'slider and panning over 4,000 × 3,000 pixels';
  const large = await page.evaluate(takeScene, { width: 4000, height: 3000 });
  if (!(await page.evaluate(askDrawn, { text: edit, images: [large] }))) {
    return [unmeasured(name, NOTHING_DRAWN)];
  }
  await page.getByTestId('conversation-item').first().click();
  await page.getByTestId('place-edit').click();
  await page.getByText('Slider', { exact: true }).click();
  const frame = page.getByTestId('compare-frame').first();
  await frame.locator('img').first().waitFor();
  const box = await frame.boundingBox();
  if (!box) return [unmeasured(name, 'the pictures were not shown')];
  await page.evaluate(watchTasks);
  // The line of the slider first, at its middle, then the pictures below it, zoomed in.
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 4 };
  const slider = await dragAround(page, middle, box.width / 4);
  await page.mouse.move(middle.x, middle.y);
  for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, -120);
  const aside = { x: box.x + box.width / 4, y: middle.y };
  const panning = await dragAround(page, aside, box.width / 8);
  const longest = await page.evaluate(longestTask);
  await page.getByTestId('place-chat').click();
  return [
    bounded(`${name}, frames a second`, Math.min(slider, panning), '', { least: 59 }),
    bounded('the same, longest task over 50 ms', longest, 'ms', { most: 50 }),
  ];
}

/** Drags to and fro; the frames a second that the window shows meanwhile. */
async function dragAround(
  page: Page,
  from: { readonly x: number; readonly y: number },
  reach: number,
): Promise<number> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const rate = page.evaluate(framesDuring, DRAGGED);
  let going = true;
  void rate.finally(() => (going = false));
  for (let step = 0; going; step += 1) {
    await page.mouse.move(from.x + Math.sin(step / 12) * reach, from.y);
  }
  await page.mouse.up();
  return rate;
}

/** A video chosen as a person does, until all of its frames stand in the strip. */
async function reading({ page, folder }: Running, seconds: number): Promise<Figure> {
  const file = path.join(folder, 'clip.webm');
  const packets = await page.evaluate(encodeVideo, { seconds, rate: VIDEO_RATE });
  await writeWebm(file, packets, VIDEO_RATE);
  await page.getByTestId('conversation-new').click();
  await page.getByTestId('place-frames').click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByTestId('frames-add').click(),
  ]);
  const begin = performance.now();
  await chooser.setFiles(file);
  await page
    .getByTestId('frame-cell')
    .nth(seconds - 1)
    .waitFor({ timeout: 300_000 });
  const time = (performance.now() - begin) / 1000;
  const name =
    seconds === 60
      ? 'a minute of 1080p video read at 1 fps'
      : `${seconds} s of 1080p video read at 1 fps`;
  // In proportion, so that a short try says something too.
  return bounded(name, time, 's', { most: (15 * seconds) / 60 });
}
