import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { idSchema } from '../../shared/message';
import type { Failed, Opening } from '../ipc/opening';
import { makePrivateFolder, PRIVATE_FILE } from '../store/privateMode';

/** Most conversations that are remembered to have failed. */
const MOST = 20;
/** Within this time (milliseconds) a window that is closed has not failed to show anything. */
const SHORT = 3000;

const markSchema = z.strictObject({
  /** What is being put on the screen; it stays here when the window or the program ends meanwhile. */
  opening: idSchema.nullable(),
  /** The last one first. */
  failed: z.array(idSchema).max(MOST),
  /** The one of them that no window has told of. */
  untold: idSchema.nullable(),
});
type Mark = z.infer<typeof markSchema>;

const NONE: Mark = { opening: null, failed: [], untold: null };

/**
 * Remembers in a file which conversation is being opened, so that one which ends the window, or lets
 * it hang until it is killed, is not opened again by itself.
 */
export class OpeningMark implements Opening {
  #mark: Mark;
  /** What is on the screen, or on its way there. */
  #current: string | null = null;
  #begun = -Infinity;

  /**
   * @param file absolute path
   * @param report called where a file cannot be written
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

  /** The window answers again: what it shows has not failed. */
  recovered(): void {
    if (this.#current !== null) this.#keep(without(this.#mark, this.#current));
  }

  /** The program ends in order: what was only just begun has not failed. */
  end(): void {
    const brief = performance.now() - this.#begun < SHORT;
    if (brief && this.#mark.opening !== null) this.#keep({ ...this.#mark, opening: null });
  }

  #keep(mark: Mark): void {
    this.#mark = mark;
    try {
      makePrivateFolder(path.dirname(this.file));
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

function read(file: string): Mark {
  try {
    return markSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return NONE;
  }
}
