import { app, dialog, shell } from 'electron';
import { failureOf } from './chat/error';
import type { Log } from './log';
import type { Places } from './places';
import { DamagedError } from './store/error';
import { openStore, setAside, type Store } from './store/open';

const QUIT = 'Quit';
const SHOW = 'Open the folder and quit';
const ANEW = 'Set the file aside and begin anew';

/**
 * Opens the store; when that cannot be, says why and asks what to do. A damaged file is never
 * deleted, only set aside, and only after asking twice.
 *
 * @returns nothing when the program ends
 */
export async function openOrAsk(places: Places, log: Log): Promise<Store | undefined> {
  for (;;) {
    try {
      return openStore({ folder: places.data, driver: places.sqlite });
    } catch (error) {
      log.error('The store did not open', error);
      const { error: sentence } = failureOf(error);
      console.error(sentence);
      const anew = error instanceof DamagedError ? [ANEW] : [];
      const choice = await ask('The conversations cannot be opened.', sentence, [
        QUIT,
        SHOW,
        ...anew,
      ]);
      if (choice === ANEW && (await isSure())) {
        log.note(`The damaged file was set aside as ${setAside(places.data)}`);
        continue;
      }
      if (choice === SHOW) await shell.openPath(places.data);
      app.exit(1);
      return undefined;
    }
  }
}

async function isSure(): Promise<boolean> {
  const detail =
    'The damaged file stays in the folder of the data under another name, and the studio begins without conversations.';
  return (await ask('Begin without the conversations?', detail, [QUIT, ANEW])) === ANEW;
}

async function ask(message: string, detail: string, buttons: string[]): Promise<string> {
  const title = 'MetaMorph Studio';
  const options = { type: 'error' as const, title, message, detail, buttons, cancelId: 0 };
  const { response } = await dialog.showMessageBox(options);
  return buttons[response] ?? QUIT;
}
