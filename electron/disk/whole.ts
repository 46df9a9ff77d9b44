/** Files that are written whole or not at all, and what makes them outlive a loss of power. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { PRIVATE_FILE } from './privateMode';

interface WholeOptions {
  /** What outlives a loss of power: the bytes and their name (unless said otherwise), or less. */
  readonly durable?: 'name' | 'bytes' | 'nothing';
  /** Where the bytes are written first: beside the file, under a name that its room may sweep. */
  readonly temporary?: string;
  /** Who may read it: its owner alone, unless said otherwise. */
  readonly mode?: number;
}

/** A name that no other file has, for what gets its own once it is whole. */
export const temporaryOf = (file: string, bytes = 4): string =>
  `${file}.${randomBytes(bytes).toString('hex')}.tmp`;

/**
 * Writes a file in the place of the one that is there, whole or not at all.
 *
 * @throws errors of the file system; then nothing has changed
 */
export function writeWhole(
  file: string,
  content: string | Uint8Array,
  { durable = 'name', temporary = temporaryOf(file), mode = PRIVATE_FILE }: WholeOptions = {},
): void {
  try {
    fs.writeFileSync(temporary, content, { flag: 'wx', flush: durable !== 'nothing', mode });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  if (durable === 'name') syncFolder(path.dirname(file));
}

/** {@link writeWhole} while other work goes on. */
export async function writeWholeLater(
  file: string,
  content: Uint8Array,
  { durable = 'name', temporary = temporaryOf(file), mode = PRIVATE_FILE }: WholeOptions = {},
): Promise<void> {
  try {
    const handle = await fs.promises.open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      if (durable !== 'nothing') await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(temporary, file);
  } catch (error) {
    await fs.promises.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  if (durable === 'name') await syncFolderLater(path.dirname(file));
}

/** What a JSON file says; nothing for one that is not there, cannot be read or has another form. */
export function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Makes the bytes of a file outlive a loss of power. */
export const syncFile = (file: string): void => syncNow(file, 'r+');

/** Makes the names in a folder outlive a loss of power; Windows keeps them without being asked. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') syncNow(folder, 'r');
}

/** {@link syncFolder} while other work goes on. */
export async function syncFolderLater(folder: string): Promise<void> {
  if (process.platform !== 'win32') await syncLater(folder, 'r');
}

/** {@link syncFile} while other work goes on. */
export const syncFileLater = (file: string): Promise<void> => syncLater(file, 'r+');

function syncNow(place: string, flags: 'r' | 'r+'): void {
  const descriptor = fs.openSync(place, flags);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

async function syncLater(place: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await fs.promises.open(place, flags);
  await handle.sync().finally(() => handle.close());
}
