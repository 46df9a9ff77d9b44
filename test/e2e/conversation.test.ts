import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Conversations } from '../../electron/store/conversations';
import { connect, loadDriver } from '../../electron/store/connection';
import { Messages } from '../../electron/store/messages';
import { DATABASE } from '../../electron/store/open';
import {
  ask,
  begin,
  emptyDataFolder,
  kill,
  removeFolder,
  screenshot,
  start,
  type Program,
} from './program';

let program: Program | undefined;
const folders: string[] = [];

async function opened(folder?: string): Promise<Program> {
  const data = folder ?? emptyDataFolder();
  if (!folder) folders.push(data);
  program = await start(data);
  return program;
}

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  for (const folder of folders.splice(0)) removeFolder(folder);
});

describe('one conversation of words and pictures', () => {
  // Catches: an answer whose picture never reaches the screen, or is gone after a restart.
  it('draws what is asked, and shows it again after the program was killed', async () => {
    const data = emptyDataFolder();
    folders.push(data);
    const { window, application } = await opened(data);
    await begin(window);
    await ask(window, 'Generate an image of a butterfly.');
    const answer = window.getByTestId('message-assistant').first();
    const picture = answer.getByTestId('picture').locator('img').first();
    await picture.waitFor({ timeout: 120_000 });
    await window
      .getByTestId('composer-stop')
      .first()
      .waitFor({ state: 'detached', timeout: 120_000 });
    await screenshot(window, 'picture');
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(256);
    expect(await answer.innerText()).toContain('Here is an image');
    await kill({ application, window });
    program = undefined;

    const again = await opened(data);
    const kept = again.window.getByTestId('message-assistant').first();
    const item = again.window.getByTestId('conversation-item').first();
    await item.click();
    await kept.getByTestId('picture').locator('img').first().waitFor({ timeout: 30_000 });
    expect(await again.window.getByTestId('message-user').first().innerText()).toContain(
      'Generate an image of a butterfly.',
    );
  });

  // Catches: what a command keeps in the same data is not seen until the program starts anew.
  it('shows what was written beside it when the person comes back', async () => {
    const { window } = await opened();
    await begin(window);
    // Not by a store, which is refused beside the SQLite of an older Electron.
    const file = path.join(folders[0] ?? '', DATABASE);
    const database = connect({ driver: loadDriver(undefined), file });
    const conversations = new Conversations(database);
    const { id } = conversations.create();
    conversations.rename(id, 'From a command');
    await window.evaluate(() => globalThis.dispatchEvent(new Event('focus')));
    const item = window.getByTestId('conversation-item').filter({ hasText: 'From a command' });
    await item.click();

    const messages = new Messages(database);
    messages.add({
      conversationId: id,
      parentId: null,
      role: 'user',
      parts: [{ type: 'text', text: 'Asked in a terminal' }],
    });
    const [{ id: leafId } = { id: '' }] = messages.all(id);
    conversations.setLeaf(id, leafId);
    conversations.touch(id);
    database.close();
    await window.evaluate(() => globalThis.dispatchEvent(new Event('focus')));
    await window.getByTestId('message-user').filter({ hasText: 'in a terminal' }).waitFor();
  });
});
