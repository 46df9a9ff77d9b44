import fs from 'node:fs/promises';
import path from 'node:path';

/** Folder of a conversion's notes within its target; gone once it is finished. */
export const NOTES = '.convert';
const JOURNAL = 'journal';

/**
 * What is finished of a conversion: the plan's identity in the first line, then a line with the
 * index and the digest of each task. A line is written only once the data are safe on the disk.
 */
export class Journal {
  private constructor(private readonly handle: fs.FileHandle) {}

  /**
   * Opens the journal of a folder.
   *
   * @param identity of the plan; a journal of another plan is begun anew
   * @returns the journal, and digests of finished tasks by index
   */
  static async open(
    folder: string,
    identity: string,
  ): Promise<{ journal: Journal; finished: Map<number, string> }> {
    const notes = path.join(folder, NOTES);
    await fs.mkdir(notes, { recursive: true });
    const file = path.join(notes, JOURNAL);
    const text = await fs.readFile(file, 'latin1').catch(() => '');
    // Behind the last line's end a kill may have left the beginning of one.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const [first, ...lines] = whole.split('\n');
    if (first !== identity) {
      const journal = new Journal(await fs.open(file, 'w'));
      await journal.#write(`${identity}\n`);
      return { journal, finished: new Map() };
    }
    const handle = await fs.open(file, 'r+');
    await handle.truncate(whole.length);
    const finished = new Map<number, string>();
    for (const line of lines) {
      const [, index, digest] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
      if (index !== undefined && digest !== undefined) finished.set(Number(index), digest);
    }
    return { journal: new Journal(handle), finished };
  }

  /** Notes finished tasks, whose data must be safe already. */
  async append(finished: readonly (readonly [index: number, digest: string])[]): Promise<void> {
    await this.#write(finished.map(([index, digest]) => `${index} ${digest}\n`).join(''));
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  async #write(lines: string): Promise<void> {
    const { size } = await this.handle.stat();
    await this.handle.write(lines, size, 'latin1');
    await this.handle.datasync();
  }
}

/** Removes the notes of a finished conversion. */
export async function removeNotes(folder: string): Promise<void> {
  await fs.rm(path.join(folder, NOTES), { recursive: true, force: true });
}
