import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { storeError } from '../store/error';
import { foldersIn, removeOwn } from '../store/ownFiles';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** How many of the last dragged files stay, since they may still be being copied. */
const KEPT = 8;
const OWN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The folder of files that are dragged out of the window, each in a folder of its own. */
export class DraggedFiles {
  readonly #ids: string[] = [];

  /** @param folder absolute; what an earlier run left in it is removed, and nothing else */
  constructor(private readonly folder: string) {
    this.clear();
  }

  /**
   * Makes a file to drag.
   *
   * @param name its name, with its ending
   * @param write writes it, and what it needs beside it; nothing stays if that fails
   * @returns its id
   */
  async make(name: string, write: (file: string) => Promise<unknown>): Promise<string> {
    const id = randomUUID();
    const own = path.join(this.folder, id);
    try {
      fs.mkdirSync(own, { recursive: true });
      await write(path.join(own, name));
    } catch (error) {
      fs.rmSync(own, { recursive: true, force: true });
      throw error instanceof Error && 'syscall' in error ? storeError(error) : error;
    }
    this.#ids.push(id);
    for (const old of this.#ids.splice(0, this.#ids.length - KEPT)) {
      fs.rmSync(path.join(this.folder, old), { recursive: true, force: true });
    }
    return id;
  }

  /**
   * Absolute paths of a file and of what is beside it.
   *
   * @throws AppError `missing` for one that is no longer there
   */
  paths(id: string): string[] {
    if (!this.#ids.includes(id)) throw new AppError('missing', t('drag.gone'));
    const own = path.join(this.folder, id);
    return fs.readdirSync(own).map((name) => path.join(own, name));
  }

  /** Removes all of them. */
  clear(): void {
    this.#ids.length = 0;
    for (const id of foldersIn(this.folder, (name) => OWN.test(name))) {
      fs.rmSync(path.join(this.folder, id), { recursive: true, force: true });
    }
    removeOwn(this.folder, () => false);
  }
}
