/** Every view and dialog of the window, reached by the keyboard. */
import type { Page } from 'playwright';
import { ask, begin, ended, type Program } from './program';
import { usePackage } from './person';

/** One view: how it is reached from any other, and how it is left. */
export interface View {
  readonly name: string;
  readonly open: (window: Page) => Promise<void>;
  /** Whether it is a dialog, which Escape closes. */
  readonly dialog?: boolean;
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

export const VIEWS: readonly View[] = [
  place('chat', 'Control+1', 'composer-input'),
  place('edit', 'Control+2', 'edit-view'),
  place('frames', 'Control+3', 'frames-view'),
  place('zoom', 'Control+4', 'zoom-view'),
  place('library', 'Control+5', 'library'),
  ...settings,
  dialog('shortcuts', 'Control+/'),
  dialog('search', 'Control+k'),
  dialog('export', 'Control+e'),
  dialog('import', 'Control+Shift+O'),
  dialog('system prompt', 'Control+Shift+S'),
];

/** A conversation of a question and an answer with a picture, made by the tiny package. */
export async function converse({ window }: Program, packageFolder: string): Promise<void> {
  await usePackage(window, packageFolder);
  await begin(window);
  await ask(window, 'Generate an image of a red umbrella.');
  await window.getByTestId('message-assistant').first().waitFor({ timeout: 60_000 });
  await ended(window);
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
    await window.keyboard.press('Escape');
    await window.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await window.keyboard.press('Control+1');
}
