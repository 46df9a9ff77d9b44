import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { t } from '../../shared/i18n/translate';
import type { ReadableDatabase, WritableDatabase } from '../store/connection';
import { isBusy, storeError } from '../store/error';
import { AppError } from '../../shared/ipc/errors';
import { DATABASE } from '../store/open';
import { integrityOf } from './check';
import type { Copied } from './backups';
import { refuseNetwork } from '../store/diskKind';
import { endMove } from './endMove';
import { hasFence, lowerFence, raiseFence } from '../store/fence';
import {
  ARRIVING,
  isSameFolder,
  MOVED,
  readArriving,
  readMoved,
  writeArriving,
  writeMoved,
} from '../store/location';
import { MOVED_FILES, ownFiles, writeMovedFiles } from '../store/movedFiles';
import { syncFile } from '../disk/whole';
import { foldersOf, removeEmpty, Transfer } from './transfer';
import { throwIfAborted, type Task } from '../../shared/task';
import { makePrivateFolder } from '../disk/privateMode';

/** Name of the copied database until it is complete. */
const PARTIAL = `${DATABASE}.arriving`;
/** Space that must remain on the disk (bytes). */
const SPARE = 64 * 2 ** 20;
/** How often the database is copied while others write; then they wait for the last copy. */
const ROUNDS = 3;
/** How long to wait for a gap between the writes of others (milliseconds). */
const PATIENCE = 30_000;

/** A store whose data can be moved. */
export interface Movable extends Copied {
  close(): void;
}

/**
 * Copies all data to an empty folder and checks every byte of it; then the old folder says where the
 * data is, its database refuses every change, and the store is closed. Until then nothing changes in
 * the old folder. Other processes may write meanwhile: everything that was committed moves along, and
 * what comes too late is refused.
 *
 * @param home the folder that the program looks into first
 * @param to absolute folder: empty, or not there yet
 * @throws AppError `input` for a folder that cannot take the data, `cancelled`, `full`, and `store`
 *   when another process keeps it from being done
 */
export async function moveData(
  store: Movable,
  home: string,
  to: string,
  task: Task = {},
): Promise<void> {
  await endMove(store, home);
  refuseUnfit(store.folder, home, to);
  const made = !fs.existsSync(to);
  const move = new Move(store, to);
  try {
    makePrivateFolder(to);
    sweepArrived(to);
    await move.run(task);
  } catch (error) {
    move.undo();
    if (made) removeEmpty([to]);
    throw storeError(error);
  }
  store.close();
}

/**
 * Whether a folder can take data: it does not exist, or holds only the mark of data that left it or the
 * remains of an interrupted move of the same data.
 */
export function isFree(folder: string, from: string): boolean {
  if (!fs.existsSync(folder) || isArriving(folder, from)) return true;
  return fs.readdirSync(folder).every((name) => name === MOVED);
}

function isArriving(to: string, from: string): boolean {
  const arriving = readArriving(to);
  return arriving !== undefined && isSameFolder(arriving, from);
}

/** Removes what an interrupted move left in the new folder, which held no data before. */
function sweepArrived(to: string): void {
  if (readArriving(to) === undefined) return;
  const copied = ownFiles(to);
  const parts = [DATABASE, PARTIAL, `${PARTIAL}-journal`];
  for (const name of [...copied, ...parts]) fs.rmSync(path.join(to, name), { force: true });
  removeEmpty(foldersOf(to, copied));
}

function refuseUnfit(from: string, home: string, to: string): void {
  const inside = (inner: string, outer: string): boolean => {
    const way = path.relative(outer, inner);
    return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
  };
  if (inside(to, from) || inside(from, to)) {
    throw new AppError('input', t('safety.moveInside'));
  }
  refuseNetwork(to);
  // The home folder has the log and the record of the move, and the data may come back to it.
  const taken =
    isSameFolder(to, home) && !isArriving(to, from)
      ? fs.existsSync(path.join(to, DATABASE)) || ownFiles(to).length > 0
      : !isFree(to, from);
  if (taken || readMoved(to)?.from !== undefined) {
    throw new AppError('input', t('safety.moveNotEmpty', { path: to }));
  }
}

/** One move, up to the moment at which the old folder says where the data is. */
class Move {
  readonly #transfer: Transfer;
  readonly #fence = randomBytes(8).toString('hex');
  readonly #arriving: string;
  readonly #target: string;

  constructor(
    private readonly store: Movable,
    private readonly to: string,
  ) {
    this.#transfer = new Transfer(store.folder, to);
    this.#arriving = path.join(to, PARTIAL);
    this.#target = path.join(to, DATABASE);
  }

