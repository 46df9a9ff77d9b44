import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { syncFile, syncFileLater, syncFolder } from '../disk/whole';
import { hashOfFile } from '../store/files';
import { ownFiles, type MovedFile } from '../store/movedFiles';
import { throwIfAborted, type Task } from '../../shared/task';
import { makePrivate, makePrivateFolder } from '../disk/privateMode';

/** Bytes hashed at a time in synchronous code. */
const PIECE = 2 ** 20;
/** How often a file is copied that changes meanwhile. */
const ATTEMPTS = 3;

/** Copies the files of a data folder to another one and checks each; it can be undone. */
export class Transfer {
  readonly #copied = new Map<string, MovedFile>();
  /** Everything written, including incomplete files. */
  readonly #written = new Set<string>();
  readonly #folders = new Set<string>();

  readonly #to: string;

  /** @param from absolute data folder, like `to` */
  constructor(
    private readonly from: string,
    to: string,
  ) {
    this.#to = path.resolve(to);
  }

  /** What was copied so far. */
  get files(): MovedFile[] {
    return [...this.#copied.values()];
  }

  /** Absolute path in the new folder for a file of the caller's, which an undo removes with the others. */
  placeOf(name: string): string {
    const place = path.join(this.#to, name);
    this.#written.add(place);
    return place;
  }

  /** Bytes of all files that are not copied yet. */
  get size(): number {
    return this.#left().reduce((sum, name) => sum + sizeOf(path.join(this.from, name)), 0);
  }

  /** Copies all files that are not copied yet, while others work. */
  async copy(task: Task = {}): Promise<void> {
    const total = this.size;
    let done = 0;
    for (const name of this.#left()) {
      throwIfAborted(task.signal);
      const file = path.join(this.from, name);
      const target = this.#targetOf(name);
      for (let attempt = 1; fs.existsSync(file); attempt += 1) {
        await fs.promises.copyFile(file, target);
        makePrivate(target);
        await syncFileLater(target);
        if (this.#take(name, target, await hashOfFile(file), await hashOfFile(target), attempt))
          break;
      }
      task.progress?.((done += sizeOf(target)), total);
    }
  }

  /** Copies what was added meanwhile, synchronously, so that nothing more can be added. */
  copyNow(): void {
    for (const name of this.#left()) {
      const file = path.join(this.from, name);
      const target = this.#targetOf(name);
      fs.copyFileSync(file, target);
      makePrivate(target);
      syncFile(target);
      this.#take(name, target, hashNow(file), hashNow(target), ATTEMPTS);
    }
  }

  /** Makes the names of all that was copied survive a loss of power. */
  sync(): void {
    for (const folder of this.#folders) syncFolder(folder);
    syncFolder(this.#to);
    syncFolder(path.dirname(this.#to));
  }

  /** Removes what was copied; nothing else in the new folder is touched. */
  undo(): void {
    for (const file of this.#written) fs.rmSync(file, { force: true });
    removeEmpty(this.#folders);
  }

  #left(): string[] {
    return ownFiles(this.from).filter((name) => !this.#copied.has(name));
  }

  #targetOf(name: string): string {
    const target = this.placeOf(name);
    for (const folder of foldersOf(this.#to, [name])) this.#folders.add(folder);
    makePrivateFolder(path.dirname(target));
    return target;
  }

  /**
   * Notes a copied file.
   *
   * @returns whether it matches its original; one that changed meanwhile is copied again
   */
  #take(
    name: string,
    target: string,
    hash: string | undefined,
    copied: string | undefined,
    attempt: number,
  ): boolean {
    if (hash === undefined || hash !== copied) {
      if (attempt < ATTEMPTS) return false;
      throw new AppError('store', t('safety.moveDiffers', { path: target }));
    }
    this.#copied.set(name, { path: name, size: sizeOf(target), hash });
    return true;
  }
}

/** Folders inside a data folder that contain some files, given by their paths with `/`. */
export function foldersOf(data: string, names: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const name of names) {
    for (let folder = path.dirname(name); folder !== '.'; folder = path.dirname(folder)) {
      folders.add(path.join(data, folder));
    }
  }
  return folders;
}

/** Removes the folders that are empty, innermost first. */
export function removeEmpty(folders: Iterable<string>): void {
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    try {
      fs.rmdirSync(folder);
    } catch {
      // It is not empty, or it is gone.
    }
  }
}

const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function hashNow(file: string): string {
  const hash = createHash('sha256');
  const descriptor = fs.openSync(file, 'r');
  try {
    const piece = Buffer.alloc(PIECE);
    for (;;) {
      const length = fs.readSync(descriptor, piece, 0, PIECE, null);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
    }
  } finally {
    fs.closeSync(descriptor);
  }
}
