import { app, dialog, shell } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { languageOf } from '../../shared/i18n/languages';
import { setLanguage, t } from '../../shared/i18n/translate';
import { failureOf } from '../chat/error';
import type { Log } from './log';
import type { AppPaths } from './paths';
import { DamagedError, isCorrupt } from '../store/error';
import { DATABASE, openStore, quarantineDatabase, type Store } from '../store/open';
import { claim, isForeign, isOurs, OWN_FOLDER } from '../store/ownership';
import { backUpBeforeMigration } from '../recovery/backupBeforeMigration';
import { syncedWarning } from '../store/diskKind';
import { endMove } from '../recovery/endMove';
import { rescueMark } from '../recovery/repair';
import { endRescue, rescue } from '../recovery/rescue';
import type { Rescued } from '../../shared/ipc/recovery';

/** What can be done when the conversations cannot be opened. */
type Choice = 'quit' | 'show' | 'anew' | 'own';

/** An open store, and what was rescued of it. */
export interface Opened {
  readonly store: Store;
  readonly rescued: Rescued | undefined;
}

/**
 * Opens the store. A damaged one is recovered as far as possible and the original moved aside; if the
 * store still cannot be opened, says why and asks what to do. A damaged file is never deleted.
 *
 * @returns nothing if the program ends
 */
export async function openOrAsk(paths: AppPaths, log: Log): Promise<Opened | undefined> {
  const { data, sqlite } = paths;
  let rescued = endRescue(data);
  const begins = !fs.existsSync(path.join(data, DATABASE));
  let tried = false;
  const tryRescue = (): void => {
    tried = true;
    rescued = rescue(data, sqlite);
    log.note(`What could be read was rescued; the original lies in ${rescued.aside}`);
  };
  for (;;) {
    try {
      if (fs.existsSync(rescueMark(data)) && !tried) tryRescue();
      const copied = await backUpBeforeMigration(data, sqlite).catch((error: unknown) => {
        log.error('No copy was made before the migration', error);
        return false;
      });
      const store = openReadable(paths, copied);
      if (begins) void warnSynced(data);
      return { store, rescued };
    } catch (error) {
      log.error('The store did not open', error);
      if ((error instanceof DamagedError || isCorrupt(error)) && !tried) {
        try {
          tryRescue();
          continue;
        } catch (failure) {
          log.error('Nothing could be rescued', failure);
        }
      }
      const { error: reason } = failureOf(error);
      console.error(reason);
      const anew = error instanceof DamagedError ? ['anew' as const] : [];
      const choice = await ask(t('opening.title'), reason, ['quit', 'show', ...anew]);
      if (choice === 'anew' && (await isSure())) {
        log.note(`The damaged file was set aside as ${quarantineDatabase(data)}`);
        continue;
      }
      if (choice === 'show') await shell.openPath(data);
      app.exit(1);
      return undefined;
    }
  }
}

/** An unchecked store also counts as damaged if what the start needs cannot be read. */
function openReadable({ data, sqlite }: AppPaths, copied: boolean): Store {
  const store = openStore({ folder: data, driver: sqlite, copied, checkedLater: true });
  try {
    store.settings.get();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Warns a person whose new data folder is synced to other computers; the program continues. */
async function warnSynced(data: string): Promise<void> {
  const detail = syncedWarning(data);
  if (!detail) return;
  const message = t('safety.syncedTitle');
  await dialog.showMessageBox({ type: 'warning', title: 'MetaMorph Studio', message, detail });
}

async function isSure(): Promise<boolean> {
  const detail = t('opening.sureDetail');
  return (await ask(t('opening.sure'), detail, ['quit', 'anew'])) === 'anew';
}

async function ask(message: string, detail: string, choices: Choice[]): Promise<Choice> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'MetaMorph Studio',
    message,
    detail,
    buttons: choices.map((choice) => t(`opening.${choice}`, { name: OWN_FOLDER })),
    cancelId: 0,
  });
  return choices[response] ?? 'quit';
}

/** Whether the data folder is writable; if not, says so and what to do. */
export async function isWritable({ data, home }: AppPaths): Promise<boolean> {
  const folder = fs.existsSync(data) ? data : home;
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    await app.whenReady();
    setLanguage(languageOf('auto', app.getPreferredSystemLanguages()));
    const detail = `${folder}\n${t('store.readOnly')}`;
    await ask(t('opening.title'), detail, ['quit']);
    return false;
  }
}

/** Whether the data is where it is expected, or may be created there. */
export const isThere = ({ data, home }: AppPaths): boolean => data === home || isOurs(data);

/**
 * Whether the moved data is available; if not, says so and ends the program, so that no empty folder
 * takes its place.
 */
export async function isDataThere(paths: AppPaths): Promise<boolean> {
  const { data } = paths;
  if (isThere(paths)) return true;
  await ask(t('opening.title'), t('opening.movedAway', { path: data }), ['quit']);
  app.exit(1);
  return false;
}

/**
 * Says that the folder which the person named holds other things, and offers one of the studio's own in
 * it. Then the program ends, or restarts there if the person agrees.
 *
 * @param folder absolute path of the folder that was named
 */
export async function offerOwnFolder(folder: string): Promise<void> {
  await app.whenReady();
  setLanguage(languageOf('auto', app.getPreferredSystemLanguages()));
  const own = path.join(folder, OWN_FOLDER);
  const taken = isForeign(own);
  const detail = t(taken ? 'opening.foreignTaken' : 'opening.foreignDetail', {
    path: folder,
    name: OWN_FOLDER,
  });
  console.error(detail);
  const choices: Choice[] = taken ? ['quit'] : ['quit', 'own'];
  const choice = await ask(t('opening.foreign'), detail, choices);
  if (choice === 'own') {
    claim(own);
    app.relaunch();
  }
  app.exit(choice === 'own' ? 0 : 1);
}

/** Removes what a move left in the old folder; says so if the old folder was left as it is. */
export async function emptyOldFolder(store: Store, { home }: AppPaths, log: Log): Promise<void> {
  try {
    const kept = await endMove(store, home);
    if (kept === undefined) return;
    log.note(`Nothing was removed in ${kept}, which was written to after the move`);
    await dialog.showMessageBox({
      type: 'warning',
      title: 'MetaMorph Studio',
      message: t('opening.oldFolder'),
      detail: t('opening.oldFolderDetail', { from: kept, to: store.folder }),
    });
  } catch (error) {
    log.error('The old folder was not emptied', error);
  }
}
