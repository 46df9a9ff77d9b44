import fs from 'node:fs';
import path from 'node:path';
import { foldersIn, removeOwn } from './ownFiles';

/** Folder of an import that is not decided yet, and the files in it, as `Incoming` names them. */
const INCOMING = /^incoming-[0-9a-f]{12}$/;
const INCOMING_FILE = /^(image|tokens)-[0-9a-f]{64}$/;

/** Removes what imports that were killed left behind before a time (milliseconds). */
export function sweepStagedFiles(data: string, before: number): void {
  for (const name of foldersIn(data, (one) => INCOMING.test(one))) {
    const folder = path.join(data, name);
    const found = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (found && found.mtimeMs < before) removeOwn(folder, (file) => INCOMING_FILE.test(file));
  }
}
