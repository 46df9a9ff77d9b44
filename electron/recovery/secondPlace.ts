/** The second place for backups, on another disk: our own folder inside the one that was picked. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../shared/settings';
import { hashSchema } from '../../shared/message';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { readJson, writeWhole } from '../disk/whole';
import { hashOf } from '../store/files';
import { CONTENT_FOLDERS } from '../store/folders';
import { PRIVATE_FOLDER } from '../disk/privateMode';

/** Folder that is made for backups; nothing outside it is ever written or removed. */
const OWN_FOLDER = 'MetaMorph Studio copies';
/** File that marks a folder of backups and identifies their data. */
const MARKER = 'metamorph-copies.json';
/** Most folders of that name that may belong to other data. */
const MOST_FOLDERS = 50;

const checkOf = (id: string): string => hashOf(new TextEncoder().encode(id));
const markerSchema = z
  .strictObject({ id: z.uuid(), check: hashSchema })
  .refine(({ id, check }) => check === checkOf(id));

export type SecondBackups = NonNullable<Settings['secondCopies']>;

/** The marker of a folder: the id of the data, `damaged`, or nothing if there is none. */
function markerOf(folder: string): { id: string } | 'damaged' | undefined {
  const file = path.join(folder, MARKER);
  return fs.existsSync(file) ? (readJson(file, markerSchema) ?? 'damaged') : undefined;
}

function writeMarker(folder: string, id: string): void {
  // Network and FUSE file systems, where it may be, cannot make a name durable.
  const marker = JSON.stringify({ id, check: checkOf(id) });
  writeWhole(path.join(folder, MARKER), marker, { durable: 'bytes' });
}

/** The second place is not available: its disk is not connected, or another one is in its place. */
export class PlaceGoneError extends AppError {
  constructor(folder: string) {
    super('store', t('safety.placeGone', { path: folder }));
  }
}

/** Whether a second place is available and holds backups of this data. */
export function isAvailable({ id, folder }: SecondBackups): boolean {
  const marker = folder === null ? undefined : markerOf(folder);
  return marker === 'damaged' || marker?.id === id;
}

/**
 * Opens the second place for writing.
 *
 * @throws PlaceGoneError
 */
export function openSecond({ id, folder }: SecondBackups): string {
  if (folder === null || !isAvailable({ id, folder })) throw new PlaceGoneError(folder ?? '');
  if (markerOf(folder) === 'damaged') writeMarker(folder, id);
  return folder;
}

/** Whether two folders are on one disk, and so fail together. */
export function isSameDisk(one: string, other: string): boolean {
  const [first, second] = [one, other].map((folder) =>
    fs.statSync(folder, { throwIfNoEntry: false }),
  );
  return first !== undefined && first.dev === second?.dev;
}

/** A second place that was made or found. */
export interface Claimed {
  /** Absolute folder. */
  readonly folder: string;
  /** Undoes the claim if nothing was copied there. */
  readonly release: () => void;
}

/**
 * Finds or makes our own folder within one that a person picked. Folders that hold something else, or
 * backups of other data, are left alone.
 *
 * @param picked absolute folder
 * @param data data folder
 * @param id identifies the place
 * @throws AppError `input` for a folder that cannot be the place
 */
export function claimSecond(picked: string, data: string, id: string): Claimed {
  const marker = markerOf(picked);
  if (marker !== undefined && marker !== 'damaged') {
    if (marker.id === id) return { folder: picked, release: () => undefined };
    throw new AppError('input', t('safety.placeForeign', { path: picked }));
  }
  refuseInside(picked, data);
  for (let number = 1; number <= MOST_FOLDERS; number += 1) {
    const folder = path.join(picked, number === 1 ? OWN_FOLDER : `${OWN_FOLDER} ${number}`);
    const found = fs.statSync(folder, { throwIfNoEntry: false });
    if (!found) return claimNew(folder, id, true);
    if (!found.isDirectory()) continue;
    const there = markerOf(folder);
    if (there !== undefined && there !== 'damaged' && there.id === id) {
      return { folder, release: () => undefined };
    }
    if (fs.readdirSync(folder).length === 0) return claimNew(folder, id, false);
  }
  throw new AppError('input', t('safety.placeForeign', { path: picked }));
}

function refuseInside(picked: string, data: string): void {
  const way = path.relative(fs.realpathSync(data), fs.realpathSync(picked));
  if (!/^\.\.([\\/]|$)/.test(way) && !path.isAbsolute(way)) {
    throw new AppError('input', t('safety.placeInside'));
  }
}

function claimNew(folder: string, id: string, made: boolean): Claimed {
  if (made) fs.mkdirSync(folder, { mode: PRIVATE_FOLDER });
  writeMarker(folder, id);
  return {
    folder,
    release: () => {
      fs.rmSync(path.join(folder, MARKER), { force: true });
      const empty = [...Object.values(CONTENT_FOLDERS), ...(made ? ['.'] : [])];
      for (const name of empty) {
        const own = path.join(folder, name);
        if (fs.existsSync(own) && fs.readdirSync(own).length === 0) fs.rmdirSync(own);
      }
    },
  };
}
