/**
 * The process that checks all data, or only the database: SQLite's own check is one long call that
 * blocks its thread, and every picture is read. It has its own, read-only connection.
 */
import path from 'node:path';
import { connect, loadDriver, type WritableDatabase } from '../store/connection';
import { serve } from '../process/server';
import { storeError } from '../store/error';
import { faultOf } from '../store/integrityCheck';
import { DATABASE } from '../store/open';
import { findFaults } from './check';
import type { CheckCalls, CheckRequest } from './messages';

/** Progress is reported at most this often (milliseconds). */
const REPORT_AFTER = 50;

type Open = (file: string, readonly: boolean) => WritableDatabase;

async function withDatabase<Result>(
  { folder, driver }: CheckRequest,
  work: (database: WritableDatabase, open: Open) => Result | Promise<Result>,
): Promise<Result> {
  const constructor = loadDriver(driver);
  const open: Open = (file, readonly) => connect({ driver: constructor, file, readonly });
  const database = open(path.join(folder, DATABASE), true);
  try {
    return await work(database, open);
  } finally {
    database.close();
  }
}

serve<CheckCalls>(
  {
    all: (request, { report }) => {
      let reported = -Infinity;
      const progress = (done: number, total: number): void => {
        const now = performance.now();
        if (now - reported < REPORT_AFTER) return;
        reported = now;
        report({ done, total });
      };
      const { folder } = request;
      return withDatabase(request, (database, open) =>
        findFaults({ folder, database, connect: open }, { progress }),
      );
    },
    database: (request) => withDatabase(request, (database) => faultOf(database)),
  },
  storeError,
);
