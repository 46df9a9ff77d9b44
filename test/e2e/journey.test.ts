import { afterEach, describe, expect, it } from 'vitest';
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
  set,
  start,
  type Program,
} from './program';

let program: Program | undefined;
const data = emptyDataFolder();

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  removeFolder(data);
});

describe('a conversation from its first question to the next day', () => {
  // Catches: a picture, an answer, a stopped answer or a branch that is lost on the way or by a restart.
  it('draws, answers, is stopped, answers again, and finds all of it after a restart', async () => {
    program = await start(data);
    const { window } = program;
    await begin(window);
    await set(window, { temperature: 0, seed: 3 });
    const answers = window.getByTestId('message-assistant');

    await ask(window, 'Generate an image of a butterfly.');
    const drawn = answers.first().getByTestId('picture');
    await drawn.locator('img').waitFor({ timeout: 120_000 });
    await ended(window);
    const picture = await drawn.getAttribute('data-image');
    expect(picture).toMatch(/^[0-9a-f]{64}$/);

    await ask(window, 'What is in the picture?');
    await answers.nth(1).waitFor();
    await ended(window);
    const words = (await answers.nth(1).innerText()).trim();
    expect(words).toMatch(/\w{3}/);

    // So many steps take far longer than a person needs to press the button.
    await set(window, { temperature: 0, seed: 3, steps: 200 });
    await ask(window, 'Generate an image of a red car.');
    await lastAnswer(window).getByTestId('picture').waitFor({ timeout: 60_000 });
    await window.getByTestId('composer-stop').click();
    await lastAnswer(window).getByTestId('finish-note').waitFor();
    await ended(window);
    expect(await lastAnswer(window).getAttribute('data-finish')).toBe('cancelled');
    expect(await lastAnswer(window).innerText()).toContain('Here is an image');
    await screenshot(window, 'stopped');

    await set(window, { temperature: 0, seed: 3, steps: null });
    await lastAnswer(window).getByLabel('Answer again').click();
    await lastAnswer(window).getByTestId('picture').locator('img').waitFor({ timeout: 120_000 });
    await ended(window);
    const branches = lastAnswer(window).getByTestId('branches');
    expect(await branches.innerText()).toContain('2/2');
    const second = await lastAnswer(window).getByTestId('picture').getAttribute('data-image');
    expect(second).not.toBe(picture);

    await quit(program);
    program = await start(data);
    const again = program.window;
    await again.getByTestId('conversation-item').first().click();
    await again.getByText('Generate an image of a red car.', { exact: true }).last().waitFor();
    expect(await lastAnswer(again).getByTestId('branches').innerText()).toContain('2/2');
    expect(await lastAnswer(again).getByTestId('picture').getAttribute('data-image')).toBe(second);
    await lastAnswer(again).getByLabel('Previous branch').click();
    await lastAnswer(again).getByTestId('finish-note').waitFor();
    expect(await lastAnswer(again).getAttribute('data-finish')).toBe('cancelled');
    await lastAnswer(again).getByLabel('Next branch').click();
    await lastAnswer(again).getByTestId('picture').locator('img').first().waitFor();

    // Only what is near the screen is in the page.
    await again.getByTestId('messages').evaluate((list) => list.scrollTo(0, 0));
    const kept = again.getByTestId('message-assistant');
    await kept.first().getByTestId('picture').locator('img').first().waitFor();
    expect(await kept.first().getByTestId('picture').getAttribute('data-image')).toBe(picture);
    expect((await kept.nth(1).innerText()).trim()).toContain(words.split('\n')[0]);
    await screenshot(again, 'restarted');
  });
});
