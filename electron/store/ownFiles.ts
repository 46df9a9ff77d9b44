/**
 * Recognises the studio's own files in a folder by their names and kind: nothing else there is ever
 * removed.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Name of a content: the SHA-256 of its bytes. */
const CONTENT = /^[0-9a-f]{64}$/;
/** Name of a content that is being written; saving and copying use suffixes of different lengths. */
const UNFINISHED = /^[0-9a-f]{64}\.(?:[0-9a-f]{8}|[0-9a-f]{12})\.tmp$/;

export const isContentName = (name: string): boolean => CONTENT.test(name);
export const isUnfinishedName = (name: string): boolean => UNFINISHED.test(name);

/** Names of the plain files in a folder that pass a test; none for a folder that is not there. */
export function filesIn(folder: string, isOwn: (name: string) => boolean): string[] {
  return namesIn(folder, 'isFile', isOwn);
}

/** Names of the folders in a folder that pass a test; links to folders are none. */
export function foldersIn(folder: string, isOwn: (name: string) => boolean): string[] {
  return namesIn(folder, 'isDirectory', isOwn);
}

function namesIn(
  folder: string,
  kind: 'isFile' | 'isDirectory',
  isOwn: (name: string) => boolean,
): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry[kind]() && isOwn(entry.name))
    .map(({ name }) => name);
}

/**
 * Removes the plain files of a folder that pass a test, and then the folder itself if it is empty. A
 * link to a folder is left alone, with all that it leads to.
 */
export function removeOwn(folder: string, isOwn: (name: string) => boolean): void {
  if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const name of filesIn(folder, isOwn)) fs.rmSync(path.join(folder, name), { force: true });
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}
