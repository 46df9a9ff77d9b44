import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Digest, expectedDigest } from './digest';
import { HubError } from './error';
import type { HubFile, Listing } from './listing';

/** So often what came is made safe on the disk and noted (bytes). */
const NOTE_AFTER = 32_000_000;
const LONGEST_NOTE = 10_000;

const partOf = (target: string): string => `${target}.part`;
const journalOf = (target: string): string => `${target}.part.json`;

const journalSchema = z.object({
  repository: z.string(),
  commit: z.string(),
  digest: z.string(),
  size: z.number(),
  etag: z.string().optional(),
  kept: z.int().min(0),
});
type Journal = z.infer<typeof journalSchema>;

/**
 * The beginning of a file that is being fetched: `target.part`, and beside it in a journal what it
 * is of and how much of it is safe. Both are gone once the file has its name.
 */
export class Part {
  #digest: Digest;
  #noted: number;

  private constructor(
    private readonly target: string,
    private readonly file: HubFile,
    private readonly handle: fs.FileHandle,
    private readonly journal: Journal,
    private readonly noteAfter: number,
  ) {
    this.#digest = new Digest(file);
    this.#noted = journal.kept;
  }

  /** Takes up the part of an earlier try, whose bytes are hashed again, or begins one. */
  static async open(
    target: string,
    listing: Listing,
    file: HubFile,
    { signal, noteAfter = NOTE_AFTER }: { signal?: AbortSignal; noteAfter?: number },
  ): Promise<Part> {
    const digest = expectedDigest(file);
    const before = await readJournal(target);
    const handle = await fs.open(partOf(target), before ? 'r+' : 'w').catch(async () => {
      return fs.open(partOf(target), 'w');
    });
    const { size: there } = await handle.stat();
    // The same bytes under a later commit are the same file.
    const same = before?.digest === digest && before.size === file.size && before.kept <= there;
    const { repository, commit } = listing;
    const etag = same ? before.etag : undefined;
    const kept = same ? Math.min(before.kept, file.size) : 0;
    const journal = { repository, commit, digest, size: file.size, etag, kept };
    const part = new Part(target, file, handle, journal, noteAfter);
    try {
      await handle.truncate(kept);
      await part.#digest.read(handle, kept, signal);
      await part.note();
    } catch (error) {
      await handle.close();
      throw error;
    }
    return part;
  }

  /** Bytes that are there. */
  get length(): number {
    return this.journal.kept;
  }

  /** What the server called the file when it began to send it. */
  get etag(): string | undefined {
    return this.journal.etag;
  }

  set etag(etag: string | undefined) {
    this.journal.etag = etag;
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      const rest = bytes.subarray(written);
      const { bytesWritten } = await this.handle.write(rest, 0, rest.length, this.length);
      this.#digest.update(rest.subarray(0, bytesWritten));
      this.journal.kept += bytesWritten;
      written += bytesWritten;
    }
    if (this.length - this.#noted >= this.noteAfter) await this.note();
  }

  /** Begins anew. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#digest = new Digest(this.file);
    this.journal.kept = 0;
    this.journal.etag = undefined;
    await this.note();
  }

  /** Makes what is there safe, then notes it: after a loss of power nothing else is trusted. */
  async note(): Promise<void> {
    await this.handle.datasync();
    const journal = journalOf(this.target);
    await fs.writeFile(`${journal}~`, JSON.stringify(this.journal), { flush: true });
    await fs.rename(`${journal}~`, journal);
    this.#noted = this.length;
  }

  /**
   * Gives the whole file its name.
   *
   * @throws HubError when it is not the one that was listed; then nothing of it stays
   */
  async finish(): Promise<void> {
    if (this.#digest.end() !== expectedDigest(this.file)) {
      await this.handle.close();
      await discardPartial(this.target);
      throw new HubError('hub.wrongHash', { file: this.file.path });
    }
    await this.handle.sync();
    await this.handle.close();
    await fs.rename(partOf(this.target), this.target);
    await syncFolder(path.dirname(this.target));
    await discardPartial(this.target);
  }

  /** Leaves it for a later try, if there is anything of it. */
  async leave(): Promise<void> {
    if (this.length === 0) {
      await this.handle.close();
      return discardPartial(this.target);
    }
    // On a full disk there is no room for the note; the one before it is good still.
    await this.note().catch(() => undefined);
    await this.handle.close();
  }
}

/** Bytes that a later try would not have to fetch. */
export async function partialLength(target: string, file: HubFile): Promise<number> {
  const journal = await readJournal(target);
  return journal?.digest === expectedDigest(file) ? Math.min(journal.kept, file.size) : 0;
}

/** Removes what is there of a file that was not fetched to its end. */
export async function discardPartial(target: string): Promise<void> {
  for (const file of [partOf(target), journalOf(target), `${journalOf(target)}~`]) {
    await fs.rm(file, { force: true });
  }
}

async function readJournal(target: string): Promise<Journal | undefined> {
  const text = await fs.readFile(journalOf(target), 'utf8').catch(() => '');
  if (text.length > LONGEST_NOTE) return undefined;
  try {
    return journalSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Makes a new name in a folder last; Windows cannot, and does so itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
