import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { sentence } from '../../shared/i18n/translate';
import { ChatError } from '../chat/error';
import { storeError } from '../store/error';

/**
 * Writes a file where the person said, whole or not at all: a file of that name stays until then.
 *
 * @throws StoreError `full`, ChatError `input` for a place that cannot be written
 */
export async function writeWhere(target: string, bytes: Uint8Array): Promise<void> {
  // A name of its own, since the person's may be as long as names can be.
  const temporary = path.join(path.dirname(target), `.saving-${randomBytes(6).toString('hex')}`);
  try {
    await fs.writeFile(temporary, bytes, { flag: 'wx' });
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    const failure = storeError(error);
    if (failure.code === 'full') throw failure;
    throw new ChatError('input', sentence('program.unwritableFile', { path: target }));
  }
}

/** Folders of one name that are tried before another place is asked for. */
const MOST_FOLDERS = 1000;

/**
 * Makes a new folder of a name inside another one, with a number behind it where there is one.
 *
 * @throws ChatError `input` for a place where no folder can be made
 */
export async function newFolderIn(folder: string, name: string): Promise<string> {
  for (let number = 1; number <= MOST_FOLDERS; number += 1) {
    const target = path.join(folder, number === 1 ? name : `${name}-${number}`);
    const made = await fs.mkdir(target).then(
      () => 'made' as const,
      (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
    );
    if (made === 'made') return target;
    if (made !== 'EEXIST') break;
  }
  throw new ChatError('input', sentence('program.unwritableFolder', { path: folder }));
}
