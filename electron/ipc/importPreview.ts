import { importSource, preview, type Imported } from '../archive/import';
import type { Source } from '../archive/source';
import type { Store } from '../store/open';
import type { ImportSummary } from '../../shared/ipc/archive';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Task } from '../../shared/task';

/** Most conversations and notes of an import that are shown. */
const SHOWN = 500;
/** Most missing pictures of a conversation that are shown. */
const PICTURES = 50;

/** A source opened for an import: its contents are shown first, then it is imported or discarded. */
export class ImportPreview {
  #opened: { readonly name: string; readonly source: Source } | undefined;

  constructor(private readonly store: Store) {}

  /** Opens a source in place of the previous one, and reports what importing it would add. */
  async open(name: string, open: () => Promise<Source>, task: Task): Promise<ImportSummary> {
    this.discard();
    const source = await open();
    try {
      const found = await preview(this.store, source, task);
      this.#opened = { name, source };
      return summaryOf(name, found);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /**
   * Imports what was opened last.
   *
   * @throws AppError `input` if nothing is open
   */
  async import(task: Task): Promise<ImportSummary> {
    if (!this.#opened) throw new AppError('input', t('archive.chooseFirst'));
    const { name, source } = this.#opened;
    const imported = await importSource(this.store, source, task);
    this.discard();
    return summaryOf(name, imported);
  }

  /** Closes what was opened. */
  discard(): void {
    this.#opened?.source.close();
    this.#opened = undefined;
  }
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
