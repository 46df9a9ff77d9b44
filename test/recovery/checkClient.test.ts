import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Child, FromChild } from '../../electron/process/protocol';
import { createCheckClient } from '../../electron/recovery/checkClient';
import { findFaults } from '../../electron/recovery/check';
import { repair } from '../../electron/recovery/repair';
import { storedExample } from '../archive/fixtures';
import { dataFolders } from '../store/folder';
import { fillStore, harm } from './damaged';

const folders = dataFolders();
const ROOT = path.resolve(import.meta.dirname, '../..');
// Inside the project, so that the bundle finds the native modules.
const bundles = path.join(ROOT, '.cache', `check-test-${process.pid}`);
const worker = path.join(bundles, 'check.mjs');
const children: ChildProcess[] = [];

function spawn(): Child {
  const child = fork(worker, [], { serialization: 'advanced', stdio: 'ignore' });
  children.push(child);
  return {
    post: (question) => void child.send(question as object),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromChild)),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
  };
}

const { findFaults: findFaultsInChild, findFault } = createCheckClient(spawn, undefined);

beforeAll(async () => {
  fs.mkdirSync(bundles, { recursive: true });
  await build({
    entryPoints: [path.join(ROOT, 'electron/recovery/worker.ts')],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
  });
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  fs.rmSync(bundles, { recursive: true, force: true });
});

describe('the check of all data in a process of its own', () => {
  // Fault: a check elsewhere that finds less than one here, or nothing of what was written last.
  it('finds the same, tells how far it is, and lets a repair see what it mended', async () => {
    const store = folders.open();
    await storedExample(store);
    expect(await findFaultsInChild(store)).toEqual(await findFaults(store));
    const images = path.join(store.folder, 'images');
    const [first = ''] = fs.readdirSync(images);
    fs.writeFileSync(path.join(images, first), 'damaged bytes');
    store.database.run(`INSERT INTO part_text (part_text) VALUES ('delete-all')`);
    const reported: [number, number][] = [];
    const found = await findFaultsInChild(store, { progress: (...how) => void reported.push(how) });
    expect(found).toEqual(await findFaults(store));
    expect(found.damaged.image).toEqual([first]);
    expect(found.search).toBe(false);
    expect(found.database).toEqual([]);
    expect(reported.length).toBeGreaterThan(0);
    expect(reported.every(([done, total]) => done > 0 && done <= total)).toBe(true);
    const { report } = await repair(store, {}, findFaultsInChild);
    expect(report.findings.map(({ kind }) => kind)).toEqual(['imageMissing']);
  });

  // Fault: a connection of the check that writes, or that holds up who writes.
  it('lets others write, and writes nothing', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    const running = findFaultsInChild(store, {
      progress: () => store.conversations.rename(id, 'Renamed meanwhile'),
    });
    expect((await running).database).toEqual([]);
    expect(store.conversations.get(id).title).toBe('Renamed meanwhile');
  });

  // Fault: a stop that waits for the end, or a process that stays behind.
  it('ends at once when it is stopped, or its process dies', async () => {
    const store = folders.open();
    await storedExample(store);
    const controller = new AbortController();
    const stopped = findFaultsInChild(store, { signal: controller.signal });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const dying = findFaultsInChild(store);
    children.at(-1)?.kill('SIGKILL');
    await expect(dying).rejects.toThrow(/start it again/);
    await expect(findFaultsInChild(store, { signal: AbortSignal.abort() })).rejects.toThrow(
      /stopped/,
    );
    expect((await findFaultsInChild(store)).database).toEqual([]);
  });

  // Fault: a fault of the database that the check of it alone does not see, or one found in a sound one.
  it('says the first fault of the database alone', async () => {
    const folder = folders.make();
    const { file } = await fillStore(folder);
    const store = folders.open(folder);
    expect(await findFault(store)).toBeUndefined();
    store.close();
    harm(file);
    expect(await findFault({ folder })).toMatch(/malformed|page|btree/i);
  });

  it('says what is wrong where there is nothing to check', async () => {
    const store = folders.open();
    const elsewhere = { ...store, folder: path.join(store.folder, 'none') };
    await expect(findFaultsInChild(elsewhere)).rejects.toMatchObject({ name: 'AppError' });
  });
});
