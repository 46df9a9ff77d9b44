import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importSource, preview } from '../../electron/archive/import';
import { openBackup } from '../../electron/archive/openBackup';
import { connect, loadDriver } from '../../electron/store/connection';
import { migrate, MIGRATIONS, NEWEST_SCHEMA } from '../../electron/store/migrations/migrate';
import { DATABASE, type Store } from '../../electron/store/open';
import { backUpBeforeMigration } from '../../electron/recovery/backupBeforeMigration';
import { isBackupDue, makeBackup } from '../../electron/recovery/backups';
import { listBackups } from '../../electron/recovery/backupRecord';
import { contentKey, backupsFolder, databaseKey, stampOf } from '../../electron/store/folders';
import { retainedNames } from '../../electron/recovery/retention';
import { storedExample } from '../archive/fixtures';
import { dataFolders } from '../store/folder';
import { age } from './flipped';

const folders = dataFolders();
const DAY = 86_400_000;
const backupsOf = (store: Store) => listBackups(backupsFolder(store.folder));
const openOwn = (store: Store, name: string) =>
  openBackup(store, backupsFolder(store.folder), name);
const copied = (store: Store, hash: string): string =>
  path.join(backupsFolder(store.folder), contentKey('image', hash));
const RULE = { days: 7, weeks: 4, months: 12 };

