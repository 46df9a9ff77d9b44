import path from 'node:path';
import { reportOf } from '../../recovery/check';
import { OWN_FOLDER } from '../../store/ownership';
import { sizeOf } from '../../recovery/contentFiles';
import { listBackups } from '../../recovery/backupRecord';
import { syncedWarning } from '../../store/diskKind';
import { isFree, moveData } from '../../recovery/move';
import { backupsFolder } from '../../store/folders';
import { repair } from '../../recovery/repair';
import type { HandlersOf } from '../router';
import { findBackups } from '../../recovery/findBackups';
import { openBackup } from '../../archive/openBackup';
import type { ImportPreview } from '../importPreview';
import type { TaskSlot } from '../taskSlot';
import type { recoveryCalls } from '../../../shared/ipc/recovery';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import type { Services } from '../services';

/** Calls that keep the data safe: backups, the check, the repair, the move. */
export function recoveryHandlers(
  { store, chat, backupQueue, desktop, rescued, findFaults }: Services,
  slot: TaskSlot,
  importPreview: ImportPreview,
): HandlersOf<typeof recoveryCalls> {
  /** Folder of backups that the person picked last. */
  let picked = '';

  function refuseWhileAnswering(): void {
    if (chat.busy) throw new AppError('input', t('safety.answerFirst'));
  }

  return {
    'backups.list': async () => {
      const own = backupsFolder(store.folder);
      return {
        copies: listBackups(own),
        size: await sizeOf(own),
        second: await backupQueue.second(),
      };
    },
    'backups.pick': async () => {
      const folder = await desktop.pickFolder();
      if (folder === null) return null;
      const found = findBackups(folder);
      if (!found) throw new AppError('input', t('safety.noCopiesIn', { path: folder }));
      picked = found.folder;
      return found;
    },
    'backups.preview': ({ place, name }) =>
      slot.run((task) => {
        const folder = place === 'picked' ? picked : backupQueue.folderOf(place);
        return importPreview.open(name, () => openBackup(store, folder, name), task);
      }),
    'backups.make': () => slot.run((task) => backupQueue.make('asked', task)),
    'backups.problems': () => backupQueue.problems(),
    'backups.chooseSecond': () =>
      slot.run(async (task) => {
        const picked = await desktop.pickFolder();
        return picked === null ? null : backupQueue.chooseSecond(picked, task);
      }),
    'backups.leaveSecond': () => backupQueue.leaveSecond(),
    'recovery.check': () =>
      slot.run(async (task) => reportOf(store, await findFaults(store, task))),
    'recovery.repair': () =>
      slot.run(async (task) => {
        refuseWhileAnswering();
        // A damaged database cannot be copied, but the rescue keeps the original.
        await backupQueue.make('repair', { signal: task.signal }).catch(() => undefined);
        const repaired = await repair(store, task, findFaults);
        await backupQueue.lookAgain();
        return repaired;
      }),
    'recovery.move': () =>
      slot.run(async (task) => {
        refuseWhileAnswering();
        const picked = await desktop.pickFolder();
        if (picked === null) return null;
        const to = emptyFolderIn(picked, desktop.home, store.folder);
        const warning = syncedWarning(to);
        const anyway = {
          message: t('safety.syncedTitle'),
          act: t('safety.moveAnyway'),
        };
        if (warning && !(await desktop.confirm({ ...anyway, detail: warning }))) return null;
        await backupQueue.idle();
        await moveData(store, desktop.home, to, task);
        desktop.restart();
        return to;
      }),
    'recovery.rescued': () => rescued ?? null,
  };
}

/** The picked folder itself if it can take the data or is the home folder, else a new one inside it. */
function emptyFolderIn(picked: string, home: string, from: string): string {
  const first = path.resolve(picked) === path.resolve(home);
  return first || isFree(picked, from) ? picked : path.join(picked, OWN_FOLDER);
}
