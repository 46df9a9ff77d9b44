import { app, dialog, shell } from 'electron';
import { sentence } from '../shared/words/sentence';
import { failureOf } from './chat/error';
import type { Log } from './log';
import type { Places } from './places';
import { DamagedError } from './store/error';
import { openStore, setAside, type Store } from './store/open';

/** What can be done when the conversations cannot be opened. */
type Choice = 'quit' | 'show' | 'anew';

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
      const { error: reason } = failureOf(error);
      console.error(reason);
      const anew = error instanceof DamagedError ? ['anew' as const] : [];
      const choice = await ask(sentence('opening.title'), reason, ['quit', 'show', ...anew]);
      if (choice === 'anew' && (await isSure())) {
        log.note(`The damaged file was set aside as ${setAside(places.data)}`);
        continue;
      }
      if (choice === 'show') await shell.openPath(places.data);
      app.exit(1);
      return undefined;
    }
  }
}

async function isSure(): Promise<boolean> {
  const detail = sentence('opening.sureDetail');
  return (await ask(sentence('opening.sure'), detail, ['quit', 'anew'])) === 'anew';
}

async function ask(message: string, detail: string, choices: Choice[]): Promise<Choice> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'MetaMorph Studio',
    message,
    detail,
    buttons: choices.map((choice) => sentence(`opening.${choice}`)),
    cancelId: 0,
  });
  return choices[response] ?? 'quit';
}
