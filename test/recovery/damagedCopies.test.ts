import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { importSource, preview } from '../../electron/archive/import';
import { openBackup } from '../../electron/archive/openBackup';
import type { Store } from '../../electron/store/open';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { contentsIn } from '../../electron/recovery/contentFiles';
import { backupsIn, hashesOf, makeBackup } from '../../electron/recovery/backups';
import { listBackups } from '../../electron/recovery/backupRecord';
import { contentKey, backupsFolder, databaseKey } from '../../electron/store/folders';
import { repair } from '../../electron/recovery/repair';
import { scrub, type ScrubState } from '../../electron/recovery/scrub';
import { storedExample, png } from '../archive/fixtures';
import { contents, dataFolders } from '../store/folder';
import { flip, holdSharing, inBackups, loseAll } from './flipped';

const folders = dataFolders();
const START: ScrubState = { cursor: null, at: null, damaged: [] };
const DAY = 86_400_000;

const openOwn = (store: Store, name: string) =>
  openBackup(store, backupsFolder(store.folder), name);
const findings = async (store: Store) =>
  reportOf(store, await findFaults(store)).findings.map(
    ({ kind, count, restorable }) => [kind, count, restorable] as const,
  );

describe('bringing back from a damaged copy', () => {
  // Catches one flipped bit in one shared picture that keeps all conversations of all backups from coming back.
  it('takes all that is whole and lists the rest by conversation and picture', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 20);
    for (let more = 0; more < 6; more += 1) await makeBackup(store, 'asked');
    flip(inBackups(store, contentKey('image', shared)));
    loseAll(store);
    for (const { name } of listBackups(backupsFolder(store.folder))) {
      const looked = await preview(store, await openOwn(store, name));
      expect(looked.counts).toMatchObject({ new: 20 });
      expect(looked.missing).toHaveLength(20);
    }
    const [copy] = listBackups(backupsFolder(store.folder));
    const imported = await importSource(store, await openOwn(store, copy?.name ?? ''));
    expect(store.conversations.list()).toHaveLength(20);
    expect(imported.missing.map(({ title }) => title).sort()).toEqual(
      store.conversations
        .list()
        .map(({ title }) => title)
        .sort(),
    );
    for (const { title, pictures, tokens } of imported.missing) {
      const words = `Compare the pictures of case ${title.split(' ')[1]}.`;
      expect([pictures, tokens]).toEqual([[{ image: shared, words }], 0]);
    }
    const kept = hashesOf(store.database, 'image');
    expect(kept).toHaveLength(21);
    for (const hash of kept.filter((one) => one !== shared)) await store.images.readImage(hash);
    await expect(store.images.readImage(shared)).rejects.toThrow(/gone or damaged/);
  });

  it('takes a picture that is damaged in the copies from the data folder', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 2);
    const copy = await makeBackup(store, 'asked');
    flip(inBackups(store, contentKey('image', shared)));
    const [{ id } = { id: '' }] = store.conversations.list();
    store.database.run('DELETE FROM conversation WHERE id = ?', id);
    const imported = await importSource(store, await openOwn(store, copy.name));
    expect([imported.counts.new, imported.missing]).toEqual([1, []]);
    await store.images.readImage(shared);
  });

  // Catches a backup that is given up for one damaged page of its database, or read as if it were whole.
  it('reads what can be read of a damaged database, and leaves the copy as it is', async () => {
    const store = folders.open();
    await holdSharing(store, 20);
    const copy = await makeBackup(store, 'asked');
    const file = inBackups(store, databaseKey(copy.name));
    const bytes = fs.readFileSync(file);
    const page = Math.floor(bytes.indexOf('pictures of case 7') / 4096);
    expect(page).toBeGreaterThan(0);
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
    fs.writeFileSync(file, bytes);
    const before = contents(backupsFolder(store.folder));
    loseAll(store);
    const source = await openOwn(store, copy.name);
    expect(source.notes.join(' ')).toContain('is damaged');
    const imported = await importSource(store, source);
    expect(imported.counts.new).toBeGreaterThan(0);
    expect(store.conversations.list()).toHaveLength(imported.counts.new);
    expect(contents(backupsFolder(store.folder))).toEqual(before);
  });

  // Catches ids and references that a flipped bit made invalid, which would end the window at each start.
  it('brings back no conversation that the window could not show', async () => {
    const store = folders.open();
    await holdSharing(store, 3);
    const copy = await makeBackup(store, 'asked');
    const file = inBackups(store, databaseKey(copy.name));
    const [{ id } = { id: '' }] = store.conversations.list();
    const bytes = fs.readFileSync(file);
    for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) bytes[at] = 0x7a;
    fs.writeFileSync(file, bytes);
    loseAll(store);
    const source = await openOwn(store, copy.name);
    const left = source.notes.filter((note) => note.includes('cannot be brought back'));
    expect(left).toHaveLength(1);
    await importSource(store, source);
    expect(store.conversations.list()).toHaveLength(2);
  });
});

