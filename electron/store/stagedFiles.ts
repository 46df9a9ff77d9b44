import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makePrivateFolder, PRIVATE_FILE } from '../disk/privateMode';
import { syncFolder } from '../disk/whole';
import { hashOfFile } from './files';
import { foldersIn, removeOwn } from './ownFiles';

/** Name of the folder of an import that is not committed yet, and of the files in it. */
const PREFIX = 'incoming-';
const INCOMING = /^incoming-[0-9a-f]{12}$/;
const INCOMING_FILE = /^(image|tokens)-[0-9a-f]{64}$/;
const FOLDERS = { image: 'images', tokens: 'tokens' } as const;

/** Which of the two folders of contents a file belongs to. */
export type ContentKind = keyof typeof FOLDERS;

/**
 * Files of an import that is not committed yet: they are kept beside the store's own until all of them
 * are complete, then move in together, and out again if the database refuses the rest.
 */
export class StagedFiles {
  readonly #folder: string;
  readonly #files: { readonly from: string; readonly to: string }[] = [];
  #moved: string[] = [];

  /** @param data the data folder of the store */
  constructor(private readonly data: string) {
    this.#folder = path.join(data, `${PREFIX}${randomBytes(6).toString('hex')}`);
  }

  /** Whether the store already has the file, undamaged. */
  async has(kind: ContentKind, hash: string, size: number): Promise<boolean> {
    const place = this.#placeOf(kind, hash);
    const found = fs.statSync(place, { throwIfNoEntry: false });
    return found?.size === size && (await hashOfFile(place)) === hash;
  }

  /** Saves the bytes of a checked file where the store does not see them. */
  async add(kind: ContentKind, hash: string, bytes: Uint8Array): Promise<void> {
    if (this.#files.length === 0) makePrivateFolder(this.#folder);
    const from = path.join(this.#folder, `${kind}-${hash}`);
    await fs.promises.writeFile(from, bytes, { flag: 'wx', flush: true, mode: PRIVATE_FILE });
    this.#files.push({ from, to: this.#placeOf(kind, hash) });
  }

  /** Moves all files to their places. */
  moveIn(): void {
    for (const { from, to } of this.#files) {
      if (!fs.existsSync(to)) this.#moved.push(to);
      fs.renameSync(from, to);
    }
    for (const folder of Object.values(FOLDERS)) syncFolder(path.join(this.data, folder));
  }

  /** Takes the files out again that were not there before. */
  moveOut(): void {
    for (const file of this.#moved.splice(0)) fs.rmSync(file, { force: true });
  }

  /** Removes what did not move in. */
  discard(): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #placeOf(kind: ContentKind, hash: string): string {
    return path.join(this.data, FOLDERS[kind], hash);
  }
}

/** Removes what imports that were killed left behind before a time (milliseconds). */
export function sweepStagedFiles(data: string, before: number): void {
  for (const name of foldersIn(data, (one) => INCOMING.test(one))) {
    const folder = path.join(data, name);
    const found = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (found && found.mtimeMs < before) removeOwn(folder, (file) => INCOMING_FILE.test(file));
  }
}
