import path from 'node:path';
import type { ImportSummary } from '../../shared/collection';
import { sentence } from '../../shared/words/sentence';
import { exportFile } from '../archive/exportFile';
import { importSource, preview, type Imported } from '../archive/import';
import { openSource } from '../archive/openSource';
import type { Selection } from '../archive/selection';
import type { Source } from '../archive/source';
import { ChatError } from '../chat/error';
import type { Services } from './handlers';
import type { Handlers } from './router';

type Names = Extract<keyof Handlers, `archive.${string}`>;

/** At most this many conversations and notes of an import are shown. */
const SHOWN = 500;
/** Progress is told at most this often (milliseconds). */
const TELL_AFTER = 100;

/** Calls that export and import, one at a time, with progress and a stop. */
export function archiveHandlers({ store, chat, desktop, emit }: Services): Pick<Handlers, Names> {
  let running: AbortController | undefined;
  let looked: { readonly name: string; readonly source: Source } | undefined;
  const inspect = desktop.pictures.inspect.bind(desktop.pictures);

  function leave(): void {
    looked?.source.close();
    looked = undefined;
  }

  async function work<Result>(
    act: (work: {
      signal: AbortSignal;
      progress: (done: number, total: number) => void;
    }) => Promise<Result>,
  ): Promise<Result> {
    if (running) {
      throw new ChatError('input', sentence('archive.busy'));
    }
    const controller = new AbortController();
    running = controller;
    let told = 0;
    const progress = (done: number, total: number): void => {
      const now = performance.now();
      if (now - told < TELL_AFTER) return;
      told = now;
      emit({ type: 'work', done: Math.min(done, total), total });
    };
    try {
      return await act({ signal: controller.signal, progress });
    } finally {
      running = undefined;
    }
  }

  /** A name for the file: the title, of it only what every system takes in names. */
  function nameOf(selection: Selection): string {
    const id = selection.kind === 'all' || selection.kind === 'folder' ? undefined : selection.id;
    const title = id === undefined ? '' : store.conversations.get(id).title;
    const plain = title
      .replace(/[^\p{L}\p{N} ]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 60);
    return plain === '' ? 'conversations' : plain;
  }

  return {
    'archive.export': ({ selection, format, options }) =>
      work(async (running) => {
        const picked = await desktop.pickExport(nameOf(selection), format);
        if (picked === null) return null;
        const { hash: _, ...exported } = await exportFile({
          store,
          selection,
          format,
          file: picked,
          // The dialog asked before it gave the name of a file that is there.
          replaces: true,
          options,
          tools: {
            asPng: (bytes) => desktop.pictures.asPng(bytes),
            printPdf: (page, file, signal) => desktop.printPdf(page, file, signal),
          },
          work: running,
        });
        return { path: picked, ...exported };
      }),
    'archive.look': ({ folder }) =>
      work(async (running) => {
        const picked = await desktop.pickImport(folder);
        if (picked === null) return null;
        leave();
        const source = await openSource(picked, { ...running, inspect });
        try {
          const found = await preview(store, source, running);
          const name = path.basename(picked);
          looked = { name, source };
          return summaryOf(name, found);
        } catch (error) {
          source.close();
          throw error;
        }
      }),
    'archive.import': () =>
      work(async (running) => {
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
      running?.abort();
      return null;
    },
  };
}

function summaryOf(name: string, imported: Imported): ImportSummary {
  const { kind, conversations, messages, images, counts, list, notes } = imported;
  return {
    name,
    kind,
    conversations,
    messages,
    images,
    counts: { ...counts },
    list: list.slice(0, SHOWN).map(({ from: _, ...one }) => one),
    notes: notes.slice(0, SHOWN),
  };
}
