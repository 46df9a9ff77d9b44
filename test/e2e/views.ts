/** Every view and dialog of the window, reached by the keyboard. */
import type { Page } from 'playwright';
import { ask, begin, callProgram, ended, type Program } from './program';
import { usePackage } from './person';

/** One view: how it is reached from any other, and how it is left. */
export interface View {
  readonly name: string;
  readonly open: (window: Page) => Promise<void>;
  /** Whether it is a dialog, which Escape closes. */
  readonly dialog?: boolean;
  /** Whether it opens with a list of suggestions, which Escape closes first. */
  readonly suggests?: boolean;
}

const press =
  (...keys: readonly string[]) =>
  async (window: Page): Promise<void> => {
    for (const key of keys) await window.keyboard.press(key);
  };

function dialog(name: string, ...keys: readonly string[]): View {
  return {
    name,
    dialog: true,
    open: async (window) => {
      await press(...keys)(window);
      await window.getByRole('dialog').waitFor();
    },
  };
}

const place = (name: string, key: string, testId: string): View => ({
  name,
  open: async (window) => {
    await press(key)(window);
    await window.getByTestId(testId).waitFor();
  },
});

/** Settings, with the first, second and further of their pages shown. */
const settings = [0, 1, 2, 3, 4].map((page): View => ({
  name: `settings, page ${page + 1}`,
  dialog: true,
  open: async (window) => {
    await press('Control+,')(window);
    await window.getByRole('tab').first().waitFor();
    const tab = window.getByRole('tab').nth(page);
    await tab.focus();
    await tab.press('Enter');
    await window.getByRole('tabpanel').waitFor();
  },
}));

/** A dialog that is reached from the chat by one control after another, each by its own id. */
const reached = (name: string, ...testIds: readonly string[]): View => ({
  name,
  dialog: true,
  open: async (window) => {
    await press('Control+1')(window);
    for (const testId of testIds) {
      const control = window.getByTestId(testId).last();
      await control.focus();
      await control.press('Enter');
    }
    await window.getByRole('dialog').waitFor();
  },
});

export const VIEWS: readonly View[] = [
  place('chat', 'Control+1', 'composer-input'),
  place('edit', 'Control+2', 'edit-view'),
  place('frames', 'Control+3', 'frames-view'),
  place('zoom', 'Control+4', 'zoom-view'),
  place('library', 'Control+5', 'library'),
  place('models', 'Control+6', 'models'),
  ...settings,
  dialog('shortcuts', 'Control+/'),
  dialog('search', 'Control+k'),
  dialog('export', 'Control+e'),
  dialog('import', 'Control+Shift+O'),
  dialog('system prompt', 'Control+Shift+S'),
  dialog('map', 'Control+Shift+M'),
  dialog('bin', 'Control+Shift+B'),
  dialog('prompts', 'Control+p'),
  { ...dialog('folder and tags', 'Control+Shift+F'), suggests: true },
  reached('a new prompt', 'open-prompts', 'prompt-new'),
  reached('name of a branch', 'message-menu', 'name-branch'),
  reached('compare', 'message-menu', 'compare-neighbour'),
  reached('a picture, large', 'picture-open'),
  reached('decode again', 'picture-decode'),
  reached('about', 'open-about'),
  reached('licences', 'open-about', 'open-licences'),
];

/**
 * A conversation of a question and two answers with pictures, made by the tiny package; in a folder,
 * under a tag, with a kept prompt and another conversation in the trash.
 */
export async function converse({ window }: Program, packageFolder: string): Promise<void> {
  await usePackage(window, packageFolder);
  await begin(window);
  await ask(window, 'Generate an image of a red umbrella.');
  await window.getByTestId('message-assistant').first().waitFor({ timeout: 60_000 });
  await ended(window);
  const [{ id } = { id: '' }] = await callProgram(window, 'conversations.list', {});
  const { messages } = await callProgram(window, 'conversations.open', { id });
  const messageId = messages.at(-1)?.id ?? '';
  await callProgram(window, 'chat.regenerate', { conversationId: id, messageId, think: 'auto' });
  await window.getByTestId('branches').waitFor({ timeout: 60_000 });
  await ended(window);
  await callProgram(window, 'conversations.organise', { id, folder: 'Plants', tags: ['red'] });
  const prompt = { id: null, title: 'Draw', text: 'Generate an image of {{thing=a fern}}.' };
  await callProgram(window, 'prompts.save', prompt);
  const gone = await callProgram(window, 'conversations.create', {});
  await callProgram(window, 'conversations.delete', { id: gone.id });
}

/** Shows one view after another and does something in each. */
export async function eachView(
  window: Page,
  act: (view: View) => Promise<void>,
  views: readonly View[] = VIEWS,
): Promise<void> {
  for (const view of views) {
    await view.open(window);
    await act(view);
    if (!view.dialog) continue;
    if (view.suggests) await window.keyboard.press('Escape');
    await window.keyboard.press('Escape');
    await window.getByRole('dialog').first().waitFor({ state: 'detached' });
  }
  await window.keyboard.press('Control+1');
}
