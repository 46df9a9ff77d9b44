import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { syncFolder, hashOfFile } from './files';
import { makePrivateFolder, PRIVATE_FILE } from './privateMode';
const PREFIX = 'incoming-';
const FOLDERS = { image: 'images', tokens: 'tokens' } as const;

/** Which of the two folders of contents a file belongs to. */
export type ContentKind = keyof typeof FOLDERS;

/**
 * Files of an import that is not decided yet: they lie beside the store's own until all of them are
 * whole, then move in together, and out again when the database refuses the rest.
 */
export class StagedFiles {
  readonly #folder: string;
  readonly #files: { readonly from: string; readonly to: string }[] = [];
  #moved: string[] = [];

  /** @param data the data folder of the store */
  constructor(private readonly data: string) {
    this.#folder = path.join(data, `${PREFIX}${randomBytes(6).toString('hex')}`);
  }

  /** Whether the store has the file already, whole. */
  async has(kind: ContentKind, hash: string, size: number): Promise<boolean> {
    const place = this.#placeOf(kind, hash);
    const found = fs.statSync(place, { throwIfNoEntry: false });
    return found?.size === size && (await hashOfFile(place)) === hash;
  }

  /** Keeps the bytes of a checked file, whole, out of the store's sight. */
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
