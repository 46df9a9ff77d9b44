import { call } from '../../api';
import { words } from '../../i18n';
import { openConversation } from '../../state/conversations';
import { notify } from '../../state/notify';
import { runWork } from '../../state/task';

/** Brings in what was looked at last, says how much that was, and opens the first of it. */
export async function importFile(): Promise<boolean> {
  const done = await runWork(() => call('archive.import', {}));
  if (!done) return false;
  const { new: added, copy, restored } = done.counts;
  notify(words('archive.imported', { count: added + copy + restored }));
  const missing = done.missing.reduce((sum, { images }) => sum + images, 0);
  if (missing > 0) notify(words('archive.importedMissing', { count: missing }));
  const first = done.list.find(({ action }) => action !== 'same');
  if (first) await openConversation(first.id);
  return true;
}
