import fs from 'node:fs';
import path from 'node:path';
import { rescuedSchema, type Rescued } from '../../shared/ipc/recovery';
import { connect, loadDriver, type WritableDatabase } from '../store/connection';
import { DATABASE } from '../store/open';
import { syncFolder } from '../disk/whole';
import { foldersIn } from '../store/ownFiles';
import { contentsIn, moveInto } from './contentFiles';
import { countsOf, hashesOf } from './backups';
import {
  afterStamp,
  quarantineFolder,
  CONTENT_FOLDERS,
  CONTENT_KINDS,
  newQuarantineFolder,
} from '../store/folders';
import { forgetUnnamed } from './relations';
import { WriterHold } from './holdWriters';
import { rescueMark } from './repair';
import { recoverDatabase } from './recoverDatabase';
import { PRIVATE_FILE } from '../disk/privateMode';
/** A database and the files that SQLite keeps beside it; they are moved in this order. */
const ENDS = ['', '-wal', '-shm'] as const;
const READ = 'read.db';
const RESCUED = 'rescued.db';
const REPORT = 'report.json';
const DAMAGED = 'damaged';

/**
 * Replaces a damaged database by what can be read of it. The original is moved aside byte for byte, and
 * so are pictures that are no longer used. Other processes that have it open cannot write meanwhile, and
 * are refused afterwards.
 *
 * @param folder data folder
 * @param driver folder of the better-sqlite3 to use; undefined for the installed one
 * @throws AppError while another process writes
 */
export function rescue(folder: string, driver: string | undefined): Rescued {
  const aside = newQuarantineFolder(folder, DAMAGED);
  const original = path.join(folder, DATABASE);
  const read = path.join(aside, READ);
  const rescued = path.join(aside, RESCUED);
  // Locking a database writes to its index file, so that is copied as it was found.
  const index = `${original}-shm`;
  if (fs.existsSync(index)) fs.copyFileSync(index, path.join(aside, `${DATABASE}-shm`));
  const constructor = loadDriver(driver);
  const hold = new WriterHold((readonly) =>
    connect({ driver: constructor, file: original, readonly }),
  );
  try {
    // SQLite writes beside what it reads, so it reads a copy; the third file it makes itself.
    for (const end of ['', '-wal']) {
      if (fs.existsSync(original + end)) hold.copy(original + end, read + end);
    }
    const recovered = recoverAllRows(read, rescued, folder, aside, driver);
    for (const end of ENDS) fs.rmSync(read + end, { force: true });
    const report: Rescued = { at: Date.now(), ...recovered, aside };
    fs.writeFileSync(path.join(aside, REPORT), JSON.stringify(report), {
      flush: true,
      mode: PRIVATE_FILE,
    });
    // Windows does not rename an open file, so no other process can still write to one that is renamed.
    if (process.platform === 'win32') hold.release();
    quarantineFile(original, aside);
    fs.renameSync(rescued, original);
    fs.rmSync(rescueMark(folder), { force: true });
    syncFolder(folder);
    return report;
  } finally {
    hold.release();
  }
}

/** Moves a database aside; its log last, so that a database is never found without its log. */
function quarantineFile(original: string, aside: string): void {
  for (const end of ENDS) {
    const target = path.join(aside, DATABASE + end);
    if (end === '-shm' && fs.existsSync(target)) fs.rmSync(original + end, { force: true });
    else if (fs.existsSync(original + end)) fs.renameSync(original + end, target);
  }
  syncFolder(aside);
}

/**
 * Completes a rescue that was killed between moving the original aside and putting the recovered
 * database in its place.
 *
 * @returns the report of that rescue; nothing if there was none
 */
export function endRescue(folder: string): Rescued | undefined {
  const file = path.join(folder, DATABASE);
  const aside = quarantineFolder(folder);
  if (fs.existsSync(file)) return undefined;
  const isOwn = (name: string): boolean => afterStamp(name) === `-${DAMAGED}`;
  for (const name of foldersIn(aside, isOwn).sort().reverse()) {
    const rescued = path.join(aside, name, RESCUED);
    const report = path.join(aside, name, REPORT);
    if (!fs.existsSync(rescued) || !fs.existsSync(report)) continue;
    // The log of the original would be taken for that of the recovered database.
    quarantineFile(file, path.join(aside, name));
    fs.renameSync(rescued, file);
    syncFolder(folder);
    return rescuedSchema.parse(JSON.parse(fs.readFileSync(report, 'utf8')));
  }
  return undefined;
}

type Read = Omit<Rescued, 'at' | 'aside'>;

function recoverAllRows(
  read: string,
  rescued: string,
  folder: string,
  aside: string,
  driver: string | undefined,
): Read {
  const constructor = loadDriver(driver);
  const target = connect({ driver: constructor, file: rescued });
  try {
    const recovered = recoverDatabase({
      open: () => connect({ driver: constructor, file: read }),
      target,
      file: rescued,
      contents: folder,
      left: path.join(aside, 'rows.jsonl'),
    });
    // Contents that lost their pictures' rows would be swept, and the files with them.
    forgetUnnamed(target);
    moveUnnamed(target, folder, aside);
    return { ...countsOf(target), ...recovered };
  } finally {
    // Closing checkpoints the log into the one file.
    target.close();
    for (const end of ENDS.slice(1)) fs.rmSync(rescued + end, { force: true });
  }
}

/** Files without a row would be swept one day, but may be all that is left of something. */
function moveUnnamed(target: WritableDatabase, folder: string, aside: string): void {
  for (const kind of CONTENT_KINDS) {
    const named = new Set(hashesOf(target, kind));
    const contents = path.join(folder, CONTENT_FOLDERS[kind]);
    for (const hash of contentsIn(contents)) {
      if (!named.has(hash)) {
        moveInto(path.join(contents, hash), path.join(aside, CONTENT_FOLDERS[kind]));
      }
    }
  }
}
