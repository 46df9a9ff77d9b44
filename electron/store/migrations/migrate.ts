import fs from 'node:fs';
import path from 'node:path';
import type { ReadableDatabase, WritableDatabase } from '../connection';
import { storeError } from '../error';
import { syncFile, syncFolder } from '../../disk/whole';
import { filesIn } from '../ownFiles';
import { isRunning } from '../running';
import { initial } from './0001-initial';
import { fullTextSearch } from './0002-full-text-search';
import { foldersAndTags } from './0003-folders-and-tags';
import { queuedClipsAndRegions } from './0004-queued-clips-and-regions';
import { queuedRetries } from './0005-queued-retries';
import { conversationPackage } from './0006-conversation-package';
import { undoTrashPrompts } from './0007-undo-trash-prompts';
import { frameStrips } from './0008-frame-strips';
import { queuedAnswerKind } from './0009-queued-answer-kind';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import { makePrivate } from '../../disk/privateMode';

export interface Migration {
  readonly version: number;
  readonly update: (database: WritableDatabase) => void;
}

/** All migrations from the empty file to the newest schema, in order; a released one never changes. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, update: (database) => database.script(initial) },
  { version: 2, update: (database) => database.script(fullTextSearch) },
  { version: 3, update: (database) => database.script(foldersAndTags) },
  { version: 4, update: (database) => database.script(queuedClipsAndRegions) },
  { version: 5, update: (database) => database.script(queuedRetries) },
  { version: 6, update: (database) => database.script(conversationPackage) },
  { version: 7, update: (database) => database.script(undoTrashPrompts) },
  { version: 8, update: (database) => database.script(frameStrips) },
  { version: 9, update: (database) => database.script(queuedAnswerKind) },
];

/** Version of the schema that this program reads and writes. */
export const NEWEST_SCHEMA = MIGRATIONS.length;

/** The schema version of a database; 0 for an empty one. */
export function schemaVersionOf(database: ReadableDatabase): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

/** Refuses a database that a newer program wrote. */
export function refuseFuture(version: number, newest: number = NEWEST_SCHEMA): void {
  if (version <= newest) return;
  throw new AppError('store', t('store.future', { version, newest }));
}

/** Path of the copy that is made before a database of `version` is changed. */
export const copyBefore = (file: string, version: number): string => `${file}.version${version}`;

/**
 * Brings a database to the newest version: for each step a copy beside the file first, then the step
 * and its number in one transaction.
 *
 * @param copies false when the caller made a copy of everything
 * @throws AppError `full` when the copy or the step does not fit on the disk; the file stays at the
 *   version it had reached
 */
export function migrate(
  database: WritableDatabase,
  file: string,
  migrations: readonly Migration[] = MIGRATIONS,
  copies = true,
): void {
  const start = schemaVersionOf(database);
  refuseFuture(start, migrations.at(-1)?.version ?? 0);
  for (const { version, update } of migrations) {
    const current = schemaVersionOf(database);
    if (version <= current) continue;
    try {
      if (copies && start > 0) copy(database, copyBefore(file, current));
      database.transaction(() => {
        // Another process may have been first.
        if (schemaVersionOf(database) >= version) return;
        update(database);
        database.script(`PRAGMA user_version = ${version}`);
      });
    } catch (error) {
      throw storeError(error);
    }
  }
}

function copy(database: WritableDatabase, target: string): void {
  sweepBackups(target);
  // SQLite writes this one, under the number of the process, since two may copy at once.
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    database.run('VACUUM INTO ?', temporary);
    makePrivate(temporary);
    syncFile(temporary);
    fs.renameSync(temporary, target);
    syncFolder(path.dirname(target));
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes what copies of processes that were killed left behind. */
function sweepBackups(target: string): void {
  const folder = path.dirname(target);
  const begin = `${path.basename(target)}.`;
  for (const name of filesIn(folder, (one) => one.startsWith(begin))) {
    const [, pid] = /^(\d+)\.tmp$/.exec(name.slice(begin.length)) ?? [];
    if (pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)))) {
      fs.rmSync(path.join(folder, name), { force: true });
    }
  }
}
