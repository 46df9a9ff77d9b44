import fs from 'node:fs';
import path from 'node:path';
import type { FindFaults } from './checkClient';
import { findFaults, integrityOf, reportOf, violationsOf, type Found } from './check';
import { placesOf } from './checkBackups';
import { fillIndex, takeBack, takeBackInCopies } from './changedWords';
import { copyFromAny, moveInto } from './contentFiles';
import type { Copied } from './backups';
import {
  quarantineFolder,
  CONTENT_FOLDERS,
  CONTENT_KINDS,
  contentKey,
  backupsFolder,
  newQuarantineFolder,
  type ContentKind,
} from '../store/folders';
import { mendRelations } from './relations';
import { repairBackups } from './repairBackups';
import type { Repaired } from '../../shared/ipc/recovery';
import { throwIfAborted, type Task } from '../../shared/task';
import { PRIVATE_FILE } from '../disk/privateMode';

/** While this file is in the data folder, the next start treats the database as damaged. */
const RESCUE_MARK = 'rescue-at-next-start';

export const rescueMark = (data: string): string => path.join(data, RESCUE_MARK);

/**
 * Repairs what a check finds. Damaged files and dangling rows are moved aside, never deleted; contents
 * that are intact in a backup are restored; the search index is rebuilt. A database in which SQLite
 * itself finds faults is recovered at the next start.
 *
 * @param find the check before and after
 */
export async function repair(
  store: Copied,
  task: Task = {},
  find: FindFaults = findFaults,
): Promise<Repaired> {
  const found = await find(store, task);
  const mending = new Mending(store);
  for (const kind of CONTENT_KINDS) {
    for (const hash of found.damaged[kind])
      mending.quarantineFile(kind, mending.pathOf(kind, hash));
    for (const hash of [...found.damaged[kind], ...found.missing[kind]]) {
      throwIfAborted(task.signal);
      await mending.putBack(kind, hash);
    }
  }
  for (const file of found.unnamed) {
    const tokens = path.basename(path.dirname(file)) === CONTENT_FOLDERS.tokens;
    mending.quarantineFile(tokens ? 'tokens' : 'image', file);
  }
  await mending.words(found);
  await mending.copies(found, task);
  const restart = mending.rows(found);
  const report = reportOf(store, await find(store, task));
  return { ...mending.summary(), restart, report };
}

class Mending {
  #quarantine: string | undefined;
  #moved = 0;
  #restored = 0;
  readonly #now = Date.now();
  readonly #places: readonly string[];

  constructor(private readonly store: Copied) {
    this.#places = placesOf(store);
  }

  pathOf(kind: ContentKind, hash: string): string {
    return path.join(this.store.folder, CONTENT_FOLDERS[kind], hash);
  }

  quarantineFile(kind: ContentKind, file: string): void {
    moveInto(file, path.join(this.#folder(), CONTENT_FOLDERS[kind]));
    this.#moved += 1;
  }

  /** Restores a content from an intact copy in the backups or in what was moved aside before. */
  async putBack(kind: ContentKind, hash: string): Promise<void> {
    const key = contentKey(kind, hash);
    const from = this.#sources().map((source) => path.join(source, key));
    if (await copyFromAny(from, path.join(this.store.folder, key), hash)) this.#restored += 1;
  }

  #sources(): string[] {
    const aside = quarantineFolder(this.store.folder);
    const before = fs.existsSync(aside) ? fs.readdirSync(aside) : [];
    return [...this.#places, ...before.map((name) => path.join(aside, name))];
  }

  /** Repairs the folders of backups from the data folder and from each other. */
  async copies(found: Found, task: Task): Promise<void> {
    const { folder } = this.store;
    for (const faults of found.copies) {
      const others = this.#places.filter((place) => place !== faults.place);
      // What is moved aside stays on its disk.
      const aside = (): string =>
        faults.place === backupsFolder(folder)
          ? path.join(this.#folder(), path.basename(faults.place))
          : newQuarantineFolder(faults.place, 'repair', this.#now);
      const mended = await repairBackups(this.store, faults, [folder, ...others], aside, task);
      this.#restored += mended.restored;
      this.#moved += mended.quarantined;
    }
  }

  /** Restores words from the backups; the current ones are written to a file first. */
  async words({ words }: Found): Promise<void> {
    if (words.length === 0) return;
    const file = path.join(this.#folder(), 'words.jsonl');
    const lines = words.map((one) => `${JSON.stringify(one)}\n`);
    fs.writeFileSync(file, lines.join(''), { flush: true, mode: PRIVATE_FILE });
    this.#restored += takeBack(this.store.database, words);
    for (const place of this.#places) await takeBackInCopies(this.store, place, words);
  }

  /**
   * Repairs the database.
   *
   * @returns whether the rest has to wait for the next start
   */
  rows(found: Found): boolean {
    const { database, folder } = this.store;
    if (!found.search) fillIndex(database);
    if (found.database.length > 0) {
      // Indexes can be rebuilt from the rows, and most faults are in indexes.
      try {
        database.script('REINDEX');
      } catch {
        // The next start recovers what can be read.
      }
      if (integrityOf(database).length > 0) {
        fs.writeFileSync(rescueMark(folder), '', { flush: true, mode: PRIVATE_FILE });
        return true;
      }
    }
    if (violationsOf(database).length > 0) {
      this.#moved += mendRelations(database, folder, path.join(this.#folder(), 'rows.jsonl'));
    }
    return false;
  }

  summary(): Pick<Repaired, 'aside' | 'quarantined' | 'restored'> {
    return { aside: this.#quarantine ?? null, quarantined: this.#moved, restored: this.#restored };
  }

  #folder(): string {
    return (this.#quarantine ??= newQuarantineFolder(this.store.folder, 'repair'));
  }
}
