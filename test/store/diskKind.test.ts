import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { networkKind, refuseNetwork, syncedBy } from '../../electron/store/diskKind';
import { moveData } from '../../electron/recovery/move';
import { dataFolders } from './folder';

const folders = dataFolders();

/** Lines of Linux's list of mounts. */
const mounts = (...lines: readonly (readonly [string, string])[]): string =>
  lines
    .map(([point, kind], id) => `${id + 20} 1 0:${id} / ${point} rw,noatime - ${kind} none rw`)
    .join('\n');

describe('the disk of a folder', () => {
  // Catches a database on a disk of another computer, over which its log does not work.
  it.each([
    ['nfs4', true],
    ['cifs', true],
    ['smb3', true],
    ['9p', true],
    ['fuse.sshfs', true],
    ['fuse.rclone', true],
    ['ext4', false],
    ['btrfs', false],
    ['tmpfs', false],
    ['fuseblk', false],
    ['fuse.mergerfs', false],
  ])('is told by what is mounted there: %s', (kind, network) => {
    const folder = fs.realpathSync(folders.make());
    const spaced = folder.replaceAll('t', '\\164');
    const list = mounts(['/', 'ext4'], [spaced, 'ext4'], [spaced, kind]);
    const inside = path.join(folder, 'not', 'there', 'yet');
    expect(networkKind(inside, list)).toBe(network ? kind : undefined);
    expect(networkKind(path.dirname(folder), list)).toBeUndefined();
    if (network) {
      expect(() => refuseNetwork(inside, list)).toThrow(
        `${inside} lies on a network disk (${kind})`,
      );
    }
  });

  // Catches an opening, or a move, that asks nobody what disk it begins on.
  it('is refused where new data would lie on a network disk', async () => {
    const store = folders.open();
    const to = folders.make();
    const older = folders.open();
    older.close();
    const read = fs.readFileSync.bind(fs);
    const spy = vi
      .spyOn(fs, 'readFileSync')
      .mockImplementation(((file: string, how: 'utf8') =>
        file === '/proc/self/mountinfo' ? mounts(['/', 'nfs4']) : read(file, how)) as typeof read);
    try {
      expect(() => folders.open(to)).toThrow(/network disk/);
      await expect(moveData(store, store.folder, path.join(to, 'new'))).rejects.toThrow(/network/);
      expect(fs.readdirSync(to)).toEqual([]);
      // What is there already is not locked in.
      folders.open(older.folder);
    } finally {
      spy.mockRestore();
    }
  });

  // Catches a folder whose database is uploaded apart from its log, of which nobody is told.
  it('is known to be synced by its name or by what lies in it', () => {
    const folder = folders.make();
    const inside = (...names: readonly string[]): string => path.join(folder, ...names, 'data');
    expect(syncedBy(inside('Documents'))).toBeUndefined();
    for (const name of ['Dropbox', 'Dropbox (Personal)', 'Dropbox-ada']) {
      expect(syncedBy(inside(name))).toBe('Dropbox');
    }
    expect(syncedBy(inside('Dropboxes'))).toBeUndefined();
    expect(syncedBy(inside('OneDrive - Hats Ltd', 'notes'))).toBe('OneDrive');
    expect(syncedBy(inside('Library', 'Mobile Documents'))).toBe('iCloud Drive');
    expect(syncedBy(inside('Library', 'CloudStorage', 'GoogleDrive-ada'))).toBe('Google Drive');
    expect(syncedBy(inside('Nextcloud'))).toBe('Nextcloud');
    fs.mkdirSync(path.join(folder, 'mine', '.stfolder'), { recursive: true });
    expect(syncedBy(inside('mine', 'deep'))).toBe('Syncthing');
  });
});
