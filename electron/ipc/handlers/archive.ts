import path from 'node:path';
import type { ImportSummary } from '../../../shared/ipc/collection';
import { sentence } from '../../../shared/i18n/translate';
import { importSource, preview, type Imported } from '../../archive/import';
import { openCopy } from '../../archive/openBackup';
import { openSource } from '../../archive/openSource';
import type { Source } from '../../archive/source';
import { ChatError } from '../../chat/error';
import { exportTo } from '../exporting';
import { findCopies } from '../../recovery/findCopies';
import type { Services } from '../createHandlers';
import { nameOf } from '../names';
import type { Handlers } from '../router';
import type { RunningWork, WorkSlot } from '../taskSlot';

type Names = Extract<keyof Handlers, `archive.${string}` | 'copies.look' | 'copies.pick'>;

/** At most this many conversations and notes of an import are shown. */
const SHOWN = 500;
/** At most this many missing pictures of a conversation are shown. */
const PICTURES = 50;

/** Calls that export and import, one at a time, with progress and a stop. */
export function archiveHandlers(
  { store, chat, copier, desktop, emit }: Services,
  slot: WorkSlot,
): Pick<Handlers, Names> {
  let looked: { readonly name: string; readonly source: Source } | undefined;
  let pickedCopies = '';
  const inspect = desktop.pictures.inspect.bind(desktop.pictures);

  function leave(): void {
    looked?.source.close();
    looked = undefined;
  }

  async function look(
    name: string,
    open: () => Promise<Source>,
    running: RunningWork,
  ): Promise<ImportSummary> {
    leave();
    const source = await open();
    try {
      const found = await preview(store, source, running);
      looked = { name, source };
      return summaryOf(name, found);
    } catch (error) {
      source.close();
      throw error;
    }
  }

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
    'archive.look': ({ folder }) =>
      slot.run(async (running) => {
        const picked = await desktop.pickImport(folder);
        if (picked === null) return null;
        const open = () => openSource(picked, { ...running, inspect });
        return look(path.basename(picked), open, running);
      }),
    'copies.pick': async () => {
      const picked = await desktop.pickFolder();
      if (picked === null) return null;
      const found = findCopies(picked);
      if (!found) throw new ChatError('input', sentence('safety.noCopiesIn', { path: picked }));
      pickedCopies = found.folder;
      return found;
    },
    'copies.look': ({ place, name }) =>
      slot.run((running) => {
        const folder = place === 'picked' ? pickedCopies : copier.folderOf(place);
        return look(name, () => openCopy(store, folder, name), running);
      }),
    'archive.import': () =>
      slot.run(async (running) => {
        if (!looked) throw new ChatError('input', sentence('archive.chooseFirst'));
        const imported = await importSource(store, looked.source, running);
        const summary = summaryOf(looked.name, imported);
        leave();
        emit({ type: 'conversations', conversations: store.conversations.list() });
        chat.resume();
        return summary;
      }),
    'archive.leave': () => {
      leave();
      return null;
    },
    'archive.stop': () => {
      slot.stop();
      return null;
    },
  };
}

function summaryOf(name: string, imported: Imported): ImportSummary {
  const { kind, conversations, messages, images, counts, list, notes, missing } = imported;
  return {
    name,
    kind,
    conversations,
    messages,
    images,
    counts: { ...counts },
    list: list.slice(0, SHOWN).map(({ from: _, ...one }) => one),
    notes: notes.slice(0, SHOWN),
    missing: missing.slice(0, SHOWN).map(({ pictures, ...one }) => ({
      ...one,
      pictures: pictures.slice(0, PICTURES),
      images: pictures.length,
    })),
  };
}
