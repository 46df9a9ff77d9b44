import path from 'node:path';
import { exportTo, nameOf } from '../files';
import type { ImportPreview } from '../importPreview';
import type { HandlersOf } from '../router';
import type { TaskSlot } from '../taskSlot';
import type { archiveCalls } from '../../../shared/ipc/archive';
import type { Services } from '../services';

/** Calls that export and import, one at a time, with progress, and can be stopped. */
export function archiveHandlers(
  { store, chat, desktop, emit }: Services,
  slot: TaskSlot,
  importPreview: ImportPreview,
): HandlersOf<typeof archiveCalls> {
  return {
    'archive.export': (request) =>
      slot.run(async (running) => {
        const picked = await desktop.pickExport(nameOf(store, request.selection), request.format);
        if (picked === null) return null;
        const { hash: _, ...exported } = await exportTo(
          { store, desktop },
          request,
          picked,
          running,
        );
        return { path: picked, ...exported };
      }),
    'archive.folders': () =>
      store.database.all<{ folder: string; conversations: number }>(
        `SELECT folder, count(*) AS conversations FROM conversation
         WHERE deleted_at IS NULL AND folder <> '' GROUP BY folder ORDER BY folder`,
      ),
    'archive.preview': ({ folder }) =>
      slot.run(async (task) => {
        const picked = await desktop.pickImport(folder);
        if (picked === null) return null;
        const open = () => desktop.openSource(picked, task);
        return importPreview.open(path.basename(picked), open, task);
      }),
    'archive.import': () =>
      slot.run(async (task) => {
        const summary = await importPreview.import(task);
        emit({ type: 'conversations', conversations: store.conversations.list() });
        chat.resume();
        return summary;
      }),
    'archive.discard': () => importPreview.discard(),
  };
}
