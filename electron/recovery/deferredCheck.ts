import fs from 'node:fs';
import { faultOf } from '../store/integrityCheck';
import type { Store } from '../store/open';
import type { FindFault } from './checkClient';
import { rescueMark } from './repair';
import { PRIVATE_FILE } from '../disk/privateMode';

/**
 * Checks a database that was opened without a check. A sound one is released; a damaged one stays held,
 * so that its file keeps every byte, and is recovered at the next start.
 *
 * @param find the check in a child process; if that fails, it is made here
 * @returns what is wrong with the database; nothing if it is sound or was closed meanwhile
 */
export async function checkDeferred(
  store: Pick<Store, 'folder' | 'database' | 'isCheckpointDeferred' | 'release'>,
  find: FindFault,
): Promise<string | undefined> {
  if (!store.isCheckpointDeferred()) return undefined;
  const fault = await find(store).catch(() =>
    store.isCheckpointDeferred() ? faultOf(store.database) : undefined,
  );
  if (fault === undefined) store.release();
  else fs.writeFileSync(rescueMark(store.folder), '', { flush: true, mode: PRIVATE_FILE });
  return fault;
}
