import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { publishedJanus, publishedMetaMorph } from '../convert/package/tiny';
import { FIXTURES } from '../convert/made';
import { startMiniHub, type MiniHub } from '../hub/miniHub';
import { dropFile, pickPath } from './person';
import {
  ask,
  begin,
  callProgram,
  emptyDataFolder,
  ended,
  kill,
  lastAnswer,
  removeFolder,
  screenshot,
  set,
  start,
  type Program,
} from './program';
import { photograph } from './photograph';

const NAME = 'someone/tiny-janus';
const SKELETONS = path.join(FIXTURES, 'skeletons');
const LONG = { timeout: 120_000 };

let program: Program | undefined;
let hub: MiniHub | undefined;
let data = '';

afterEach(async () => {
  if (program) await kill(program);
  await hub?.close();
  program = undefined;
  hub = undefined;
  removeFolder(data);
});

describe('the page of models', () => {
  // Fault: a model that is fetched and cannot be used; a page that asks the network by itself; a model
  // that draws when it is asked, and is never asked; a conversation that ends with another model.
  it('gets a model of the hub, answers with it, and goes on with another one', async () => {
    data = emptyDataFolder();
    hub = await startMiniHub({
      [NAME]: { files: publishedJanus().folder, licence: 'mit', largeFrom: 1000 },
    });
    const env = { HF_ENDPOINT: hub.endpoint, METAMORPH_SKELETONS: SKELETONS };
    program = await start(data, false, env);
    const { window } = program;
    await begin(window);
    await set(window, { temperature: 0, seed: 1, maxTokens: 12 });
    await window.keyboard.press('Control+6');
    const page = window.getByTestId('models');
    await page.getByTestId('catalogue-card').first().waitFor();
    await page.getByTestId('package-card').first().waitFor();
    await screenshot(window, 'models');
    expect(hub.requests).toEqual([]);

    await page.getByRole('textbox', { name: 'Words, or owner/name' }).fill(NAME);
    await page.getByRole('button', { name: `Check whether ${NAME} can be used` }).click();
    await page.getByText('It can be used (janus-pro)').waitFor();
    await page.getByTestId('hub-card').scrollIntoViewIfNeeded();
    await screenshot(window, 'models-checked');
    await page.getByRole('button', { name: `Get ${NAME}`, exact: true }).click();
    await page.getByTestId('models-added').waitFor(LONG);
    await page.getByTestId('models-added').scrollIntoViewIfNeeded();
    await screenshot(window, 'models-added');
    await page.getByRole('button', { name: 'Answer with it' }).click();

    await window.keyboard.press('Control+1');
    await window.getByTestId('package-chip').filter({ hasText: 'tiny-janus' }).waitFor(LONG);
    await dropFile(window, 'photograph.png', await photograph());
    await window.getByTestId('composer-picture').locator('img').waitFor();
    await ask(window, 'What is in this picture?');
    await ended(window);
    await window.getByRole('button', { name: 'Answer: Auto' }).click();
    await screenshot(window, 'models-answer-menu');
    await window.getByText('With a picture', { exact: true }).click();
    await ask(window, 'A lighthouse on a rocky coast');
    await ended(window);
    await lastAnswer(window).getByTestId('picture').locator('img').waitFor();
    await screenshot(window, 'models-drawn');

    const { folder } = publishedMetaMorph();
    await window.keyboard.press('Control+6');
    await pickPath(program, folder);
    await page.getByRole('button', { name: 'Open a folder…' }).click();
    await page.getByTestId('models-added').waitFor(LONG);
    await page.getByRole('button', { name: 'Answer with it' }).click();
    await window.keyboard.press('Control+1');
    await window
      .getByTestId('package-chip')
      .filter({ hasText: path.basename(folder) })
      .waitFor(LONG);
    await ask(window, 'And now?');
    await ended(window);
    await screenshot(window, 'models-other');
    const cards = await callProgram(window, 'packages.list', {});
    expect(cards.map(({ capabilities }) => capabilities?.draws)).toEqual(
      expect.arrayContaining(['asked', 'itself']),
    );
    expect(cards.every(({ fault }) => fault === null)).toBe(true);
  });
});