describe('the check of all data', () => {
  it('finds what is damaged and gone in the copies, and mends it from the data folder', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 4);
    const copy = await makeBackup(store, 'asked');
    const [other = ''] = hashesOf(store.database, 'image').filter((hash) => hash !== shared);
    flip(inBackups(store, contentKey('image', shared)));
    fs.rmSync(inBackups(store, contentKey('image', other)));
    // Any bit: one of a number would be another number.
    flip(inBackups(store, path.join(copy.name, 'copy.json')));
    expect(await findings(store)).toEqual([
      ['copyDamaged', 1, 1],
      ['copyDatabase', 1, 1],
    ]);
    const repaired = await repair(store);
    expect(repaired.restored).toBe(2);
    // With its record back, the backup tells that it was made with the picture that is gone.
    expect(repaired.report.findings).toEqual([]);
    expect(listBackups(backupsFolder(store.folder))).toHaveLength(1);
  });

  // Catches a picture that is damaged here and whole in the backups, or the other way round, that stays so.
  it('mends both sides, each from the other, and moves aside what is whole nowhere', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 4);
    await makeBackup(store, 'asked');
    const [first = '', second = ''] = hashesOf(store.database, 'image').filter((h) => h !== shared);
    flip(path.join(store.folder, contentKey('image', first)));
    flip(inBackups(store, contentKey('image', second)));
    flip(path.join(store.folder, contentKey('image', shared)));
    flip(inBackups(store, contentKey('image', shared)));
    expect(await findings(store)).toEqual([
      ['imageDamaged', 2, 1],
      ['copyDamaged', 2, 1],
    ]);
    const repaired = await repair(store);
    expect(repaired).toMatchObject({ restored: 2, quarantined: 3 });
    expect(repaired.report.findings.map(({ kind }) => kind)).toEqual(['imageMissing']);
    for (const hash of [first, second]) {
      await store.images.readImage(hash);
      expect(fs.existsSync(inBackups(store, contentKey('image', hash)))).toBe(true);
    }
    expect([...contents(repaired.aside ?? '').keys()].sort()).toEqual([
      path.join('copies', contentKey('image', shared)),
      ...[first, shared].map((hash) => contentKey('image', hash)).sort(),
    ]);
    expect(listBackups(backupsFolder(store.folder))[0]?.missing).toBe(1);
  });
});

describe('the turns in which copies are read', () => {
  // Catches bytes of backups that are never read again after they were written.
  it('read everything within thirty days, mend from the data folder and go on where they stopped', async () => {
    const store = folders.open();
    // Large ones, beside which the database does not count.
    await holdSharing(store, 40, (index) => Buffer.alloc(200_000, index));
    const { place, sources } = backupsIn(store.folder);
    await makeBackup(store, 'asked');
    const hashes = hashesOf(store.database, 'image');
    const damaged = [2, 20, 38].map((at) => contentKey('image', hashes[at] ?? ''));
    for (const key of damaged) flip(inBackups(store, key));
    let state: ScrubState = START;
    let mended = 0;
    const turns: number[] = [];
    const read = vi.spyOn(fs, 'createReadStream');
    for (let day = 0; day < 30; day += 1) {
      read.mockClear();
      const turn = await scrub(place, sources, state, day * DAY);
      turns.push(read.mock.calls.length);
      state = JSON.parse(JSON.stringify(turn)) as ScrubState;
      mended += turn.mended;
    }
    read.mockRestore();
    expect(mended).toBe(3);
    expect(Math.max(...turns)).toBeLessThan(8);
    expect(await findings(store)).toEqual([]);
  });

  it('say what is whole nowhere until it is', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 2);
    const { place, sources } = backupsIn(store.folder);
    await makeBackup(store, 'asked');
    const key = contentKey('image', shared);
    const whole = fs.readFileSync(path.join(store.folder, key));
    for (const file of [path.join(store.folder, key), inBackups(store, key)]) flip(file);
    let state: ScrubState = START;
    for (let day = 0; day < 31; day += 1) state = await scrub(place, sources, state, day * DAY);
    expect(state.damaged).toEqual([key]);
    fs.writeFileSync(path.join(store.folder, key), whole);
    const { mended, damaged } = await scrub(place, sources, state, 31 * DAY);
    expect([mended, damaged]).toEqual([1, []]);
  });
});

