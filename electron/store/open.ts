import fs from 'node:fs';
import path from 'node:path';
import { t } from '../../shared/i18n/translate';
import { Trash } from './trash';
import { Branches } from './branches';
import { PackageChoices } from './packageChoices';
import { Strips } from './strips';
import { Conversations } from './conversations';
import { isAsClosed, markClosed, unmark } from './cleanShutdown';
import {
  connect,
  isOpen,
  loadDriver,
  type ReadableDatabase,
  type WritableDatabase,
} from './connection';
import { Drafts } from './drafts';
import { checkBeforeOpening, hasNewestSchema } from './integrityCheck';
import { storeError } from './error';
import { AppError } from '../../shared/ipc/errors';
import { Images } from './images';
import { Library } from './library';
import { sweepStagedFiles } from './stagedFiles';
import { Messages } from './messages';
import { migrate, MIGRATIONS } from './migrations/migrate';
import { OpenedDatabase } from './deferredCheckpoint';
import { claim, DATABASE, isOurs, refuseForeign } from './ownership';
import { Prompts } from './prompts';
import { Queue } from './queue';
import { lowerFence } from './fence';
import { refuseArriving, refuseMoved } from './location';
import { refuseNetwork } from './diskKind';
import { Search } from './search';
import { SettingsStore } from './settings';
import { UndoHistory } from './undo';
import { beginAlone, endAlone, expectAlone, hasWalReset } from './walReset';
import { closeToOthers } from './privateData';

export { DATABASE };

/** Files that nothing names any more are kept this long (milliseconds). */
const UNDO_WINDOW = 24 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

export interface OpenOptions {
  /** Data folder; made when missing, refused when it holds anything that is not the studio's. */
  readonly folder: string;
  /** Folder of the better-sqlite3 to use; undefined for the installed one. */
  readonly driver?: string;
  /** Milliseconds that unused files are kept. */
  readonly undoWindow?: number;
  /** Milliseconds that the trash keeps its entries; otherwise as the settings say. */
  readonly trashWindow?: number;
  /**
   * True when the program may have the same folder open: then no answer is considered interrupted
   * and nothing is swept, since both are up to the program.
   */
  readonly beside?: boolean;
  /** True when all data was just copied, so that a migration need not copy the database again. */
  readonly copied?: boolean;
  /**
   * True when the caller checks the database after opening it and then calls `release`: one that is
   * unchanged since it was closed is opened without a check and held until then.
   */
  readonly checkedLater?: boolean;
}

/** Everything that outlives the program: conversations in SQLite, pictures and tokens in files. */
export interface Store {
  readonly folder: string;
  readonly database: WritableDatabase;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly images: Images;
  readonly drafts: Drafts;
  readonly strips: Strips;
  readonly queue: Queue;
  readonly settings: SettingsStore;
  readonly choices: PackageChoices;
  readonly search: Search;
  readonly library: Library;
  readonly steps: UndoHistory;
  readonly branches: Branches;
  readonly trash: Trash;
  readonly prompts: Prompts;
  /** All or nothing: what throws inside leaves no trace in the database. */
  transaction<Result>(work: () => Result): Result;
  /** Opens another database file with the same driver; the caller closes it. */
  connect(file: string, readonly: boolean): WritableDatabase;
  /** Version of SQLite. */
  sqliteVersion(): string;
  /**
   * Whether the database is open but not checked yet: then nothing is swept, its file stays byte for
   * byte as it was, and changes are kept in the log.
   */
  isCheckpointDeferred(): boolean;
  /** Releases a database that has been checked since, and sweeps as every opening does. */
  release(): void;
  /** Closes the database; one that is held keeps its log, and the next opening checks it. */
  close(): void;
}

/**
 * Opens the store of a data folder, brings it to the newest schema, ends the answers that a crash
 * left running and sweeps what was deleted for good. Only one process may do so at a time.
 *
 * @throws AppError `input` for a folder or a database that is not the studio's, `store` for a database
 *   that is damaged or from the future (its bytes stay as they are), a folder that cannot be written and
 *   one whose data was moved elsewhere, `full`
 */
