import path from 'node:path';
import { backupNameSchema } from '../../shared/ipc/recovery';
import { makePrivateFolder } from '../disk/privateMode';

/** Folder of the automatic backups within the data folder. */
export const backupsFolder = (data: string): string => path.join(data, 'copies');

/** Folder of what was damaged and moved aside; nothing in it is ever removed by the program. */
export const quarantineFolder = (data: string): string => path.join(data, 'aside');

/** A timestamp for a file name, which sorts by time: 2026-05-03T14-05-09-120Z. */
export const stampOf = (moment: number): string =>
  new Date(moment).toISOString().replace(/[:.]/g, '-');

/** What follows the timestamp in a name that begins with one; nothing for any other name. */
export const afterStamp = (name: string): string | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z(.*)$/s.exec(name)?.[1];

/** Makes a new folder for what is moved aside now. */
export function newQuarantineFolder(data: string, what: string, moment = Date.now()): string {
  const folder = path.join(quarantineFolder(data), `${stampOf(moment)}-${what}`);
  makePrivateFolder(folder);
  return folder;
}

/** Folders of contents named by their hash, in the data folder and in the backups alike. */
export const CONTENT_FOLDERS = { image: 'images', tokens: 'tokens' } as const;
export type ContentKind = keyof typeof CONTENT_FOLDERS;
export const CONTENT_KINDS = ['image', 'tokens'] as const satisfies ContentKind[];

/** Path of a content within a data folder or a folder of backups, the same in each. */
export const contentKey = (kind: ContentKind, hash: string): string =>
  path.join(CONTENT_FOLDERS[kind], hash);

/** Path of a backup's database within its folder of backups. */
export const databaseKey = (name: string): string =>
  path.join(backupNameSchema.parse(name), 'studio.db');