describe('making a copy', () => {
  // Catches a backup that takes whatever has the name for the content.
  it('takes anew what has another size, or is known to be damaged', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 2);
    await makeBackup(store, 'asked');
    const target = inBackups(store, contentKey('image', shared));
    const whole = fs.readFileSync(target);
    fs.writeFileSync(target, whole.subarray(1));
    expect((await makeBackup(store, 'asked')).missing).toBe(0);
    expect(fs.readFileSync(target).equals(whole)).toBe(true);
    flip(target);
    const known = { ...backupsIn(store.folder), damaged: new Set([contentKey('image', shared)]) };
    expect((await makeBackup(store, 'asked', {}, known)).missing).toBe(0);
    expect(fs.readFileSync(target).equals(whole)).toBe(true);
  });

  // Catches backups that share their blocks with the originals, so that one bad block takes both.
  it('reads and writes the bytes itself', async () => {
    const store = folders.open();
    await holdSharing(store, 2);
    const copyFile = vi.spyOn(fs.promises, 'copyFile');
    await makeBackup(store, 'asked');
    expect(copyFile).not.toHaveBeenCalled();
    copyFile.mockRestore();
  });

  // Catches pictures of other programs' requests that stay in backups for a year.
  it('leaves out what no message names', async () => {
    const store = folders.open();
    await storedExample(store);
    const client = await store.images.saveImage(png(4242), 'image/png');
    const copy = await makeBackup(store, 'asked');
    expect(copy.images).toBe(2);
    expect(fs.existsSync(inBackups(store, contentKey('image', client)))).toBe(false);
    const database = store.connect(inBackups(store, databaseKey(copy.name)), true);
    expect(hashesOf(database, 'image')).not.toContain(client);
    database.close();
    expect(store.images.has(client)).toBe(true);
  });

  // Catches a disk that a failed copy leaves full, so that no message can be kept either.
  it('takes away what it has copied when the disk is full', async () => {
    const store = folders.open();
    await holdSharing(store, 3);
    const rename = fs.promises.rename;
    let left = 2;
    const full = vi.spyOn(fs.promises, 'rename').mockImplementation((from, to) => {
      if (left === 0) return Promise.reject(Object.assign(new Error('made'), { code: 'ENOSPC' }));
      left -= 1;
      return rename(from, to);
    });
    await expect(makeBackup(store, 'asked')).rejects.toMatchObject({ code: 'full' });
    full.mockRestore();
    expect([...contents(backupsFolder(store.folder)).keys()]).toEqual([]);
  });

  // Catches one flipped bit in a record that makes a backup, and then all that it names, disappear.
  it('sweeps nothing that a copy with an unreadable record names', async () => {
    const store = folders.open();
    const shared = await holdSharing(store, 2);
    const copy = await makeBackup(store, 'asked');
    flip(inBackups(store, path.join(copy.name, 'copy.json')), 3);
    loseAll(store);
    store.conversations.create();
    for (let more = 0; more < 4; more += 1) await makeBackup(store, 'asked');
    expect(fs.existsSync(inBackups(store, contentKey('image', shared)))).toBe(true);
    await repair(store);
    const found = listBackups(backupsFolder(store.folder)).find(({ name }) => name === copy.name);
    expect(found).toMatchObject({ createdAt: copy.createdAt, conversations: 2, missing: 0 });
  });

  // Catches a removed copy of which a file of somebody else's makes a damaged one, whose contents are kept for ever.
  it('removes of a copy only what it has made', async () => {
    const store = folders.open();
    await storedExample(store);
    const first = await makeBackup(store, 'daily');
    const foreign = inBackups(store, path.join(first.name, 'letter.txt'));
    fs.writeFileSync(foreign, 'of somebody else');
    await makeBackup(store, 'daily');
    expect(listBackups(backupsFolder(store.folder))).toHaveLength(1);
    expect(fs.readFileSync(foreign, 'utf8')).toBe('of somebody else');
    expect(await findings(store)).toEqual([]);
    expect(contentsIn(inBackups(store, 'images'))).not.toEqual([]);
    loseAll(store);
    await makeBackup(store, 'daily');
    expect(contentsIn(inBackups(store, 'images'))).toEqual([]);
  });
});