export function openStore({
  folder,
  driver,
  undoWindow = UNDO_WINDOW,
  trashWindow,
  beside = false,
  copied = false,
  checkedLater = false,
}: OpenOptions): Store {
  try {
    refuseMoved(folder);
    refuseArriving(folder);
    const file = path.join(folder, DATABASE);
    // Data that is already on such a disk stays usable.
    if (!fs.existsSync(file)) refuseNetwork(folder);
    refuseForeign(folder);
    if (!isOurs(folder)) claim(folder);
    const constructor = loadDriver(driver);
    const connectTo = (other: string, readonly: boolean): WritableDatabase =>
      connect({ driver: constructor, file: other, readonly });
    const open = (readonly: boolean): WritableDatabase => connectTo(file, readonly);
    const held = checkedLater && isAsClosed(file) && hasNewestSchema(file);
    if (!held) checkBeforeOpening(file, () => open(true));
    const opening = {
      file,
      version: versionOfSqlite(connectTo),
      isOpen: () => isOpen({ driver: constructor, file }),
    };
    beginAlone(opening);
    unmark(file);
    const opened = OpenedDatabase.open(open, held);
    const close = (): boolean => {
      const folded = opened.close();
      if (hasWalReset(opening.version)) endAlone(file);
      return folded;
    };
    try {
      const { database } = opened;
      // A move may have ended meanwhile, so what was opened may be what it left behind.
      refuseMoved(folder);
      if (!database.keepLog()) throw new AppError('store', t('store.noLog'));
      expectAlone(opening);
      lowerFence(database, folder);
      migrate(database, file, MIGRATIONS, !copied);
      // Not before: it may have been another program's.
      closeToOthers(folder);
      const sweep = (): void => {
        if (!beside) sweepAll(store, undoWindow, trashWindow);
      };
      const store: Store = {
        ...partsOf(database, folder),
        connect: connectTo,
        isCheckpointDeferred: () => opened.isCheckpointDeferred,
        release: () => {
          if (!opened.isCheckpointDeferred) return;
          opened.release();
          sweep();
        },
        close: () => {
          if (close() && !beside) markClosed(file);
        },
      };
      // Folders made by an older program do not have the mark.
      if (!beside) claim(folder);
      store.settings.hashOldKey();
      if (!beside) store.messages.endInterrupted();
      if (!held) sweep();
      return store;
    } catch (error) {
      close();
      throw error;
    }
  } catch (error) {
    throw storeError(error);
  }
}

function versionOfSqlite(connectTo: (file: string, readonly: boolean) => WritableDatabase): string {
  const database = connectTo(':memory:', false);
  try {
    return sqliteVersion(database);
  } finally {
    database.close();
  }
}

const sqliteVersion = (database: ReadableDatabase): string =>
  database.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? '';

/** What a store keeps, by its tables. */
function partsOf(
  database: WritableDatabase,
  folder: string,
): Omit<Store, 'connect' | 'isCheckpointDeferred' | 'release' | 'close'> {
  const conversations = new Conversations(database);
  const messages = new Messages(database);
  return {
    folder,
    database,
    conversations,
    messages,
    images: new Images(database, folder),
    drafts: new Drafts(database),
    strips: new Strips(database),
    queue: new Queue(database),
    settings: new SettingsStore(database),
    choices: new PackageChoices(database),
    search: new Search(database),
    library: new Library(database),
    steps: new UndoHistory(database, conversations, messages),
    branches: new Branches(database, messages),
    trash: new Trash(database),
    prompts: new Prompts(database),
    transaction: (work) => database.transaction(work),
    sqliteVersion: () => sqliteVersion(database),
  };
}

/** Removes what was deleted for good. */
function sweepAll(store: Store, undoWindow: number, trashWindow?: number): void {
  const before = Date.now() - undoWindow;
  const { binDays } = store.settings.get();
  const kept = trashWindow ?? (binDays === null ? undefined : binDays * DAY);
  if (kept !== undefined) store.trash.sweep(Date.now() - kept);
  store.images.sweep(before);
  sweepStagedFiles(store.folder, before);
}

/**
 * Moves a damaged database away, with its log, so that the next opening begins with an empty one.
 *
 * @returns where it lies now
 */
export function quarantineDatabase(folder: string): string {
  // Without its database, the folder could not be recognised as the studio's.
  claim(folder);
  const file = path.join(folder, DATABASE);
  const stamp = new Date().toISOString().replace(/\D/g, '');
  const target = `${file}.damaged-${stamp}`;
  for (const end of ['-wal', '-shm', '']) {
    if (fs.existsSync(file + end)) fs.renameSync(file + end, target + end);
  }
  return target;
}
