/** Exports and imports, and what is said of them. */
import { call } from '../api';
import { words } from '../i18n';
import { openConversation } from './conversations';
import { notify } from './notify';
import { runWork } from './task';
import type { CallInput } from '../../shared/ipc/contract';

/** What a file or the studio holds, in words; pictures are left out where they are not counted. */
export function describeCounts(held: {
  readonly conversations: number;
  readonly messages: number;
  readonly images?: number;
}): string {
  const { conversations, messages, images } = held;
  return [
    words('archive.conversations', { count: conversations }),
    words('archive.messages', { count: messages }),
    ...(images === undefined ? [] : [words('archive.pictures', { count: images })]),
  ].join(', ');
}

/** Asks for a place, exports to it and says how much that was; whether it was done. */
export async function exportNow(what: CallInput<'archive.export'>): Promise<boolean> {
  const done = await runWork(() => call('archive.export', what));
  if (!done) return false;
  notify(words('archive.exported', { path: done.path, count: done.conversations }));
  if (done.missing > 0) notify(words('archive.missing', { count: done.missing }));
  return true;
}

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
