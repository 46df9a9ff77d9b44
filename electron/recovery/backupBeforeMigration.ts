import fs from 'node:fs';
import path from 'node:path';
import { connect, loadDriver } from '../store/connection';
import { isOfStudio } from '../store/integrityCheck';
import { NEWEST_SCHEMA, schemaVersionOf } from '../store/migrations/migrate';
import { DATABASE } from '../store/open';
import { makeBackup } from './backups';

/**
 * Backs up all data of an older version before its database is migrated to the newest schema.
 *
 * @returns whether a whole copy was made; false when none was needed, or none could be made
 */
export async function backUpBeforeMigration(
  folder: string,
  driver: string | undefined,
): Promise<boolean> {
  const file = path.join(folder, DATABASE);
  if (!fs.existsSync(file) || fs.statSync(file).size === 0) return false;
  const constructor = loadDriver(driver);
  const open = (other: string, readonly: boolean) =>
    connect({ driver: constructor, file: other, readonly });
  const database = open(file, true);
  try {
    const version = schemaVersionOf(database);
    if (version === 0 || version >= NEWEST_SCHEMA || !isOfStudio(database)) return false;
    await makeBackup({ folder, database, connect: open }, 'migration');
    return true;
  } finally {
    database.close();
  }
}
