import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readJson } from '../disk/whole';
import { idSchema } from '../../shared/message';
import type { Failed, Opening } from '../ipc/opening';
import { makePrivateFolder, PRIVATE_FILE } from '../disk/privateMode';

/** Most failed conversations that are remembered. */
const MOST = 20;
/** A window that is closed within this time has not failed to show anything (milliseconds). */
const SHORT = 3000;

const markSchema = z.strictObject({
  /** The conversation being opened; it stays here if the window or the program ends meanwhile. */
  opening: idSchema.nullable(),
  /** The most recent first. */
  failed: z.array(idSchema).max(MOST),
  /** The one that no window has reported yet. */
  untold: idSchema.nullable(),
});
type Mark = z.infer<typeof markSchema>;

const NONE: Mark = { opening: null, failed: [], untold: null };

/**
 * Remembers in a file which conversation is being opened, so that one that crashes or hangs the window is
 * not reopened automatically.
 */
export class OpeningMark implements Opening {
  #mark: Mark;
  /** The conversation that is shown or being opened. */
  #current: string | null = null;
  #begun = -Infinity;

  /**
   * @param file absolute path
   * @param report called if the file cannot be written
   */
  constructor(
    private readonly file: string,
    private readonly report: (error: unknown) => void,
  ) {
    this.#mark = read(file);
  }

  /** The conversation that the window shows or is about to show; null for none. */
  get current(): string | null {
    return this.#current;
  }

  begin(id: string): void {
    if (this.#current === id && this.#mark.opening === null) return;
    this.#current = id;
    this.#begun = performance.now();
    this.#keep({ ...this.#mark, opening: id });
  }

  shown(id: string): void {
    if (this.#mark.opening === id) this.#keep(without(this.#mark, id));
  }

  fail(): void {
    if (this.#current !== null) this.#keep(withFailed(this.#mark, this.#current));
  }

  failed(): Failed {
    const { opening } = this.#mark;
    const { failed: all, untold } = opening === null ? this.#mark : withFailed(this.#mark, opening);
    this.#current = null;
    if (untold !== null) this.#keep({ opening: null, failed: all, untold: null });
    return { all, untold };
  }

  /** The window responds again: what it shows has not failed. */
  recovered(): void {
    if (this.#current !== null) this.#keep(without(this.#mark, this.#current));
  }

  /** The program quits normally: what had only just begun has not failed. */
  end(): void {
    const brief = performance.now() - this.#begun < SHORT;
    if (brief && this.#mark.opening !== null) this.#keep({ ...this.#mark, opening: null });
  }

  #keep(mark: Mark): void {
    this.#mark = mark;
    try {
      makePrivateFolder(path.dirname(this.file));
      // One name, which the next one takes over: nothing sweeps this folder after a crash.
      const temporary = `${this.file}.tmp`;
      fs.writeFileSync(temporary, JSON.stringify(mark), { mode: PRIVATE_FILE });
      fs.renameSync(temporary, this.file);
    } catch (error) {
      this.report(error);
    }
  }
}

function withFailed({ failed }: Mark, id: string): Mark {
  const others = failed.filter((other) => other !== id).slice(0, MOST - 1);
  return { opening: null, failed: [id, ...others], untold: id };
}

const without = ({ failed, untold }: Mark, id: string): Mark => ({
  opening: null,
  failed: failed.filter((other) => other !== id),
  untold: untold === id ? null : untold,
});

const read = (file: string): Mark => readJson(file, markSchema) ?? NONE;
