/** The kinds of files that are kept, and what is to become of a flipped bit in each. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { Features } from '../../../electron/runtime/features';
import { openPackage } from '../../../electron/runtime/package';
import { DamagedError, isCorrupt } from '../../../electron/store/error';
import { DATABASE, openStore, type Store } from '../../../electron/store/open';
import { findFaults, reportOf } from '../../../electron/recovery/check';
import { BackupQueue } from '../../../electron/recovery/backupQueue';
import { copyNames } from '../../../electron/recovery/backupRecord';
import { CONTENT_FOLDERS, backupsFolder, databaseKey } from '../../../electron/store/folders';
import { repair } from '../../../electron/recovery/repair';
import { rescue } from '../../../electron/recovery/rescue';
import { Thumbnails } from '../../../electron/app/thumbnails';
import { PICTURES, shrink, WIDTH } from './data';
import { rowsOf, TRANSACTIONS, wordsOf, type World } from './world';

/** What became of a flipped bit; `unseen` is one that changed something and that nothing told of. */
export type Verdict = 'healed' | 'found' | 'harmless' | 'unseen';

export interface Kind {
  readonly name: string;
  /** Files of which one is chosen. */
  readonly files: readonly string[];
  /** Whether bytes that are 0 are left alone: most of a small database is empty space. */
  readonly used?: boolean;
  readonly wanted: readonly Verdict[];
  readonly judge: (file: string) => Promise<Verdict>;
}

