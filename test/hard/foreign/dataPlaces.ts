/** Places within the data folder. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { exportArchive } from '../../../electron/archive/exportArchive';
import { importSource } from '../../../electron/archive/import';
import { openArchive } from '../../../electron/archive/openArchive';
import { Packages } from '../../../electron/packages/packages';
import { connect, loadDriver } from '../../../electron/store/connection';
import {
  copyBefore,
  migrate,
  MIGRATIONS,
  NEWEST_SCHEMA,
} from '../../../electron/store/migrations/migrate';
import { DATABASE, openStore } from '../../../electron/store/open';
import { MARKER } from '../../../electron/store/ownership';
import { makeBackup } from '../../../electron/recovery/backups';
import { listBackups } from '../../../electron/recovery/backupRecord';
import { contentKey, backupsFolder, databaseKey } from '../../../electron/store/folders';
import { repair } from '../../../electron/recovery/repair';
import { endRescue, rescue } from '../../../electron/recovery/rescue';
import { Thumbnails } from '../../../electron/app/thumbnails';
import { storedExample } from '../../archive/fixtures';
import { tinyFolder } from '../../runtime/reference';
import { fillStore, harm } from '../../recovery/damaged';
import type { PartRef, Room } from './place';

const HASH = 'ab'.repeat(32);
const STAMP = '2020-02-02T10-00-00-000Z';
const CONTENTS = ['images', 'tokens'] as const;

/** Writes a file as the studio would have left it when it was killed. */
function leave(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, 'half');
  fs.utimesSync(file, 1e9, 1e9);
}

const gone = (...files: readonly string[]): void =>
  expect(files.filter((file) => fs.existsSync(file))).toEqual([]);

function overContents({ scattered }: Room, data: string): void {
  for (const name of CONTENTS) {
    const folder = path.join(data, name);
    scattered.over(folder);
    // The name of a content, but not the bytes of one.
    scattered.file(path.join(folder, 'cd'.repeat(32)));
  }
}

const sweep: PartRef = {
  name: 'contents that are swept',
  async prepare(room) {
    const folder = room.folder();
    const store = openStore({ folder });
    await storedExample(store);
    const orphan = await store.images.saveImage(room.dice.bytes(90), 'image/png');
    store.close();
    // People of an older program have no mark.
    if (room.dice.below(2) === 0) fs.rmSync(path.join(folder, MARKER));
    const left = path.join(folder, 'images', `${HASH}.0123456789ab.tmp`);
    const incoming = path.join(folder, 'incoming-0123456789ab');
    leave(left);
    leave(path.join(incoming, `image-${HASH}`));
    overContents(room, folder);
    room.scattered.over(folder);
    return () => {
      openStore({ folder, undoWindow: -1000, trashWindow: -1000 }).close();
      gone(path.join(folder, 'images', orphan), left, incoming);
      return Promise.resolve();
    };
  },
};

const thumbnails: PartRef = {
  name: 'thumbnails',
  async prepare(room) {
    const folder = room.folder();
    const store = openStore({ folder });
    const image = await store.images.saveImage(
      Buffer.alloc(100_000, room.dice.below(256)),
      'image/png',
    );
    const small = new Thumbnails(store, () => Promise.resolve(room.dice.bytes(9)));
    await small.get(image);
    const place = path.join(folder, 'thumbnails');
    const left = path.join(place, `${HASH}.webp.01234567.tmp`);
    leave(left);
    room.scattered.over(place, 'cover.jpg');
    return async () => {
      store.images.sweep(Date.now() + 1000);
      await small.sweep();
      store.close();
      gone(left, path.join(place, `${image}.webp`));
    };
  },
};

const copies: PartRef = {
  name: 'copies that are thinned',
  async prepare(room) {
    const folder = room.folder();
    const store = openStore({ folder });
    await storedExample(store);
    const [picture = ''] = fs.readdirSync(path.join(folder, 'images'));
    const first = await makeBackup(store, 'daily');
    const place = backupsFolder(folder);
    const look = path.join(place, '.look-0123456789ab.db');
    const partial = path.join(place, `${STAMP}.partial`);
    leave(look);
    leave(path.join(partial, DATABASE));
    room.scattered.over(place);
    for (const name of [...CONTENTS, first.name]) room.scattered.over(path.join(place, name));
    if (room.dice.below(2) === 0) room.scattered.over(partial);
    return async () => {
      store.database.run('DELETE FROM conversation');
      store.images.sweep(Date.now() + 1);
      const second = await makeBackup(store, 'daily');
      expect(listBackups(place)).toEqual([second]);
      gone(look, path.join(partial, DATABASE), path.join(place, databaseKey(first.name)));
      gone(path.join(place, contentKey('image', picture)));
      store.close();
    };
  },
};

