import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAsClosed, markClosed } from '../../electron/store/cleanShutdown';
import { connect, loadDriver } from '../../electron/store/connection';
import { DamagedError } from '../../electron/store/error';
import { migrate, MIGRATIONS } from '../../electron/store/migrations/migrate';
import { DATABASE, openStore, type Store } from '../../electron/store/open';
import { checkDeferred } from '../../electron/recovery/deferredCheck';
import { rescue } from '../../electron/recovery/rescue';
import { rescueMark } from '../../electron/recovery/repair';
import { faultOf } from '../../electron/store/integrityCheck';
import { dataFolders } from './folder';
import { builtWriter, startWriter } from './killed/started';
import { fillStore, harm } from '../recovery/damaged';
import { AppError } from '../../shared/ipc/errors';

const folders = dataFolders();
const LATER = { checkedLater: true };
/** The check as its process makes it, over a connection of its own. */
const find = (store: Store) => (): Promise<string | undefined> => {
  const reader = store.connect(path.join(store.folder, DATABASE), true);
  try {
    return Promise.resolve(faultOf(reader));
  } finally {
    reader.close();
  }
};

/** A closed store of many words. */
async function filled(): Promise<{ folder: string; file: string; messages: number }> {
  const folder = folders.make();
  return { folder, ...(await fillStore(folder)) };
}

function addMessage(store: Store, text: string): void {
  const [conversation] = store.conversations.list();
  store.messages.add({
    conversationId: conversation?.id ?? '',
    parentId: null,
    role: 'user',
    parts: [{ type: 'text', text }],
  });
}

/** More words than SQLite leaves in the log by itself. */
const LONG = 'long words '.repeat(600_000);

describe('a database that was closed in order', () => {
  // Fault: an opening that checks all the same, and takes as long as it did.
  it('is opened without a check, and checked and released after it', async () => {
    const { folder, file } = await filled();
    const store = folders.open(folder, LATER);
    expect(store.isCheckpointDeferred()).toBe(true);
    expect(await checkDeferred(store, find(store))).toBeUndefined();
    expect(store.isCheckpointDeferred()).toBe(false);
    const { size } = fs.statSync(file);
    addMessage(store, LONG);
    expect(fs.statSync(file).size).toBeGreaterThan(size);
    store.close();
    expect(folders.open(folder, LATER).isCheckpointDeferred()).toBe(true);
  });

  // Fault: openings that nobody checks after, so that damage is never seen.
  it('is checked at once where the caller does not check later', async () => {
    const { folder, file } = await filled();
    harm(file);
    markClosed(file);
    expect(() => folders.open(folder)).toThrow(DamagedError);
  });

  // Fault: a file that another program wrote, trusted for having been closed well before.
  it.each<[string, (file: string) => void]>([
    ['is longer', (file) => fs.appendFileSync(file, Buffer.alloc(4096))],
    ['was written to', (file) => fs.utimesSync(file, new Date(), new Date(2020, 1, 1))],
    [
      'is another one of the same times',
      (file) => {
        const { atime, mtime } = fs.statSync(file);
        fs.copyFileSync(file, `${file}.other`);
        fs.renameSync(`${file}.other`, file);
        fs.utimesSync(file, atime, mtime);
      },
    ],
    ['has a log beside it', (file) => fs.writeFileSync(`${file}-wal`, 'not folded')],
  ])('is checked before it is used when the file %s', async (_, change) => {
    const { folder, file } = await filled();
    expect(isAsClosed(file)).toBe(true);
    change(file);
    expect(isAsClosed(file)).toBe(false);
    expect(folders.open(folder, LATER).isCheckpointDeferred()).toBe(false);
  });

  // Fault: a mark of the closing before that outlives a crash.
  it('is checked before it is used after a crash', async () => {
    const { folder, file } = await filled();
    const child = startWriter(await builtWriter('late-writer'), folder);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(isAsClosed(file)).toBe(false);
    harm(file);
    expect(() => folders.open(folder, LATER)).toThrow(DamagedError);
  });

  // Fault: a mark made by a program that closes while another one goes on writing.
  it('is not taken for closed while others have it open, or by one that opened it beside', async () => {
    const { folder, file } = await filled();
    const store = folders.open(folder);
    const beside = folders.open(folder, { beside: true });
    addMessage(beside, 'words of the command line');
    store.close();
    expect(isAsClosed(file)).toBe(false);
    beside.close();
    expect(isAsClosed(file)).toBe(false);
  });

  // Fault: a schema that is changed in a database that nobody looked at.
  it('is checked before it is migrated', () => {
    const folder = folders.make();
    const file = path.join(folder, DATABASE);
    const old = connect({ driver: loadDriver(undefined), file });
    migrate(old, file, MIGRATIONS.slice(0, -1));
    old.close();
    markClosed(file);
    expect(folders.open(folder, LATER).isCheckpointDeferred()).toBe(false);
  });
});

