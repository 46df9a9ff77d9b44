import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, emptyDataFolder, screenshot, start, type Program } from './program';

let program: Program | undefined;
const folders: string[] = [];

async function opened(folder?: string): Promise<Program> {
  const data = folder ?? emptyDataFolder();
  if (!folder) folders.push(data);
  program = await start(data);
  return program;
}

afterEach(async () => {
  await program?.application.close();
  program = undefined;
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

describe('one conversation of words and pictures', () => {
  // Catches: an answer whose picture never reaches the screen, or is gone after a restart.
  it('draws what is asked, and shows it again after a restart', async () => {
    const data = emptyDataFolder();
    folders.push(data);
    const { window, application } = await opened(data);
    await ask(window, 'Generate an image of a butterfly.');
    const answer = window.getByTestId('message-assistant').first();
    const picture = answer.getByTestId('picture').locator('img').first();
    await picture.waitFor({ timeout: 120_000 });
    await window.getByTestId('composer-stop').waitFor({ state: 'detached', timeout: 120_000 });
    await screenshot(window, 'picture');
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(256);
    expect(await answer.innerText()).toContain('Here is an image based on your request');
    await application.close();

    const again = await opened(data);
    const kept = again.window.getByTestId('message-assistant').first();
    const item = again.window.getByTestId('conversation-item').first();
    await item.click();
    await kept.getByTestId('picture').locator('img').first().waitFor({ timeout: 30_000 });
    expect(await again.window.getByTestId('message-user').first().innerText()).toContain(
      'Generate an image of a butterfly.',
    );
  });

  // Catches: Stop that loses what was written, or leaves the program unable to answer.
  it('keeps what was written when it is stopped, and answers the next question', async () => {
    const { window } = await opened();
    await ask(window, 'Tell me a long story about a dog and its friends.');
    const first = window.getByTestId('message-assistant').first();
    await first.waitFor({ timeout: 60_000 });
    await expect.poll(async () => (await first.innerText()).length).toBeGreaterThan(20);
    await window.keyboard.press('Escape');
    await window.getByTestId('composer-stop').waitFor({ state: 'detached', timeout: 10_000 });
    expect((await first.innerText()).length).toBeGreaterThan(20);
    await ask(window, 'What is the capital of France?');
    const second = window.getByTestId('message-assistant').nth(1);
    await expect.poll(() => second.innerText(), { timeout: 60_000 }).toContain('Paris');
  });
});
