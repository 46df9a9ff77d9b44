import fs from 'node:fs';
import path from 'node:path';
import { FOLDERS, ownFiles } from './movedFiles';
import { isOwnBeside } from './ownership';
import { filesIn } from './ownFiles';
import { isOpenToOthers, makePrivate } from '../disk/privateMode';

/** What lies in a data folder that was named by the person, and may be lost. */
const OF_WINDOW = ['window', 'logs'];

/**
 * Closes a data folder to other users of the computer, with all that the studio keeps in it: older
 * programs made it readable by all. What a person put there keeps its mode.
 */
export function closeToOthers(data: string): void {
  makePrivate(data);
  for (const name of filesIn(data, isOwnBeside)) makePrivate(path.join(data, name));
  for (const name of OF_WINDOW) makePrivate(path.join(data, name));
  const open = FOLDERS.filter((name) => isOpenToOthers(path.join(data, name)));
  if (open.length === 0) return;
  const folders = new Set<string>();
  for (const name of ownFiles(data)) {
    if (!open.some((folder) => name.startsWith(`${folder}/`))) continue;
    makePrivate(path.join(data, name));
    for (let folder = path.dirname(name); folder !== '.'; folder = path.dirname(folder)) {
      folders.add(folder);
    }
  }
  // One that holds only what a person put there is the person's own, whatever it is called.
  const ours = open.filter((name) => folders.has(name) || isEmpty(path.join(data, name)));
  // Last, since a folder that is closed is not looked through again.
  for (const name of new Set([...folders, ...ours])) makePrivate(path.join(data, name));
}

const isEmpty = (folder: string): boolean => fs.readdirSync(folder).length === 0;
