import type { CallInput } from '../../../shared/ipc/contract';
import { call } from '../../api';
import { words } from '../../i18n';
import { notify } from '../../state/notify';
import { runWork } from '../../state/task';

/** Asks for a place, exports to it and says how much that was; whether it was done. */
export async function exportNow(what: CallInput<'archive.export'>): Promise<boolean> {
  const done = await runWork(() => call('archive.export', what));
  if (!done) return false;
  notify(words('archive.exported', { path: done.path, count: done.conversations }));
  if (done.missing > 0) notify(words('archive.missing', { count: done.missing }));
  return true;
}