export function kindsOf(world: World): Kind[] {
  const { data, second, frames, aside, large } = world.made;
  const first = backupsFolder(data);
  // What nothing names is in no copy, and swept one day.
  const named = (folder: string): string[] =>
    world.below(second, folder).map((file) => path.join(data, folder, path.basename(file)));
  const ofFrames = frames.map((hash) => path.join(data, CONTENT_FOLDERS.image, hash));
  const contents = (place: string): string[] =>
    Object.values(CONTENT_FOLDERS).flatMap((folder) => world.below(place, folder));
  // Those of both places, which are each other's whole ones.
  const twins = copyNames(first).filter((name) => copyNames(second).includes(name));
  const ofTwins = (keyOf: (name: string) => string): string[] =>
    [first, second].flatMap((place) => twins.map((name) => path.join(place, keyOf(name))));

  /** The check finds this one file, and the repair makes it as it was. */
  const healed = (name: string, files: readonly string[], finding: string): Kind => ({
    name,
    files,
    wanted: ['healed'],
    judge: (file) =>
      world.withStore<Verdict>(async (store) => {
        const { findings } = reportOf(store, await findFaults(store));
        expect(findings.map(({ kind, count, restorable }) => [kind, count, restorable])).toEqual([
          [finding, 1, 1],
        ]);
        const { report } = await repair(store);
        expect([report.findings, world.isAsMade(file)]).toEqual([[], true]);
        return 'healed';
      }),
  });

  return [
    {
      name: 'database',
      files: [path.join(data, DATABASE)],
      used: true,
      wanted: ['healed', 'found', 'harmless', 'unseen'],
      judge: (file) => judgeDatabase(world, file),
    },
    {
      name: 'log',
      files: [path.join(data, `${DATABASE}-wal`)],
      wanted: ['harmless', 'unseen'],
      judge: () =>
        world.withStore<Verdict>(async (store) => {
          expect(reportOf(store, await findFaults(store)).findings).toEqual([]);
          // SQLite ends a log at the first frame that does not fit: what came before is whole.
          const said = world.currentLanguage(store);
          expect(said).toEqual([...said.keys()]);
          return said.length === TRANSACTIONS ? 'harmless' : 'unseen';
        }),
    },
    healed(
      'pictures',
      named(CONTENT_FOLDERS.image).filter((file) => !ofFrames.includes(file)),
      'imageDamaged',
    ),
    healed('frames of strips and clips', ofFrames, 'imageDamaged'),
    healed('visual tokens', named(CONTENT_FOLDERS.tokens), 'tokensDamaged'),
    healed('contents of copies', contents(first), 'copyDamaged'),
    healed('contents of the second place', contents(second), 'copyDamaged'),
    healed('databases of copies', ofTwins(databaseKey), 'copyDatabase'),
    healed(
      'records of copies',
      ofTwins((name) => path.join(name, 'copy.json')),
      'copyDatabase',
    ),
    {
      name: 'marker of the second place',
      files: [path.join(second, 'metamorph-copies.json')],
      wanted: ['healed'],
      judge: (file) =>
        world.withStore<Verdict>(async (store) => {
          const backupQueue = new BackupQueue(store);
          expect(await backupQueue.second()).toMatchObject({ available: true });
          await backupQueue.make('asked');
          expect(world.isAsMade(file)).toBe(true);
          return 'healed';
        }),
    },
    {
      name: 'state of copies',
      files: [path.join(first, 'state.json')],
      wanted: ['harmless'],
      judge: () =>
        world.withStore<Verdict>(async (store) => {
          const backupQueue = new BackupQueue(store);
          await backupQueue.make('asked');
          expect(backupQueue.problems()).toEqual([]);
          return 'harmless';
        }),
    },
    {
      name: 'thumbnails',
      files: world.below(data, 'thumbnails'),
      wanted: ['healed'],
      judge: (file) =>
        world.withStore<Verdict>(async (store) => {
          await new Thumbnails(store, shrink).get(large);
          expect(world.isAsMade(file)).toBe(true);
          return 'healed';
        }),
    },
    {
      name: 'features',
      files: world.below(data, 'features'),
      wanted: ['found'],
      judge: (file) => {
        // What is left out is computed again.
        expect(new Features(file, WIDTH).load().size).toBe(PICTURES - 1);
        return Promise.resolve('found');
      },
    },
    {
      name: 'packages',
      files: world.below(data, 'packages'),
      wanted: ['found'],
      judge: async (file) => {
        await expect(openPackage(path.dirname(file))).rejects.toMatchObject({ code: 'package' });
        return 'found';
      },
    },
    {
      name: 'aside',
      files: [aside],
      wanted: ['found'],
      judge: (file) =>
        world.withStore<Verdict>(async (store) => {
          const key = path.join(CONTENT_FOLDERS.tokens, path.basename(file));
          for (const place of [data, first, second]) fs.rmSync(path.join(place, key));
          const { report } = await repair(store);
          // Not taken for the whole one that it was.
          expect(report.findings.map(({ kind }) => kind)).toContain('tokensMissing');
          expect(fs.existsSync(path.join(data, key))).toBe(false);
          return 'found';
        }),
    },
    {
      name: 'mark of an orderly closing',
      files: [path.join(data, `${DATABASE}.closed`)],
      wanted: ['harmless'],
      judge: () =>
        world.withStore<Verdict>((store) => {
          expect(rowsOf(store)).toBe(world.rows);
          return Promise.resolve('harmless');
        }),
    },
  ];
}

/** A flipped bit in the database: refused and rescued, found and mended, or nothing but free space. */
async function judgeDatabase(world: World, file: string): Promise<Verdict> {
  const { data } = world.made;
  const damaged = fs.readFileSync(file);
  let store: Store;
  try {
    store = openStore({ folder: data });
  } catch (error) {
    expect(error instanceof DamagedError || isCorrupt(error)).toBe(true);
    const { aside } = rescue(data, undefined);
    expect(fs.readFileSync(path.join(aside, DATABASE)).equals(damaged)).toBe(true);
    return 'found';
  }
  try {
    const { findings } = reportOf(store, await findFaults(store));
    if (findings.length === 0) {
      // No words change without being found; other fields have nothing to be compared with.
      expect(wordsOf(store)).toBe(world.words);
      return rowsOf(store) === world.rows ? 'harmless' : 'unseen';
    }
    const { restart } = await repair(store);
    return !restart && rowsOf(store) === world.rows ? 'healed' : 'found';
  } catch (error) {
    expect(error).toHaveProperty('name', 'AppError');
    return 'found';
  } finally {
    store.close();
  }
}
