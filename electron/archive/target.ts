import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../disk/whole';
import { TargetError } from './error';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** Small pieces are collected up to this many bytes before they are written. */
const GATHERED = 256 * 1024;

/** A file that appears under its name only when it is whole; exports are written piece by piece. */
export class Target {
  readonly #temporary: string;
  #handle: fs.promises.FileHandle | undefined;
  #gathered: Uint8Array[] = [];
  #size = 0;

  /**
   * @param file absolute path of the finished file
   * @param replaces whether a file of that name may be replaced (the person was asked)
   */
  constructor(
    readonly file: string,
    private readonly replaces: boolean,
  ) {
    // Not derived from the file's own name, which may already have the maximal length.
    const name = `.${randomBytes(8).toString('hex')}.partial`;
    this.#temporary = path.join(path.dirname(file), name);
  }

  /** @throws AppError when the name is taken or cannot be written */
  async open(): Promise<void> {
    refuseExisting(this.file, this.replaces);
    try {
      await fs.promises.mkdir(path.dirname(this.file), { recursive: true });
      this.#handle = await fs.promises.open(this.#temporary, 'wx');
    } catch (error) {
      throw writeFault(this.file, error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#gathered.push(bytes);
    this.#size += bytes.byteLength;
    if (this.#size >= GATHERED) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (!this.#handle) throw new TypeError('A target is opened before it is written.');
    const bytes = Buffer.concat(this.#gathered.splice(0));
    this.#size = 0;
    try {
      let written = 0;
      while (written < bytes.byteLength) {
        const rest = bytes.subarray(written);
        written += (await this.#handle.write(rest, 0, rest.byteLength)).bytesWritten;
      }
    } catch (error) {
      throw writeFault(this.file, error);
    }
  }

  async writeText(text: string): Promise<void> {
    await this.write(Buffer.from(text, 'utf8'));
  }

  /** Writes all of it to the disk, still under its temporary name; no space is needed after that. */
  async seal(): Promise<void> {
    if (!this.#handle) return;
    try {
      await this.#flush();
      await this.#handle.sync();
      await this.#close();
    } catch (error) {
      throw writeFault(this.file, error);
    }
  }

  /** Gives the whole file its name. */
  async finish(): Promise<void> {
    await this.seal();
    try {
      refuseExisting(this.file, this.replaces);
      await fs.promises.rename(this.#temporary, this.file);
      syncFolder(path.dirname(this.file));
    } catch (error) {
      throw writeFault(this.file, error);
    }
  }

  /** Removes what was written; does nothing after {@link finish}. */
  async abandon(): Promise<void> {
    await this.#close().catch(() => undefined);
    await fs.promises.rm(this.#temporary, { force: true });
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}

/**
 * Writes a file that appears complete or not at all.
 *
 * @throws what `fill` threw, or AppError when it cannot be written
 */
export async function writeWhole<Result>(
  file: string,
  replaces: boolean,
  fill: (target: Target) => Promise<Result>,
): Promise<Result> {
  const target = new Target(file, replaces);
  try {
    await target.open();
    const result = await fill(target);
    await target.finish();
    return result;
  } finally {
    await target.abandon();
  }
}

/** Whether a name is taken, even by a dangling link. */
export const isTaken = (file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** @throws AppError when the name is taken */
export function refuseExisting(file: string, replaces: boolean): void {
  if (replaces || !isTaken(file)) return;
  throw new TargetError('input', t('archive.taken', { path: file }));
}

/** The reason why a file or folder could not be written. */
export function writeFault(file: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TargetError('full', t('archive.full', { path: file }), cause);
  }
  return new TargetError('input', t('archive.unwritable', { path: file }), cause);
}
