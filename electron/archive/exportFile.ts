import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Store } from '../store/open';
import { BesideFolder } from './besideFolder';
import { exportArchive, type Exported } from './exportArchive';
import { Branches } from './formats/branches';
import { writeHtml } from './formats/html';
import { writeLines } from './formats/jsonLines';
import { writeMarkdown } from './formats/markdown';
import { titleOf } from './formats/shownParts';
import { PaperPictures } from './pdf/paper';
import { ExportedPictures, type AsPng, type ShownPicture } from './exportedImages';
import { readSelected, selectedIds } from './selection';
import { writeFault, writeWhole, type Target } from './target';
import type { ArchivedConversation } from '../../shared/archive/schema';
import { throwIfAborted, type Task } from '../../shared/task';
import type { ExportOptions, ExportSelection } from '../../shared/ipc/archive';

export const FORMATS = ['metamorph', 'html', 'md', 'pdf', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

/** Tools that the formats for people need. */
export interface ExportTools {
  readonly asPng: AsPng;
  /** Prints a page to a file as PDF; both paths absolute. */
  readonly printPdf: (page: string, file: string, signal?: AbortSignal) => Promise<void>;
}

export interface ExportRequest {
  readonly store: Store;
  readonly selection: ExportSelection;
  readonly format: Format;
  /** Absolute path of the file. */
  readonly file: string;
  /** Whether a file of that name may be replaced; a folder only if an export made it. */
  readonly replaces: boolean;
  readonly options: ExportOptions;
  readonly tools: ExportTools;
  readonly task?: Task;
}

/** What was written; `hash` only for archives. */
export type ExportedFile = Omit<Exported, 'hash'> & { readonly hash?: string };

/**
 * Exports to one file (and, for Markdown and optionally for HTML, a folder of pictures beside it). An
 * export that fails or is stopped leaves nothing behind and changes nothing.
 */
export async function exportFile(request: ExportRequest): Promise<ExportedFile> {
  const { store, selection, format, file, replaces, task } = request;
  if (format === 'metamorph') return exportArchive(store, selection, file, replaces, task);
  return new ReadableExport(request).run();
}

class ReadableExport {
  readonly #pictures: ExportedPictures;
  readonly #ids: readonly string[];
  readonly #total: number;
  #messages = 0;
  #done = 0;

  constructor(private readonly request: ExportRequest) {
    const { store, selection, options, tools } = request;
    this.#ids = selectedIds(store, selection);
    this.#total = this.#ids.length + countPictures(store, this.#ids);
    this.#pictures = new ExportedPictures(store, options.metadata, tools.asPng);
  }

  async run(): Promise<ExportedFile> {
    const { format, file, replaces, options } = this.request;
    const hasFolder = format === 'md' || (format === 'html' && options.beside);
    const beside = hasFolder ? await BesideFolder.choose(file, replaces) : undefined;
    try {
      await writeWhole(file, replaces, async (target) => {
        await this.#fill(target, beside);
        throwIfAborted(this.request.task?.signal);
        await target.seal();
        await beside?.putIn();
      });
      beside?.settle();
    } finally {
      beside?.takeBack();
    }
    return {
      conversations: this.#ids.length,
      messages: this.#messages,
      images: this.#pictures.count,
      missing: this.#pictures.missing.size,
    };
  }

  async #fill(target: Target, beside: BesideFolder | undefined): Promise<void> {
    const { format, options } = this.request;
    const write = (text: string): Promise<void> => target.writeText(text);
    const addressOf = beside
      ? (hash: string) => this.#fileAddress(hash, beside)
      : (hash: string) => this.#dataAddress(hash);
    const common = { ...options, write, addressOf };
    if (format === 'md') return writeMarkdown(this.#conversations(), common);
    if (format === 'jsonl') return writeLines(this.#conversations(), common);
    if (format === 'pdf') return this.#print(target);
    return writeHtml(this.#titles(), () => this.#conversations(), { ...common, paper: false });
  }

  /** A page in a folder of its own, with the pictures beside it, so that printing reads them one by one. */
  async #print(target: Target): Promise<void> {
    const { file } = this.request;
    const name = `.${randomBytes(8).toString('hex')}.partial.pages`;
    const folder = path.join(path.dirname(file), name);
    try {
      const pdf =
        (await this.#printed(folder, new PaperPictures())) ?? (await this.#printed(folder));
      if (pdf) await target.write(pdf);
    } catch (error) {
      throw error instanceof Error && 'code' in error && error.code === 'ENOSPC'
        ? writeFault(file, error)
        : error;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Prints the page.
   *
   * @param paper puts small stand-ins on the page and replaces them by the pictures afterwards
   * @returns nothing if that was not possible
   */
  async #printed(folder: string, paper?: PaperPictures): Promise<Uint8Array | undefined> {
    const { options, tools, task } = this.request;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    this.#messages = 0;
    const page = path.join(folder, 'page.html');
    await writeWhole(page, false, (written) =>
      writeHtml(this.#titles(), () => this.#conversations(), {
        ...options,
        write: (text) => written.writeText(text),
        addressOf: async (hash, sized) => {
          this.#step();
          const picture = await this.#pictures.get(hash);
          if (!picture) return undefined;
          return this.#keep(folder, paper && sized ? paper.place(hash, picture) : picture);
        },
        paper: true,
      }),
    );
    const pdf = path.join(folder, 'page.pdf');
    await tools.printPdf(page, pdf, task?.signal);
    throwIfAborted(task?.signal);
    const bytes = await fs.promises.readFile(pdf);
    if (!paper || paper.isEmpty) return bytes;
    return paper.putIn(bytes, (hash) => this.#pictures.get(hash));
  }

  #titles(): string[] {
    const { store } = this.request;
    return this.#ids.map((id) => titleOf(store.conversations.get(id)));
  }

  *#conversations(): Generator<ArchivedConversation> {
    const { store, selection, task } = this.request;
    for (const id of this.#ids) {
      throwIfAborted(task?.signal);
      const conversation = readSelected(store, id, selection);
      this.#messages += this.#shown(conversation);
      yield conversation;
      this.#step();
    }
  }

  /** How many messages are written: a web page folds the other branches, the rest leave them out. */
  #shown(conversation: ArchivedConversation): number {
    if (this.request.format === 'html') return conversation.messages.length;
    return new Branches(conversation).shown().steps.length;
  }

  #step(): void {
    const { task } = this.request;
    throwIfAborted(task?.signal);
    task?.progress?.((this.#done += 1), this.#total);
  }

  async #dataAddress(hash: string): Promise<string | undefined> {
    this.#step();
    const picture = await this.#pictures.get(hash);
    return (
      picture && `data:${picture.mediaType};base64,${Buffer.from(picture.bytes).toString('base64')}`
    );
  }

  async #fileAddress(hash: string, beside: BesideFolder): Promise<string | undefined> {
    this.#step();
    const picture = await this.#pictures.get(hash);
    return picture && `${encodeURIComponent(beside.name)}/${beside.keep(picture)}`;
  }

  #keep(folder: string, { name, bytes }: ShownPicture): string {
    try {
      fs.mkdirSync(folder, { recursive: true });
      const place = path.join(folder, name);
      if (!fs.existsSync(place)) fs.writeFileSync(place, bytes);
    } catch (error) {
      throw writeFault(this.request.file, error);
    }
    return name;
  }
}

function countPictures({ database }: Store, ids: readonly string[]): number {
  const row = database.get<{ count: number }>(
    `SELECT count(*) AS count FROM picture JOIN part ON part.id = picture.part_id
     JOIN message ON message.id = part.message_id
     WHERE message.hidden = 0 AND message.conversation_id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );
  return row?.count ?? 0;
}