  async run(task: Task): Promise<void> {
    await this.#refuseFull();
    writeArriving(this.to, this.store.folder);
    await this.#transfer.copy(task);
    // The version shows every write, since this connection writes nothing but the fence.
    const lock = this.store.connect(path.join(this.store.folder, DATABASE), false);
    lock.script('PRAGMA busy_timeout = 0');
    try {
      for (let round = 1; ; round += 1) {
        throwIfAborted(task.signal);
        const version = schemaVersionOf(lock);
        await this.store.database.backup(this.#transfer.placeOf(PARTIAL));
        this.#checkCopy();
        await this.#transfer.copy({ ...task, progress: undefined });
        throwIfAborted(task.signal);
        if (await this.#handOver(lock, version, round >= ROUNDS)) return;
        if (round > ROUNDS) throw new AppError('store', t('store.busy'));
        fs.rmSync(this.#arriving, { force: true });
      }
    } finally {
      lock.close();
    }
  }

  /** Undoes all of it. */
  undo(): void {
    const { folder, database } = this.store;
    this.#transfer.undo();
    fs.rmSync(path.join(this.to, ARRIVING), { force: true });
    fs.rmSync(path.join(folder, MOVED_FILES), { force: true });
    try {
      lowerFence(database, folder);
    } catch {
      // The disk is full: the next opening lowers it.
    }
  }

  async #refuseFull(): Promise<void> {
    const database = fs.statSync(path.join(this.store.folder, DATABASE)).size;
    const { bavail, bsize } = await fs.promises.statfs(this.to);
    if (bavail * bsize < this.#transfer.size + database + SPARE) {
      throw new AppError('full', t('safety.moveFull', { path: this.to }));
    }
  }

  #checkCopy(): void {
    const copy = this.store.connect(this.#arriving, false);
    try {
      copy.script('PRAGMA journal_mode = DELETE');
      if (integrityOf(copy).length > 0) {
        throw new AppError('store', t('safety.moveDiffers', { path: this.#target }));
      }
    } finally {
      copy.close();
    }
    syncFile(this.#arriving);
  }

  /**
   * The last step: while nobody else can write, the copy is completed and the fence is raised; then,
   * again while nobody writes and the fence still stands, the old folder records where the data is.
   * If it is killed before that, the next opening lowers the fence and stays in the old folder.
   *
   * @param version what the lock saw before the copy was begun
   * @param last whether to copy again now when something was written since, instead of giving up
   * @returns whether the move is done
   */
  async #handOver(lock: WritableDatabase, version: number, last: boolean): Promise<boolean> {
    const { folder } = this.store;
    const ready = await whenFree(lock, () => {
      if (schemaVersionOf(lock) !== version) {
        if (!last) return false;
        this.#copyNow();
      }
      this.#transfer.copyNow();
      if (fs.existsSync(this.#target)) {
        throw new AppError('input', t('safety.moveNotEmpty', { path: this.to }));
      }
      fs.renameSync(this.#arriving, this.#transfer.placeOf(DATABASE));
      this.#transfer.sync();
      writeMovedFiles(folder, { fence: this.#fence, files: this.#transfer.files });
      raiseFence(lock, this.to, this.#fence);
      return true;
    });
    if (!ready) return false;
    return whenFree(lock, () => {
      if (!hasFence(lock, this.#fence)) {
        fs.rmSync(this.#target);
        return false;
      }
      this.#say();
      return true;
    });
  }

  #say(): void {
    const { folder } = this.store;
    try {
      writeMoved(folder, { to: this.to, from: folder });
    } catch (error) {
      // Others may already follow the record, so it is not undone.
      if (readMoved(folder)?.to !== this.to) throw error;
    }
    fs.rmSync(path.join(this.to, ARRIVING), { force: true });
  }

  /** Copies the database anew while nobody else can write. */
  #copyNow(): void {
    fs.rmSync(this.#arriving, { force: true });
    const reader = this.store.connect(path.join(this.store.folder, DATABASE), true);
    try {
      reader.run('VACUUM INTO ?', this.#arriving);
    } finally {
      reader.close();
    }
    this.#checkCopy();
  }
}

/** A number that changes with everything that another connection writes. */
const schemaVersionOf = (database: ReadableDatabase): number =>
  database.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;

/**
 * Runs a transaction as soon as no other process writes. One that writes all the time leaves short gaps,
 * which SQLite's busy handler misses.
 *
 * @throws AppError when no gap came in time
 */
async function whenFree<Result>(lock: WritableDatabase, work: () => Result): Promise<Result> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return lock.transaction(work);
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    await delay(1);
  }
}