describe('copies', () => {
  // Fault: a backup without its pictures, or one that brings back less than it had.
  it('bring back a deleted conversation with its pictures, and nothing twice', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    const copy = await makeBackup(store, 'asked');
    expect(copy).toMatchObject({ reason: 'asked', conversations: 1, messages: 3, missing: 0 });
    expect(backupsOf(store)).toEqual([copy]);

    store.database.run('DELETE FROM conversation');
    store.images.sweep(Date.now() + 1);
    expect(fs.readdirSync(path.join(store.folder, 'images'))).toEqual([]);
    const source = await openOwn(store, copy.name);
    expect((await preview(store, source)).counts).toMatchObject({ new: 1 });
    await importSource(store, source);
    for (const { parts } of store.messages.all(id)) {
      for (const part of parts) {
        if (part.type === 'image' && part.image) await store.images.readImage(part.image);
      }
    }
    expect((await importSource(store, await openOwn(store, copy.name))).counts.same).toBe(1);
    expect(store.conversations.list()).toHaveLength(1);
  });

  // Fault: a look inside that overwrites what the person wrote since the backup.
  it('bring back an older state beside the one that is here', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    const copy = await makeBackup(store, 'asked');
    store.conversations.rename(id, 'Renamed since');
    await importSource(store, await openOwn(store, copy.name));
    expect(
      store.conversations
        .list()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['A green hat', 'Renamed since']);
  });

  // Fault: a backup that takes away what somebody just looks into, so that it seems empty; or one that
  // leaves for ever what a killed look left.
  it('leave a look alone that runs, and sweep one that was killed', async () => {
    const store = folders.open();
    await storedExample(store);
    const looks = ['.look-0123456789ab.db', '.look-ba9876543210.db'].map((name) =>
      path.join(backupsFolder(store.folder), name),
    );
    const [now = '', killed = ''] = looks;
    fs.mkdirSync(backupsFolder(store.folder));
    for (const file of looks) fs.writeFileSync(file, '');
    const yesterday = new Date(Date.now() - DAY);
    fs.utimesSync(killed, yesterday, yesterday);
    await makeBackup(store, 'asked');
    expect([now, killed].map((file) => fs.existsSync(file))).toEqual([true, false]);
  });

  // Fault: pictures that no kept copy names filling the disk, or one that a kept copy names gone; a backup
  // that writes anew what the backups have already.
  it('keep each content once, and only while a copy names it', async () => {
    const store = folders.open();
    await storedExample(store);
    await makeBackup(store, 'asked');
    const contents = ['images', 'tokens'].flatMap((kind) => {
      const folder = path.join(backupsFolder(store.folder), kind);
      return fs.readdirSync(folder).map((name) => path.join(folder, name));
    });
    expect(contents).toHaveLength(4);
    const written = () => contents.map((file) => fs.statSync(file, { bigint: true }).ino);
    const before = written();
    const first = await makeBackup(store, 'daily');
    expect(written()).toEqual(before);
    expect(backupsOf(store)).toHaveLength(2);
    for (const { name } of backupsOf(store)) {
      expect(fs.readdirSync(path.join(backupsFolder(store.folder), name)).sort()).toEqual([
        'copy.json',
        'studio.db',
      ]);
    }

    store.database.run('DELETE FROM conversation');
    store.images.sweep(Date.now() + 1);
    // The copy that was asked for still names them; of the daily ones of a day the newest stays.
    const second = await makeBackup(store, 'daily');
    expect(backupsOf(store).map(({ reason }) => reason)).toEqual(['daily', 'asked']);
    expect(backupsOf(store)[0]).toEqual(second);
    const place = backupsFolder(store.folder);
    expect(fs.existsSync(path.join(place, databaseKey(first.name)))).toBe(false);
    expect(written()).toEqual(before);
    for (let more = 0; more < 3; more += 1) await makeBackup(store, 'asked');
    expect(contents.filter((file) => fs.existsSync(file))).toEqual([]);
  });

  // Fault: a stopped or failed copy that looks like a whole one.
  it('are whole or not there', async () => {
    const store = folders.open();
    await storedExample(store);
    await expect(makeBackup(store, 'asked', { signal: AbortSignal.abort() })).rejects.toThrow(
      /stopped/,
    );
    expect(backupsOf(store)).toEqual([]);
    expect(fs.readdirSync(backupsFolder(store.folder))).toEqual([]);
  });

  // Fault: a picture damaged on the disk that takes the place of the whole one in the backups.
  it('take no damaged picture, and say that it is missing', async () => {
    const store = folders.open();
    await storedExample(store);
    const [picture = ''] = fs.readdirSync(path.join(store.folder, 'images'));
    fs.writeFileSync(path.join(store.folder, 'images', picture), 'other bytes');
    expect((await makeBackup(store, 'asked')).missing).toBe(1);
    expect(fs.existsSync(copied(store, picture))).toBe(false);
  });

  // Fault: a backup made at every start, or none on a day on which something was written.
  it('are due once a day, when there is something to copy', async () => {
    const store = folders.open();
    expect(isBackupDue(store)).toBe(false);
    await storedExample(store);
    expect(isBackupDue(store)).toBe(true);
    await makeBackup(store, 'daily');
    expect(isBackupDue(store)).toBe(false);
    expect(isBackupDue(store, Date.now() + DAY)).toBe(true);
  });

  // Fault: a switch that turns nothing off, or a number of days that is not kept to.
  it('are made and kept as the person set it', async () => {
    const store = folders.open();
    await storedExample(store);
    const settings = store.settings.get();
    store.settings.set({ ...settings, dailyCopies: false });
    expect(isBackupDue(store)).toBe(false);
    store.settings.set({ ...settings, copyDays: 2, copyWeeks: 0, copyMonths: 0 });
    expect(isBackupDue(store)).toBe(true);
    for (const days of [3, 2, 1]) {
      const { name } = await makeBackup(store, 'daily');
      const folder = path.join(backupsFolder(store.folder), name);
      const older = Date.now() - days * DAY;
      age(folder, older);
      fs.renameSync(folder, path.join(backupsFolder(store.folder), stampOf(older)));
    }
    const today = await makeBackup(store, 'daily');
    const kept = backupsOf(store);
    expect(kept).toHaveLength(2);
    expect(kept[0]).toEqual(today);
  });

  // Fault: an update that changes the only database there is.
  it('are made of everything before a migration', async () => {
    const folder = folders.make();
    const file = path.join(folder, DATABASE);
    const database = connect({ driver: loadDriver(undefined), file });
    migrate(database, file, MIGRATIONS.slice(0, NEWEST_SCHEMA - 1));
    database.close();
    expect(await backUpBeforeMigration(folder, undefined)).toBe(true);
    const store = folders.open(folder, { copied: true });
    expect(listBackups(backupsFolder(folder))).toMatchObject([{ reason: 'migration' }]);
    expect(await backUpBeforeMigration(folder, undefined)).toBe(false);
    expect(fs.readdirSync(folder).filter((name) => name.includes('.version'))).toEqual([]);
    const [copy] = listBackups(backupsFolder(folder));
    expect((await openOwn(store, copy?.name ?? '')).conversations).toEqual([]);
  });
});

describe('the rule', () => {
  // Fault: a rule under which the disk fills up, or under which last month is gone.
  it('keeps days, weeks and months of two years of daily copies', () => {
    const now = new Date(2026, 5, 17, 12).getTime();
    const daily = Array.from({ length: 730 }, (_, age) => ({
      name: String(age),
      createdAt: now - age * DAY,
      reason: 'daily' as const,
    }));
    const ages = [...retainedNames(daily, RULE)].map(Number).sort((a, b) => a - b);
    expect(ages.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(ages.length).toBeLessThanOrEqual(7 + 4 + 12);
    expect(ages.at(-1)).toBeGreaterThan(300);
  });

  // Fault: the backup before an update swept by the daily ones a week later.
  it('keeps the newest three of each other reason', () => {
    const now = new Date(2026, 5, 17, 12).getTime();
    const copies = [1, 2, 3, 4].map((age) => ({
      name: `m${age}`,
      createdAt: now - age * 400 * DAY,
      reason: 'migration' as const,
    }));
    const today = { name: 'd', createdAt: now, reason: 'daily' as const };
    expect([...retainedNames([...copies.slice(0, 3), today], RULE)].sort()).toEqual([
      'd',
      'm1',
      'm2',
      'm3',
    ]);
  });
});
