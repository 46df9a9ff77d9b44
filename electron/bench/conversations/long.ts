import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { launchInspected } from '../../testing/launch';
import { bounded, median, quantile, type Figure } from '../figures';
import { timeStart } from '../startup';
import { LAST_WORDS, LONG_TITLE, makeLong, makeMany, SEARCHED } from './sampleStore';
import { openByClick, scrollUp, searchFor } from './page';

/** How much is made and how often it is measured. */
export interface LongEffort {
  readonly messages: number;
  readonly pictures: number;
  readonly manyConversations: number;
  readonly manyMessages: number;
  readonly rounds: number;
  readonly frames: number;
}

export const WHOLE_LONG: LongEffort = {
  messages: 10_000,
  pictures: 1_000,
  manyConversations: 2_000,
  manyMessages: 100_000,
  rounds: 5,
  frames: 400,
};
export const QUICK_LONG: LongEffort = {
  messages: 400,
  pictures: 40,
  manyConversations: 50,
  manyMessages: 1_000,
  rounds: 1,
  frames: 30,
};

const count = (value: number): string => value.toLocaleString('en-GB');

/**
 * Measures the running program with made conversations: one that is very long, and very many.
 *
 * @param executable Electron
 * @param root absolute folder of the repository
 * @param shownAlone milliseconds until the window is shown where there are no conversations
 */
export async function measureLong(
  executable: string,
  root: string,
  shownAlone: number,
  effort: LongEffort,
): Promise<Figure[]> {
  const { messages, pictures, manyConversations, manyMessages, rounds, frames } = effort;
  const long = await inProgram(
    executable,
    root,
    (folder) => makeLong(folder, messages, pictures),
    (page) => measureOne(page, rounds, frames),
  );
  const searches = await inProgram(
    executable,
    root,
    (folder) => makeMany(folder, manyConversations, manyMessages),
    (page) => searchOften(page, rounds),
  );
  const many = await timeStart(root, rounds, (folder) =>
    makeMany(folder, manyConversations, manyMessages),
  );
  const one = `${count(messages)} messages with ${count(pictures)} pictures`;
  const all = `${count(manyMessages)} messages in ${count(manyConversations)} conversations`;
  return [
    bounded(`${one}: opened at its end`, long.opened, 'ms', { most: 300 }),
    bounded(`${one}: a frame while scrolling, 95th percentile`, long.frame, 'ms', { most: 33 }),
    bounded(`${one}: searched`, long.searched, 'ms', { most: 50 }),
    bounded(`${all}: searched, 95th percentile`, quantile(searches, 0.95), 'ms', { most: 100 }),
    bounded(`${all}: window shown, against none`, many.shown / shownAlone, 'times', { most: 1.1 }),
  ];
}

async function measureOne(
  page: Page,
  rounds: number,
  frames: number,
): Promise<{ opened: number; frame: number; searched: number }> {
  const openings: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await page.evaluate(openByClick, { title: 'A short one', lastWords: 'Short.' });
    openings.push(await page.evaluate(openByClick, { title: LONG_TITLE, lastWords: LAST_WORDS }));
  }
  const times = await page.evaluate(scrollUp, frames);
  const searched = median(await searchOften(page, rounds));
  return { opened: median(openings), frame: quantile(times, 0.95), searched };
}

async function searchOften(page: Page, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(...(await page.evaluate(searchFor, SEARCHED)));
  }
  return times;
}

/** Runs the program on made data and measures in its window. */
async function inProgram<Result>(
  executable: string,
  root: string,
  make: (folder: string) => void,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'metamorph-bench-'));
  make(data);
  const application = await launchInspected({
    executable,
    root,
    env: { ...process.env, METAMORPH_DATA: data },
  });
  try {
    const page = await application.firstWindow();
    await page.getByTestId('conversation-item').first().waitFor();
    return await work(page);
  } finally {
    await application.close();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}
