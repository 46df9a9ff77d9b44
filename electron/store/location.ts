import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { readJson, syncFolder, writeWhole } from '../disk/whole';
import { filesIn } from './ownFiles';
import { PRIVATE_FILE } from '../disk/privateMode';

/** File in a data folder that says where its data was moved. */
export const MOVED = 'moved.json';
const UNFINISHED = /^moved\.json\.[0-9a-f]{8}\.tmp$/;

const movedSchema = z.strictObject({
  /** Absolute folder of the data. */
  to: z.string().min(1).max(4096),
  /** Where the data was, while its remains are still there. */
  from: z.string().max(4096).optional(),
});
export type Moved = z.infer<typeof movedSchema>;

/** Where the data of a folder was moved; nothing when it was not. */
export function readMoved(home: string): Moved | undefined {
  const moved = readJson(path.join(home, MOVED), movedSchema);
  return moved && path.isAbsolute(moved.to) ? moved : undefined;
}

/** Records where the data is; data that came home needs no record once its remains are gone. */
export function writeMoved(home: string, moved: Moved): void {
  const file = path.join(home, MOVED);
  if (isSameFolder(moved.to, home) && moved.from === undefined) {
    fs.rmSync(file, { force: true });
    return;
  }
  // Only one program writes it, so such a file was left by one that was killed.
  for (const name of filesIn(home, (one) => UNFINISHED.test(one))) fs.rmSync(path.join(home, name));
  writeWhole(file, JSON.stringify(moved));
}

/** A folder's path with links resolved; as given where there is no such folder. */
function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

/** Whether two paths name one folder. */
export const isSameFolder = (first: string, second: string): boolean =>
  realPath(first) === realPath(second);

/** The chain of moves from a folder to where its data is. */
interface Way {
  /** Folder that holds the data. */
  readonly folder: string;
  /** The moves recorded on the way. */
  readonly passed: readonly Moved[];
}

function wayFrom(home: string): Way {
  const places: string[] = [];
  const passed: Moved[] = [];
  let folder = home;
  for (;;) {
    const moved = readMoved(folder);
    if (!moved) return { folder, passed };
    const again = places.indexOf(realPath(folder));
    if (again >= 0) {
      // Data that came back makes a circle: the move whose remains are still there was the last one.
      const last = passed.slice(again).find(({ from }) => from !== undefined);
      return { folder: last?.to ?? folder, passed };
    }
    places.push(realPath(folder));
    passed.push(moved);
    if (isSameFolder(moved.to, folder)) return { folder, passed };
    folder = moved.to;
  }
}

/** The folder that holds the data: the given one, or where its data was moved, from folder to folder. */
export const dataFolderOf = (home: string): string => wayFrom(home).folder;

/** The last move of a folder's data, while the remains of it are still where the data was. */
export function unfinishedMove(home: string): Required<Moved> | undefined {
  for (const { to, from } of wayFrom(home).passed) {
    if (from !== undefined && !isSameFolder(from, to)) return { to, from };
  }
  return undefined;
}

/** @throws AppError for a folder whose data was moved elsewhere */
export function refuseMoved(folder: string): void {
  const there = dataFolderOf(folder);
  if (isSameFolder(there, folder)) return;
  throw new AppError('store', t('store.moved', { path: there }));
}

/** File in a folder into which data is being moved; it is gone once the data is there. */
export const ARRIVING = 'arriving.json';

const arrivingSchema = z.strictObject({
  /** Absolute folder that the data comes from. */
  from: z.string().min(1).max(4096),
});

/** Where the data comes from that is being moved into a folder, or was when the move was killed. */
export const readArriving = (to: string): string | undefined =>
  readJson(path.join(to, ARRIVING), arrivingSchema)?.from;

/** Marks a folder as one into which data is being moved. */
export function writeArriving(to: string, from: string): void {
  fs.writeFileSync(path.join(to, ARRIVING), JSON.stringify({ from }), {
    flush: true,
    mode: PRIVATE_FILE,
  });
  syncFolder(to);
}

/** @throws AppError for a folder into which data is only being moved */
export function refuseArriving(folder: string): void {
  const from = readArriving(folder);
  if (from === undefined || isSameFolder(dataFolderOf(from), folder)) return;
  throw new AppError('store', t('store.arriving', { path: from }));
}
