import fs from 'node:fs';
import path from 'node:path';
import { sentence } from '../../shared/words/sentence';
import { Bin } from './bin';
import { Branches } from './branches';
import { PackageChoices } from './choices';
import { Clips } from './clips';
import { Conversations } from './conversations';
import { connect, loadDriver, type ReadableDatabase, type WritableDatabase } from './driver';
import { Drafts } from './drafts';
import { DamagedError, isCorrupt, storeError } from './error';
import { Images } from './images';
import { sweepIncoming } from './incoming';
import { Library } from './library';
import { Messages } from './messages';
import { migrate, MIGRATIONS, refuseFuture, versionOf } from './migrations';
import { Prompts } from './prompts';
import { Queue } from './queue';
import { Search } from './search';
import { SettingsStore } from './settings';
import { Steps } from './steps';

/** File of the conversations within the data folder. */
export const DATABASE = 'studio.db';

/** Files that nothing names any more are kept this long (milliseconds). */
export const UNDO_WINDOW = 24 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

export interface OpenOptions {
  /** Data folder; made when it is missing. */
  readonly folder: string;
  /** Folder of the better-sqlite3 to use; undefined for the installed one. */
  readonly driver?: string;
  /** Milliseconds that unused files are kept. */
  readonly undoWindow?: number;
  /** Milliseconds that the bin keeps what lies in it; else as long as the settings say. */
  readonly binWindow?: number;
  /**
   * True when the program may have the same folder open: then no answer is taken for interrupted
   * and nothing is swept, for both are the program's to do.
   */
  readonly beside?: boolean;
  /** True when all data was just copied, so that a migration need not copy the database again. */
  readonly copied?: boolean;
}

/** Everything that outlives the program: conversations in SQLite, pictures and tokens in files. */
export interface Store {
  readonly folder: string;
  readonly database: WritableDatabase;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly images: Images;
  readonly drafts: Drafts;
  readonly clips: Clips;
  readonly queue: Queue;
  readonly settings: SettingsStore;
  readonly choices: PackageChoices;
  readonly search: Search;
  readonly library: Library;
  readonly steps: Steps;
  readonly branches: Branches;
  readonly bin: Bin;
  readonly prompts: Prompts;
  /** All or nothing: what throws inside leaves no trace in the database. */
  transaction<Result>(work: () => Result): Result;
  /** Opens another database file with the same driver; the caller closes it. */
  connect(file: string, readonly: boolean): WritableDatabase;
  /** Version of SQLite. */
  sqliteVersion(): string;
  close(): void;
}

/**
 * Opens the store of a data folder, brings it to the newest schema, ends the answers that a crash
 * left running and sweeps what was deleted for good. Only one process may do so at a time.
 *
 * @throws StoreError a database that is damaged or from the future (its bytes stay as they are), a
 *   folder that cannot be written, a full disk
 */
export function openStore({
  folder,
  driver,
  undoWindow = UNDO_WINDOW,
  binWindow,
  beside = false,
  copied = false,
}: OpenOptions): Store {
  try {
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, DATABASE);
    const constructor = loadDriver(driver);
    check(file, () => connect({ driver: constructor, file, readonly: true }));
    const database = connect({ driver: constructor, file });
    try {
      database.script('PRAGMA journal_mode = WAL');
      migrate(database, file, MIGRATIONS, !copied);
      const store = assemble(database, folder, (other, readonly) =>
        connect({ driver: constructor, file: other, readonly }),
      );
      if (!beside) tidy(store, undoWindow, binWindow);
      return store;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw storeError(error);
  }
}

function assemble(database: WritableDatabase, folder: string, connectTo: Store['connect']): Store {
  const conversations = new Conversations(database);
  const messages = new Messages(database);
  return {
    folder,
    database,
    conversations,
    messages,
    images: new Images(database, folder),
    drafts: new Drafts(database),
    clips: new Clips(database),
    queue: new Queue(database),
    settings: new SettingsStore(database),
    choices: new PackageChoices(database),
    search: new Search(database),
    library: new Library(database),
    steps: new Steps(database, conversations, messages),
    branches: new Branches(database, messages),
    bin: new Bin(database),
    prompts: new Prompts(database),
    transaction: (work) => database.transaction(work),
    connect: connectTo,
    sqliteVersion: () =>
      database.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? '',
    close: () => database.close(),
  };
}

/** Ends what a crash left running and removes what was deleted for good. */
function tidy(store: Store, undoWindow: number, binWindow?: number): void {
  store.messages.endInterrupted();
  const before = Date.now() - undoWindow;
  const { binDays } = store.settings.get();
  const kept = binWindow ?? (binDays === null ? undefined : binDays * DAY);
  if (kept !== undefined) store.bin.sweep(Date.now() - kept);
  store.images.sweep(before);
  sweepIncoming(store.folder, before);
}

/**
 * Moves a damaged database away, with its log, so that the next opening begins with an empty one.
 *
 * @returns where it lies now
 */
export function setAside(folder: string): string {
  const file = path.join(folder, DATABASE);
  const stamp = new Date().toISOString().replace(/\D/g, '');
  const target = `${file}.damaged-${stamp}`;
  for (const end of ['-wal', '-shm', '']) {
    if (fs.existsSync(file + end)) fs.renameSync(file + end, target + end);
  }
  return target;
}

const MAGIC = 'SQLite format 3\0';
const VERSION_OFFSET = 60;

/**
 * Looks at an existing file without changing a byte of it: the version by the header, then SQLite's
 * own check over a connection that cannot write.
 */
function check(file: string, open: () => WritableDatabase): void {
  const header = readHeader(file);
  if (!header || header.length === 0) return;
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC || header.length < 100) {
    throw new DamagedError(file, sentence('store.notADatabase'));
  }
  refuseFuture(header.readUInt32BE(VERSION_OFFSET));
  const beside = [`${file}-wal`, `${file}-shm`];
  const before = beside.map((name) => fs.existsSync(name));
  let sound = false;
  let reader: WritableDatabase | undefined;
  try {
    reader = open();
    refuseFuture(versionOf(reader));
    checkWhole(file, reader);
    sound = true;
  } catch (error) {
    throw isCorrupt(error) ? new DamagedError(file, causeOf(error)) : error;
  } finally {
    reader?.close();
    // Looking at a database makes empty files beside it; a refused one is left as it was found.
    if (!sound) beside.forEach((name, index) => before[index] || fs.rmSync(name, { force: true }));
  }
}

function causeOf(error: unknown): string {
  const origin = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return origin instanceof Error ? origin.message : String(origin);
}

function checkWhole(file: string, reader: ReadableDatabase): void {
  const [first] = reader.all<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (first && first.quick_check !== 'ok') throw new DamagedError(file, first.quick_check);
}

function readHeader(file: string): Buffer | undefined {
  if (!fs.existsSync(file)) return undefined;
  const descriptor = fs.openSync(file, 'r');
  try {
    const header = Buffer.alloc(100);
    return header.subarray(0, fs.readSync(descriptor, header, 0, header.length, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}
