import { afterEach, describe, expect, it } from 'vitest';
import {
  callProgram,
  emptyDataFolder,
  kill,
  removeFolder,
  screenshot,
  start,
  type Program,
} from './program';

const data = emptyDataFolder();
let program: Program | undefined;

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  removeFolder(data);
});

describe('order among conversations', () => {
  // Catches: a conversation that is lost from the list when it is filed or put away, a prompt whose
  // variables are not filled in, or a filter of the search that lets everything through.
  it('comes from folders, tags, the archive, prompts and a search by tag', async () => {
    program = await start(data);
    const { window } = program;
    for (const title of ['Foxes at night', 'Shopping', 'Old plans']) {
      const { id } = await callProgram(window, 'conversations.create', {});
      await callProgram(window, 'conversations.rename', { id, title });
    }
    const item = (title: string) =>
      window.getByTestId('conversation-item').filter({ hasText: title });
    await item('Foxes at night').click();
    await window.keyboard.press('Control+Shift+F');
    await window.getByTestId('organise-folder').fill('Animals');
    await window.getByTestId('organise-tags').fill('wild');
    await window.keyboard.press('Enter');
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByTestId('group-folder').waitFor();
    expect(await window.getByTestId('group-folder').innerText()).toContain('Animals');
    await screenshot(window, 'folders');
    await window.getByTestId('group-folder').click();
    await item('Foxes at night').first().waitFor({ state: 'detached' });
    await window.getByLabel('Filter by title, folder or tag').fill('wild');
    await item('Foxes at night').waitFor();
    expect(await window.getByTestId('conversation-item').count()).toBe(1);
    await window.getByLabel('Show all conversations').click();

    await item('Old plans').click();
    await window.keyboard.press('Control+Shift+A');
    await item('Old plans').first().waitFor({ state: 'detached' });
    await window.getByTestId('group-archive').click();
    await item('Old plans').waitFor();

    await window.keyboard.press('Control+p');
    await window.getByTestId('prompt-new').click();
    await window.getByTestId('prompt-form').getByRole('textbox', { name: 'Title' }).fill('Draw');
    await window
      .getByTestId('prompt-form')
      .getByRole('textbox', { name: 'Words' })
      .fill('Generate an image of {{thing=a cat}}.');
    await screenshot(window, 'prompt');
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByTestId('prompt').getByText('Draw').click();
    await window.getByTestId('prompt-fill').getByLabel('thing').fill('a red fox');
    await window.keyboard.press('Enter');
    await expect
      .poll(() => window.getByTestId('composer-input').inputValue())
      .toBe('Generate an image of a red fox.');

    await window.keyboard.press('Control+k');
    await window.getByTestId('jump-found').nth(2).waitFor();
    await window.getByRole('combobox', { name: 'Tag' }).click();
    await window.getByRole('option', { name: 'wild' }).click();
    await expect.poll(() => window.getByTestId('jump-found').count()).toBe(1);
    await screenshot(window, 'jump');
    await window.getByTestId('jump-input').press('Enter');
    await window.getByRole('heading', { name: 'Foxes at night' }).waitFor();

    await window.keyboard.press('Control+Shift+Backspace');
    await window.getByText('“Foxes at night” was deleted.').first().waitFor();
    await window.getByTestId('messages').or(window.getByTestId('composer-input')).first().blur();
    await window.keyboard.press('Control+z');
    await window.getByRole('heading', { name: 'Foxes at night' }).waitFor();
  });
});
