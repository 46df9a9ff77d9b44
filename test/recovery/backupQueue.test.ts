import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importSource } from '../../electron/archive/import';
import { openBackup } from '../../electron/archive/openBackup';
import { storeError } from '../../electron/store/error';
import type { Store } from '../../electron/store/open';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { BackupQueue } from '../../electron/recovery/backupQueue';
import { listBackups } from '../../electron/recovery/backupRecord';
import { hashesOf, DamagedBackupError, type Copied } from '../../electron/recovery/backups';
import { findBackups } from '../../electron/recovery/findBackups';
import { contentKey, backupsFolder, databaseKey } from '../../electron/store/folders';
import { repair } from '../../electron/recovery/repair';
import type { BackupProblem } from '../../shared/ipc/recovery';
import { contents, dataFolders } from '../store/folder';
import { age, flip, holdSharing, inBackups, loseAll } from './flipped';

const folders = dataFolders();
const DAY = 86_400_000;
const OWN = 'MetaMorph Studio copies';

const coded = (code: string): Error => Object.assign(new Error(`made: ${code}`), { code });

/** A store whose database fails to be copied as it is told to. */
function failing(store: Store): { store: Copied; fail: (error: Error | undefined) => void } {
  let failure: Error | undefined;
  const backup: Copied['database']['backup'] = (file, progress) =>
    failure ? Promise.reject(failure) : store.database.backup(file, progress);
  return {
    store: { ...store, database: { ...store.database, backup } },
    fail: (error) => (failure = error),
  };
}

/** A store with two conversations, a backup queue that remembers what it reported, and a second disk. */
async function withBackupQueue() {
  const store = folders.open();
  await holdSharing(store, 2);
  const reported: BackupProblem[][] = [];
  const made = failing(store);
  const open = () => new BackupQueue(made.store, (problems) => void reported.push(problems));
  return { store, reported, fail: made.fail, open, backupQueue: open(), disk: folders.make() };
}

describe('daily copies that are missed', () => {
  // Catches backups that fail for months while only the log knows.
  it('are told after two days, at the next start too, until a copy is made', async () => {
    const { reported, fail, open } = await withBackupQueue();
    const now = Date.now();
    fail(coded('ENOSPC'));
    let backupQueue = open();
    for (const hour of [0, 1, 2]) {
      const { errors } = await backupQueue.makeDue(now + hour * 1000);
      expect(errors).toHaveLength(1);
    }
    expect(reported).toEqual([]);
    backupQueue = open();
    await backupQueue.makeDue(now + DAY);
    expect(reported).toMatchObject([[{ kind: 'missed', place: 'data', reason: 'full', days: 2 }]]);
    expect(open().problems()).toMatchObject([{ days: 2, newest: null }]);
    await backupQueue.makeDue(now + 2 * DAY);
    expect(backupQueue.problems()).toMatchObject([{ days: 3 }]);
    fail(undefined);
    await backupQueue.makeDue(now + 2 * DAY + 1000);
    expect(reported.at(-1)).toEqual([]);
    expect(open().problems()).toEqual([]);
  });

  it('are told with what keeps them from being made', async () => {
    const { backupQueue, fail } = await withBackupQueue();
    const now = Date.now();
    for (const [place, [error, reason]] of (
      [
        [coded('ENOSPC'), 'full'],
        [coded('EROFS'), 'readOnly'],
        [storeError(coded('EACCES')), 'readOnly'],
        [coded('SQLITE_CORRUPT'), 'damaged'],
        [new DamagedBackupError(), 'damaged'],
        [coded('EIO'), 'other'],
      ] as const
    ).entries()) {
      fail(error);
      for (const day of [0, 1]) await backupQueue.makeDue(now + (2 * place + day) * DAY);
      expect(backupQueue.problems()).toMatchObject([{ reason }]);
    }
  });

  // Catches a notice of what the person turned off.
  it('are no failure when daily copies are turned off', async () => {
    const { store, backupQueue, fail } = await withBackupQueue();
    const now = Date.now();
    fail(coded('ENOSPC'));
    for (const day of [0, 1]) await backupQueue.makeDue(now + day * DAY);
    expect(backupQueue.problems()).toHaveLength(1);
    store.settings.set({ ...store.settings.get(), dailyCopies: false });
    expect(backupQueue.problems()).toEqual([]);
    await backupQueue.makeDue(now + 2 * DAY);
    store.settings.set({ ...store.settings.get(), dailyCopies: true });
    expect(backupQueue.problems()).toEqual([]);
  });

  it('are told at once when they cannot be noted for the next day', async () => {
    const { store, backupQueue } = await withBackupQueue();
    fs.writeFileSync(backupsFolder(store.folder), 'in the way');
    await backupQueue.makeDue();
    expect(backupQueue.problems()).toMatchObject([{ kind: 'missed', days: 1 }]);
  });

  it('are told when files of copies are damaged and whole nowhere, until a repair', async () => {
    const { store, backupQueue, reported } = await withBackupQueue();
    await backupQueue.makeDue();
    const [hash = ''] = hashesOf(store.database, 'image');
    const key = contentKey('image', hash);
    for (const file of [path.join(store.folder, key), inBackups(store, key)]) flip(file);
    for (let day = 1; day < 32; day += 1) {
      // A backup each day, by a clock that is set forward.
      const [copy] = listBackups(backupsFolder(store.folder));
      if (copy) age(inBackups(store, copy.name), Date.now() - DAY);
      await backupQueue.makeDue();
    }
    expect(reported).toMatchObject([[{ kind: 'damaged', place: 'data', count: 1 }]]);
    await repair(store);
    await backupQueue.lookAgain();
    expect(reported.at(-1)).toEqual([]);
  });
});

