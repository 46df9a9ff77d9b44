/**
 * The process that checks all data, or the database alone: SQLite's own check is one long call that
 * blocks its thread, and every picture is read. It has a connection of its own, which cannot write,
 * and ends with its answer.
 */
import path from 'node:path';
import { sayIn } from '../../shared/i18n/translate';
import { connect, loadDriver, type WritableDatabase } from '../store/connection';
import { faultOf } from '../store/integrityCheck';
import { storeError } from '../store/error';
import { DATABASE } from '../store/open';
import { findFaults } from './check';
import type { CheckAnswer, CheckQuestion } from './messages';

/** Progress is told at most this often (milliseconds). */
const TELL_AFTER = 50;

/** The port of Electron's utility process; absent in a forked process of plain Node. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: CheckQuestion }) => void): void;
  postMessage(message: CheckAnswer): void;
}

const parent = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;

function post(message: CheckAnswer): void {
  if (parent) parent.postMessage(message);
  else process.send?.(message);
}

async function check({ what, folder, driver, language }: CheckQuestion): Promise<void> {
  sayIn(language);
  let told = -Infinity;
  const progress = (done: number, total: number): void => {
    const now = performance.now();
    if (now - told < TELL_AFTER) return;
    told = now;
    post({ type: 'progress', done, total });
  };
  try {
    const constructor = loadDriver(driver);
    const open = (file: string, readonly: boolean): WritableDatabase =>
      connect({ driver: constructor, file, readonly });
    const database = open(path.join(folder, DATABASE), true);
    try {
      if (what === 'database') post({ type: 'database', fault: faultOf(database) });
      else {
        const found = await findFaults({ folder, database, connect: open }, { progress });
        post({ type: 'found', found });
      }
    } finally {
      database.close();
    }
  } catch (error) {
    const { code, message } = storeError(error);
    post({ type: 'error', code, error: message });
  }
}

if (parent) parent.on('message', (event) => void check(event.data));
else process.on('message', (question: CheckQuestion) => void check(question));
// Nobody waits for an answer of a process whose program is gone.
process.on('disconnect', () => process.exit(0));
