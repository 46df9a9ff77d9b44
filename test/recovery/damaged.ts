/** Stores of many words, and noise over their databases. */
import fs from 'node:fs';
import path from 'node:path';
import { DATABASE, openStore } from '../../electron/store/open';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { storedExample } from '../archive/fixtures';

const PAGE = 4096;

/**
 * Fills an empty data folder with many messages and one conversation with pictures, and closes it.
 *
 * @returns the database's file, and how many messages there are
 */
export async function fillStore(folder: string): Promise<{ file: string; messages: number }> {
  const store = openStore({ folder });
  await storedExample(store);
  const { id } = store.conversations.create();
  store.transaction(() => {
    let parentId: string | null = null;
    for (let index = 0; index < 400; index += 1) {
      parentId = store.messages.add({
        conversationId: id,
        parentId,
        role: 'user',
        parts: [{ type: 'text', text: `question ${index} `.repeat(30) }],
      });
    }
    store.conversations.setLeaf(id, parentId ?? '');
  });
  const { messages } = reportOf(store, await findFaults(store));
  store.close();
  return { file: path.join(folder, DATABASE), messages };
}

/** Whether a page holds rows with words of the questions, and not only an index of them. */
const holdsWords = (page: Buffer): boolean => page[0] === 0x0d && page.includes('7 question ');

/**
 * Writes noise over one page of a database that holds words, and over every so many others.
 *
 * @param every no others unless given
 */
export function harm(file: string, every?: number): void {
  const bytes = fs.readFileSync(file);
  const pages = Array.from({ length: bytes.length / PAGE }, (_, page) =>
    bytes.subarray(page * PAGE, (page + 1) * PAGE),
  );
  const words = pages.findIndex(holdsWords);
  if (words < 1) throw new Error('No page holds words of the questions.');
  pages.forEach((page, number) => {
    // The first pages hold the schema; without it there is no telling what lies where.
    const other = every !== undefined && number >= 40 && (number - 40) % every === 0;
    if (number === words || other) page.fill(0xa5);
  });
  fs.writeFileSync(file, bytes);
}

/** Writes noise over one page that holds words, while others may have the database open. */
export function harmInPlace(file: string): void {
  const bytes = fs.readFileSync(file);
  for (let start = PAGE; start < bytes.length; start += PAGE) {
    if (!holdsWords(bytes.subarray(start, start + PAGE))) continue;
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, Buffer.alloc(PAGE, 0xa5), 0, PAGE, start);
    fs.closeSync(descriptor);
    return;
  }
  throw new Error('No page holds words of the questions.');
}