describe('a second place', () => {
  // Catches backups that all lie on the disk which fails.
  it('has the same copies in a folder of our own, with each content once', async () => {
    const { store, backupQueue, disk } = await withBackupQueue();
    const folder = await backupQueue.chooseSecond(disk);
    expect(folder).toBe(path.join(disk, OWN));
    expect(store.settings.get().secondCopies?.folder).toBe(folder);
    await backupQueue.makeDue();
    // The first copy there is of today: the next one comes with the next day, or by hand.
    expect(listBackups(folder)).toHaveLength(1);
    const copy = await backupQueue.make('asked');
    expect(listBackups(folder)[0]).toEqual(copy);
    expect(listBackups(folder)).toHaveLength(2);
    const images = contents(path.join(folder, 'images'));
    expect(images).toEqual(contents(inBackups(store, 'images')));
    expect(images.size).toBe(3);
    const second = await backupQueue.second();
    expect(second).toMatchObject({ folder, available: true, sameDisk: true });
    expect(second?.size).toBeGreaterThan(0);
  });

  // Catches a stop that leaves a place half made, or one that is taken for whole.
  it('is as it was when the first copy is stopped', async () => {
    const { store, backupQueue, disk } = await withBackupQueue();
    const signal = AbortSignal.abort();
    await expect(backupQueue.chooseSecond(disk, { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(fs.readdirSync(disk)).toEqual([]);
    expect(store.settings.get().secondCopies).toBeNull();
    const controller = new AbortController();
    const progress = () => controller.abort();
    const stopped = backupQueue.chooseSecond(disk, { signal: controller.signal, progress });
    await expect(stopped).rejects.toThrow(/stopped/);
    expect(fs.readdirSync(disk)).toEqual([]);
  });

  // Catches backups that are lost with the data, or a folder of somebody else that is written to.
  it('refuses a folder in the data folder, and leaves what is not ours alone', async () => {
    const { store, backupQueue, disk } = await withBackupQueue();
    for (const inside of [store.folder, path.join(store.folder, 'images')]) {
      await expect(backupQueue.chooseSecond(inside)).rejects.toMatchObject({ code: 'input' });
    }
    const link = path.join(disk, 'link');
    fs.symlinkSync(store.folder, link);
    await expect(backupQueue.chooseSecond(link)).rejects.toThrow(/lost with it/);
    fs.rmSync(link);
    // A folder of the name that holds something else, and one that is a file.
    fs.mkdirSync(path.join(disk, OWN));
    fs.writeFileSync(path.join(disk, OWN, 'letter.txt'), 'of somebody else');
    fs.writeFileSync(path.join(disk, `${OWN} 2`), 'a file');
    const before = contents(disk);
    const folder = await backupQueue.chooseSecond(disk);
    expect(folder).toBe(path.join(disk, `${OWN} 3`));
    const after = contents(disk);
    for (const [name, bytes] of before) expect(after.get(name)).toBe(bytes);
  });

  // Catches two studios that sweep each other's backups on one disk.
  it('is another one for other data, and the same again for the same', async () => {
    const one = await withBackupQueue();
    const other = await withBackupQueue();
    const first = await one.backupQueue.chooseSecond(one.disk);
    const second = await other.backupQueue.chooseSecond(one.disk);
    expect(second).toBe(path.join(one.disk, `${OWN} 2`));
    await expect(other.backupQueue.chooseSecond(first)).rejects.toThrow(/other data/);
    one.backupQueue.leaveSecond();
    expect(await one.backupQueue.second()).toBeNull();
    await one.backupQueue.make('asked');
    expect(listBackups(first)).toHaveLength(1);
    expect(await one.backupQueue.chooseSecond(one.disk)).toBe(first);
    expect(await one.backupQueue.chooseSecond(first)).toBe(first);
    expect(listBackups(first)).toHaveLength(3);
    expect(listBackups(second)).toHaveLength(1);
  });

  // Catches a disk that is not connected and ends the backups in the data folder, or is written to where it
  // would be; a notice that never comes, or never goes.
  it('that is not there is told after two days, and made again by itself', async () => {
    const { store, backupQueue, disk, open } = await withBackupQueue();
    const folder = await backupQueue.chooseSecond(disk);
    const away = `${folder} away`;
    const now = Date.now() + DAY;
    fs.renameSync(folder, away);
    expect(await backupQueue.second()).toMatchObject({
      folder,
      available: false,
      copies: [],
      size: 0,
    });
    const { made, errors } = await backupQueue.makeDue(now);
    expect([made.length, errors.length]).toEqual([1, 1]);
    expect(fs.readdirSync(disk)).toEqual([path.basename(away)]);
    await expect(backupQueue.make('asked')).rejects.toThrow(/connect its disk/);
    expect(open().problems()).toEqual([]);
    await backupQueue.makeDue(now + DAY);
    expect(backupQueue.problems()).toMatchObject([
      { place: 'second', folder, reason: 'gone', days: 2 },
    ]);
    expect((await findFaults(store)).copies).toHaveLength(1);
    // An empty folder in its place is not it.
    fs.mkdirSync(folder);
    await backupQueue.makeDue(now + DAY);
    expect(fs.readdirSync(folder)).toEqual([]);
    fs.rmdirSync(folder);
    fs.renameSync(away, folder);
    await backupQueue.makeDue(now + DAY);
    expect(backupQueue.problems()).toEqual([]);
    expect(listBackups(folder)).toHaveLength(2);
  });

  // Catches damage on one disk that the other one could mend, and does not.
  it('mends the copies of the data folder, and is mended by them', async () => {
    const { store, backupQueue, disk } = await withBackupQueue();
    const folder = await backupQueue.chooseSecond(disk);
    const { name } = await backupQueue.make('asked');
    const [first = '', second = '', third = ''] = hashesOf(store.database, 'image');
    flip(path.join(store.folder, contentKey('image', first)));
    flip(inBackups(store, contentKey('image', first)));
    flip(path.join(folder, contentKey('image', second)));
    flip(inBackups(store, databaseKey(name)), 9000 * 8);
    fs.rmSync(path.join(folder, contentKey('image', third)));
    const { findings } = reportOf(store, await findFaults(store));
    expect(findings.map(({ kind, count, restorable }) => [kind, count, restorable])).toEqual([
      ['imageDamaged', 1, 1],
      ['copyDamaged', 2, 2],
      ['copyMissing', 1, 1],
      ['copyDatabase', 1, 1],
    ]);
    const repaired = await repair(store);
    expect(repaired).toMatchObject({ restored: 5, report: { findings: [] } });
  });

  // Catches a marker with one flipped bit that gives up a whole place.
  it('is known by a marker that is damaged', async () => {
    const { backupQueue, disk } = await withBackupQueue();
    const folder = await backupQueue.chooseSecond(disk);
    const marker = path.join(folder, 'metamorph-copies.json');
    const whole = fs.readFileSync(marker, 'utf8');
    for (let bit = 0; bit < whole.length * 8; bit += 7) {
      fs.writeFileSync(marker, whole);
      flip(marker, bit);
      expect(await backupQueue.second()).toMatchObject({ available: true });
    }
    await backupQueue.make('asked');
    expect(fs.readFileSync(marker, 'utf8')).toBe(whole);
  });

  // Catches backups that nothing but the data they were to replace can read.
  it('brings everything back when the data folder is gone', async () => {
    const { store, backupQueue, disk } = await withBackupQueue();
    const folder = await backupQueue.chooseSecond(disk);
    const before = store.conversations.list().map(({ title }) => title);
    const images = hashesOf(store.database, 'image');
    store.close();
    fs.rmSync(store.folder, { recursive: true });
    const fresh = folders.open();
    // The folder itself, the one above it, and later the old data folder of another disk.
    for (const picked of [disk, folder]) expect(findBackups(picked)?.folder).toBe(folder);
    expect(findBackups(fresh.folder)).toBeUndefined();
    const [copy] = findBackups(disk)?.copies ?? [];
    const source = await openBackup(fresh, folder, copy?.name ?? '');
    const imported = await importSource(fresh, source);
    expect(imported.missing).toEqual([]);
    expect(fresh.conversations.list().map(({ title }) => title)).toEqual(before);
    for (const hash of images) await fresh.images.readImage(hash);
    loseAll(fresh);
  });
});
