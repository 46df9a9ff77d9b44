import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentKey, backupsFolder } from '../../electron/store/folders';
import { studios } from '../chat/fixture';
import { dataFolders } from '../store/folder';
import { flip, holdSharing, inBackups } from '../recovery/flipped';
import { windowOf } from './window';

const rooms = studios();
const folders = dataFolders();

describe('copies in the window', () => {
  // Catches a second place that the window can set to any folder, or that a dialog which was cancelled sets.
  it('are made in a second place that a dialog alone chooses', async () => {
    const studio = rooms.open();
    await holdSharing(studio.store, 2);
    const { call, person } = windowOf(studio);
    expect(await call('backups.list', {})).toEqual({ copies: [], size: 0, second: null });
    expect(await call('backups.chooseSecond', {})).toBeNull();
    const disk = folders.make();
    const wanted = { id: crypto.randomUUID(), folder: disk };
    const settings = await call('settings.get', {});
    expect(await call('settings.set', { ...settings, secondCopies: wanted })).toEqual(settings);

    person.picks = [disk];
    const folder = await call('backups.chooseSecond', {});
    expect(folder).toBe(path.join(disk, 'MetaMorph Studio copies'));
    const made = await call('backups.make', {});
    const { copies, second } = await call('backups.list', {});
    expect(copies).toEqual([made]);
    expect(second).toMatchObject({ folder, available: true });
    expect(second?.copies[0]).toEqual(made);
    // What the window knew before does not take the place away again.
    await call('settings.set', { ...settings, theme: 'dark' });
    expect((await call('backups.list', {})).second?.folder).toBe(folder);
    await call('backups.leaveSecond', {});
    expect((await call('backups.list', {})).second).toBeNull();
    expect(fs.existsSync(folder ?? '')).toBe(true);
  });

  it('are looked into where they lie, and say what is missing', async () => {
    const studio = rooms.open();
    const { store } = studio;
    const shared = await holdSharing(store, 2);
    const { call, person } = windowOf(studio);
    person.picks = [folders.make()];
    await call('backups.chooseSecond', {});
    const { name } = await call('backups.make', {});
    for (const place of ['data', 'second'] as const) {
      const looked = await call('backups.preview', { place, name });
      expect(looked).toMatchObject({ kind: 'copy', counts: { same: 3 }, missing: [] });
    }

    const other = rooms.open();
    const there = windowOf(other);
    flip(path.join(store.folder, contentKey('image', shared)));
    flip(inBackups(store, contentKey('image', shared)));
    expect((await there.refusal('backups.preview', { place: 'picked', name }))[1]).toMatch(/gone/);
    expect((await there.refusal('backups.preview', { place: 'second', name }))[1]).toMatch(/gone/);
    expect(await there.call('backups.pick', {})).toBeNull();
    there.person.picks = [folders.make()];
    expect((await there.refusal('backups.pick', {}))[1]).toMatch(/no copies/);
    there.person.picks = [store.folder];
    const picked = await there.call('backups.pick', {});
    expect(picked?.folder).toBe(backupsFolder(store.folder));
    const looked = await there.call('backups.preview', { place: 'picked', name });
    expect(looked.counts).toMatchObject({ new: 3 });
    expect(looked.missing).toMatchObject([
      { images: 1, tokens: 0, pictures: [{ image: shared }] },
      { images: 1, tokens: 0, pictures: [{ image: shared }] },
    ]);
    const imported = await there.call('archive.import', {});
    expect(imported.missing).toEqual(looked.missing);
    expect(other.reported).toEqual([]);
  });

  it('tell of what is wrong with them when that changes, and no more once it is over', async () => {
    const studio = rooms.open();
    await holdSharing(studio.store, 1);
    const { call } = windowOf(studio);
    const now = Date.now();
    fs.writeFileSync(backupsFolder(studio.store.folder), 'in the way');
    for (const day of [0, 1]) await studio.backupQueue.makeDue(now + day * 86_400_000);
    const problemEvents = () =>
      studio.events.flatMap((event) => (event.type === 'backupProblems' ? [event] : []));
    expect(problemEvents().at(-1)?.problems).toMatchObject([
      { kind: 'missed', place: 'data', days: 2 },
    ]);
    expect(await call('backups.problems', {})).toEqual(problemEvents().at(-1)?.problems);
    const settings = await call('settings.get', {});
    await call('settings.set', { ...settings, dailyCopies: false });
    expect(problemEvents().at(-1)?.problems).toEqual([]);
    await call('settings.set', settings);
    fs.rmSync(backupsFolder(studio.store.folder));
    await call('backups.make', {});
    expect(problemEvents().at(-1)?.problems).toEqual([]);
    expect(await call('backups.problems', {})).toEqual([]);
  });
});
