import fs from 'node:fs';
import type { Value, WritableDatabase } from '../store/connection';
import { MIGRATIONS, migrate, NEWEST_SCHEMA, schemaVersionOf } from '../store/migrations/migrate';
import { mendRelations } from './relations';
import { recoverRows, type RecoveredRows } from './rowRecovery';
import { PRIVATE_FILE } from '../disk/privateMode';

/** Where rows are recovered from, and where they go. */
export interface RecoverOptions {
  /** Opens the damaged database, which may be written to. */
  readonly open: () => WritableDatabase;
  /** An empty database, and its file. */
  readonly target: WritableDatabase;
  readonly file: string;
  /** Absolute folder with the contents that rows refer to. */
  readonly contents: string;
  /** Absolute path for the rows that fit nowhere, one JSON object per line. */
  readonly left: string;
}

/**
 * Recovers what can be read of a damaged database into an empty one of the newest schema.
 *
 * @returns how many rows fit nowhere, and the tables that could not be read completely
 */
export function recoverDatabase({ open, target, file, contents, left }: RecoverOptions): {
  readonly left: number;
  readonly tables: string[];
} {
  const source = openDamaged(open);
  try {
    const version = source ? versionSaid(source) : NEWEST_SCHEMA;
    migrate(target, file, MIGRATIONS.slice(0, version));
    const taken = source ? copyTables(source, target, left) : { refused: 0, tables: ['all'] };
    migrate(target, file, MIGRATIONS, false);
    const unfit = mendRelations(target, contents, left);
    return { left: taken.refused + unfit, tables: taken.tables };
  } finally {
    source?.close();
  }
}

function openDamaged(open: () => WritableDatabase): WritableDatabase | undefined {
  try {
    const database = open();
    try {
      database.get('SELECT count(*) FROM sqlite_master');
      return database;
    } catch {
      database.close();
    }
  } catch {
    // It is no longer a database: nothing can be read from it.
  }
  return undefined;
}

function versionSaid(source: WritableDatabase): number {
  const version = schemaVersionOf(source);
  return version >= 1 && version <= NEWEST_SCHEMA ? version : NEWEST_SCHEMA;
}

function copyTables(
  source: WritableDatabase,
  target: WritableDatabase,
  left: string,
): { refused: number; tables: string[] } {
  target.script('PRAGMA foreign_keys = OFF');
  const tables = target
    .all<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name NOT LIKE 'part_text%' ORDER BY rootpage`,
    )
    .map(({ name }) => name);
  let refused = 0;
  const harmed: string[] = [];
  for (const table of tables) {
    const recovered = target.transaction(() => copyTable(source, target, table, left));
    refused += recovered.refused;
    if (!recovered.whole) harmed.push(table);
  }
  return { refused, tables: harmed };
}

function copyTable(
  source: WritableDatabase,
  target: WritableDatabase,
  table: string,
  left: string,
): RecoveredRows {
  const known = new Set(
    target.all<{ name: string }>(`PRAGMA table_info("${table}")`).map(({ name }) => name),
  );
  return recoverRows(source, table, (row) => {
    const names = Object.keys(row).filter((name) => known.has(name));
    const values = names.map((name): Value => row[name] ?? null);
    try {
      target.run(
        `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')})
         VALUES (${names.map(() => '?').join(', ')})`,
        ...values,
      );
      return true;
    } catch {
      fs.appendFileSync(left, `${JSON.stringify({ table, row })}\n`, { mode: PRIVATE_FILE });
      return false;
    }
  });
}