describe('a held database', () => {
  // Fault: words or pictures removed for good before anybody knows that the database is whole.
  it('sweeps nothing until it is released', async () => {
    const { folder } = await filled();
    const before = folders.open(folder);
    const hash = await before.images.saveImage(Buffer.from('nobody names this'), 'image/png');
    const gone = before.conversations.create().id;
    before.conversations.delete(gone);
    before.close();
    const store = folders.open(folder, { ...LATER, undoWindow: -1000, trashWindow: -1000 });
    expect(store.isCheckpointDeferred()).toBe(true);
    expect(store.images.has(hash)).toBe(true);
    expect(store.trash.list().map(({ id }) => id)).toEqual([gone]);
    store.release();
    expect(store.images.has(hash)).toBe(false);
    expect(fs.existsSync(path.join(folder, 'images', hash))).toBe(false);
    expect(store.trash.list()).toEqual([]);
  });

  // Fault: a log that is folded into a file that may be damaged, by writing much, by others or by closing.
  it('keeps every byte of its file through writing and closing, and what was written', async () => {
    const { folder, file } = await filled();
    const bytes = fs.readFileSync(file);
    const store = folders.open(folder, LATER);
    addMessage(store, LONG);
    const beside = openStore({ folder, beside: true });
    addMessage(beside, LONG);
    beside.close();
    expect(fs.readFileSync(file).equals(bytes)).toBe(true);
    store.close();
    store.close();
    expect(store.isCheckpointDeferred()).toBe(false);
    expect(fs.readFileSync(file).equals(bytes)).toBe(true);
    const after = folders.open(folder, LATER);
    expect(after.isCheckpointDeferred()).toBe(false);
    const [conversation] = after.conversations.list();
    const texts = after.messages.all(conversation?.id ?? '').flatMap(({ parts }) => parts);
    expect(texts.filter((part) => part.type === 'text' && part.text === LONG)).toHaveLength(2);
  });

  // Fault: damage that the mark hides for ever, or a rescue that gets less than what there was.
  it('is read as a damaged one at the next start when the late check finds a fault', async () => {
    const { folder, file, messages } = await filled();
    harm(file);
    markClosed(file);
    const bytes = fs.readFileSync(file);
    const store = folders.open(folder, LATER);
    expect(store.isCheckpointDeferred()).toBe(true);
    addMessage(store, 'written before anybody knew');
    expect(await checkDeferred(store, find(store))).toMatch(/malformed|page|btree/i);
    expect(store.isCheckpointDeferred()).toBe(true);
    expect(fs.existsSync(rescueMark(folder))).toBe(true);
    store.close();
    expect(fs.readFileSync(file).equals(bytes)).toBe(true);
    const rescued = rescue(folder, undefined);
    expect(fs.readFileSync(path.join(rescued.aside, DATABASE)).equals(bytes)).toBe(true);
    expect(rescued.messages).toBeGreaterThan(messages / 2);
    expect(fs.existsSync(rescueMark(folder))).toBe(false);
    const found = folders.open(folder).search.find('anybody');
    expect(found.length).toBe(1);
  });

  // Fault: a check that could not be made taken for one that found nothing.
  it('is checked here when its process dies, and stays as it is when it was closed meanwhile', async () => {
    const { folder, file } = await filled();
    harm(file);
    markClosed(file);
    const dying = (): Promise<never> => Promise.reject(new AppError('store', 'It ended.'));
    const store = folders.open(folder, LATER);
    expect(await checkDeferred(store, dying)).toMatch(/malformed|page|btree/i);
    fs.rmSync(rescueMark(folder));
    expect(
      await checkDeferred(store, () => {
        store.close();
        return dying();
      }),
    ).toBeUndefined();
    expect(fs.existsSync(rescueMark(folder))).toBe(false);
    expect(isAsClosed(file)).toBe(false);
  });
});