const mended: PartRef = {
  name: 'data that is mended',
  async prepare(room) {
    const folder = room.folder();
    const store = openStore({ folder });
    await storedExample(store);
    await makeBackup(store, 'asked');
    const [picture = ''] = fs.readdirSync(path.join(folder, 'images'));
    fs.writeFileSync(path.join(folder, 'images', picture), 'damaged');
    leave(path.join(folder, 'images', HASH));
    for (const name of [...CONTENTS, 'aside']) room.scattered.over(path.join(folder, name));
    return async () => {
      const { quarantined, restored, report } = await repair(store);
      store.close();
      expect({ quarantined, restored, findings: report.findings }).toEqual({
        quarantined: 2,
        restored: 1,
        findings: [],
      });
    };
  },
};

const rescued: PartRef = {
  name: 'data that is rescued',
  async prepare(room) {
    const folder = room.folder();
    const { file } = await fillStore(folder);
    harm(file, 23);
    for (const name of [...CONTENTS, 'aside', '.']) room.scattered.over(path.join(folder, name));
    const own = path.join(folder, 'aside', room.dice.of(['zz', '2026-mine', `${STAMP}-mine`]));
    room.scattered.file(path.join(own, 'rescued.db'));
    room.scattered.file(path.join(own, 'report.json'), '{}');
    return () => {
      const { aside } = rescue(folder, undefined);
      expect(fs.existsSync(path.join(aside, DATABASE))).toBe(true);
      // Killed before its last step, it is ended by the next start.
      fs.renameSync(file, path.join(aside, 'rescued.db'));
      expect(endRescue(folder)?.aside).toBe(aside);
      fs.renameSync(file, `${file}.gone`);
      expect(endRescue(folder)).toBeUndefined();
      return Promise.resolve();
    };
  },
};

const migrated: PartRef = {
  name: 'a database that is migrated',
  prepare(room) {
    const folder = room.folder();
    const file = path.join(folder, DATABASE);
    const version = 1 + room.dice.below(NEWEST_SCHEMA - 1);
    const database = connect({ driver: loadDriver(undefined), file });
    migrate(database, file, MIGRATIONS.slice(0, version));
    database.close();
    const copy = copyBefore(file, version);
    // No process has this number.
    const left = `${copy}.${2 ** 22 + 1}.tmp`;
    leave(left);
    for (const name of CONTENTS) room.scattered.over(path.join(folder, name));
    room.scattered.over(
      folder,
      `${path.basename(copy)}.tmp`,
      `${path.basename(copy)}.2019.${2 ** 22 + 1}.tmp`,
    );
    return Promise.resolve(() => {
      openStore({ folder }).close();
      expect(fs.existsSync(copy)).toBe(true);
      gone(left);
      return Promise.resolve();
    });
  },
};

const imported: PartRef = {
  name: 'an import that ends or is stopped',
  async prepare(room) {
    const from = openStore({ folder: room.folder() });
    await storedExample(from);
    const archive = path.join(room.folder(), 'a.metamorph');
    await exportArchive(from, { kind: 'all' }, archive, false);
    from.close();
    const folder = room.folder();
    openStore({ folder }).close();
    overContents(room, folder);
    room.scattered.over(folder);
    return async () => {
      const store = openStore({ folder });
      const source = await openArchive(archive);
      const stop = new AbortController();
      stop.abort();
      await expect(importSource(store, source, { signal: stop.signal })).rejects.toThrow(/stopped/);
      expect((await importSource(store, source)).counts.new).toBe(1);
      source.close();
      store.close();
    };
  },
};

const packages: PartRef = {
  name: 'packages that are added and removed',
  async prepare(room) {
    const packagesFolder = path.join(room.folder(), 'packages');
    const embedded = tinyFolder('embedded-like');
    const all = new Packages({ packagesFolder, embedded });
    const work = { signal: new AbortController().signal, progress: () => undefined };
    const { choice, folder } = await all.add(tinyFolder('full-like'), work);
    const left = path.join(packagesFolder, '.adding-0123456789ab');
    leave(path.join(left, 'decoder.onnx'));
    room.scattered.over(packagesFolder);
    room.scattered.over(folder);
    return async () => {
      await all.open();
      await all.remove(choice);
      gone(left, path.join(folder, 'manifest.json'), path.join(folder, 'decoder.onnx'));
      expect(await all.list()).toHaveLength(1);
    };
  },
};

export const DATA_PLACES: readonly PartRef[] = [
  sweep,
  thumbnails,
  copies,
  mended,
  rescued,
  migrated,
  imported,
  packages,
];
