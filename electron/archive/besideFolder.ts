import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readJson } from '../disk/whole';
import { hashOf, hashOfFile } from '../store/files';
import { removeOwn } from '../store/ownFiles';
import { isOfSystem } from '../store/ownership';
import type { ShownPicture } from './exportedImages';
import { isTaken, refuseExisting, writeFault } from './target';

/** File in a folder of pictures that records which document it belongs to and what was written. */
export const RECORD = '.metamorph-export.json';
const LARGEST_RECORD = 16 * 2 ** 20;
const recordSchema = z.strictObject({
  /** Name of the file that shows the pictures. */
  document: z.string().max(1024),
  /** SHA-256 of each picture by its name. */
  files: z.record(z.string().regex(/^\d+\.[a-z0-9]+$/), z.string().regex(/^[0-9a-f]{64}$/)),
});
type Files = z.infer<typeof recordSchema>['files'];

/** Folder of the pictures of `NAME.md`: `NAME.files`, and with a number `NAME-2.files`. */
export function filesFolder(file: string, number = 1): string {
  const name = path.basename(file, path.extname(file));
  return path.join(path.dirname(file), `${name}${number === 1 ? '' : `-${number}`}.files`);
}

/**
 * The folder of pictures beside an exported file. It replaces one that an earlier export of the same
 * file made and that is unchanged; otherwise it gets a name that is still free. The old one is removed
 * only after the new file has its name.
 */
export class BesideFolder {
  readonly #partial: string;
  readonly #old: string;
  readonly #files: Files = {};
  #in = false;
  #settled = false;

  private constructor(
    private readonly file: string,
    private readonly folder: string,
    private readonly replaced: Files | undefined,
  ) {
    const name = path.join(path.dirname(file), `.${randomBytes(8).toString('hex')}`);
    this.#partial = `${name}.partial`;
    this.#old = `${name}.old`;
  }

  /**
   * Chooses the folder; nothing is written yet.
   *
   * @param file absolute path of the exported file
   * @param replaces whether that file may be replaced
   * @throws AppError when it may not and `NAME.files` exists
   */
  static async choose(file: string, replaces: boolean): Promise<BesideFolder> {
    refuseExisting(filesFolder(file), replaces);
    for (let number = 1; ; number += 1) {
      const folder = filesFolder(file, number);
      if (!isTaken(folder)) return new BesideFolder(file, folder, undefined);
      const earlier = await ownFiles(folder, file);
      if (earlier) return new BesideFolder(file, folder, earlier);
    }
  }

  /** Name that the folder will have. */
  get name(): string {
    return path.basename(this.folder);
  }

  /**
   * Writes a picture, once.
   *
   * @returns its name in the folder
   */
  keep({ name, bytes }: ShownPicture): string {
    if (Object.hasOwn(this.#files, name)) return name;
    try {
      fs.mkdirSync(this.#partial, { recursive: true });
      fs.writeFileSync(path.join(this.#partial, name), bytes, { flag: 'wx' });
    } catch (error) {
      throw writeFault(this.file, error);
    }
    this.#files[name] = hashOf(bytes);
    return name;
  }

  /** Gives the folder its name; {@link takeBack} undoes it until {@link settle}. */
  async putIn(): Promise<void> {
    if (Object.keys(this.#files).length === 0) return;
    try {
      const record = { document: path.basename(this.file), files: this.#files };
      fs.writeFileSync(path.join(this.#partial, RECORD), JSON.stringify(record), { flag: 'wx' });
      const replaces = this.replaced && (await ownFiles(this.folder, this.file)) !== undefined;
      if (replaces) fs.renameSync(this.folder, this.#old);
      this.#in = true;
      // Anything that got the name meanwhile stays, even an empty folder.
      refuseExisting(this.folder, false);
      fs.renameSync(this.#partial, this.folder);
    } catch (error) {
      throw writeFault(this.folder, error);
    }
  }

  /** Puts everything back as it was; does nothing after {@link settle}. */
  takeBack(): void {
    if (this.#settled) return;
    if (this.#in && !isTaken(this.#partial)) fs.renameSync(this.folder, this.#partial);
    if (isTaken(this.#old)) fs.renameSync(this.#old, freeFolder(this.file));
    fs.rmSync(this.#partial, { recursive: true, force: true });
  }

  /** Removes the folder that was replaced; files that the system put there move to the new one. */
  settle(): void {
    this.#settled = true;
    const { replaced } = this;
    if (!replaced || !isTaken(this.#old)) return;
    try {
      for (const name of fs.readdirSync(this.#old).filter(isOfSystem)) {
        fs.renameSync(path.join(this.#old, name), path.join(this.folder, name));
      }
      removeOwn(this.#old, (name) => name === RECORD || Object.hasOwn(replaced, name));
    } catch {
      // The export is complete; the old folder stays beside it under a hidden name.
    }
  }
}

/** The first free name for a folder of pictures. */
function freeFolder(file: string): string {
  let number = 1;
  while (isTaken(filesFolder(file, number))) number += 1;
  return filesFolder(file, number);
}

/** What an earlier export of a file wrote into a folder; nothing if it holds anything else now. */
async function ownFiles(folder: string, file: string): Promise<Files | undefined> {
  // The file that shows the pictures was moved or renamed, and still shows them.
  if (!fs.existsSync(file)) return undefined;
  const record = recordIn(folder);
  if (record?.document !== path.basename(file)) return undefined;
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.name === RECORD || isOfSystem(entry.name)) continue;
    const hash = entry.isFile() ? await hashOfFile(path.join(folder, entry.name)) : undefined;
    if (hash === undefined || record.files[entry.name] !== hash) return undefined;
  }
  return record.files;
}

function recordIn(folder: string): z.infer<typeof recordSchema> | undefined {
  try {
    const file = path.join(folder, RECORD);
    if (!fs.lstatSync(folder).isDirectory()) return undefined;
    if (!fs.lstatSync(file).isFile() || fs.statSync(file).size > LARGEST_RECORD) return undefined;
    return readJson(file, recordSchema);
  } catch {
    return undefined;
  }
}
