import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportArchive } from '../../electron/archive/exportArchive';
import { importSource } from '../../electron/archive/import';
import { openSource } from '../../electron/archive/openSource';
import { openSourceIn } from '../../electron/archive/sourceProcess';
import { inspectPicture } from '../../electron/images/inspect';
import { privateMemory } from '../../electron/process/memory';
import type { Child, FromChild } from '../../electron/process/protocol';
import { bundleProgram } from '../hard/faulty/bundle';
import { dataFolders } from '../store/folder';
import { storedExample } from './fixtures';

const folders = dataFolders();
const children: ChildProcess[] = [];
let worker = '';
beforeAll(async () => {
  const source = path.resolve(import.meta.dirname, '../../electron/archive/worker.ts');
  worker = await bundleProgram(source, 'import');
});

function spawn(): Child {
  const child = fork(worker, [], { serialization: 'advanced', stdio: 'ignore' });
  children.push(child);
  return {
    post: (message) => void child.send(message as object),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromChild)),
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    kill: () => void child.kill('SIGKILL'),
    memory: () => privateMemory(child.pid),
  };
}

/** An export of another program that is nothing but lists: each byte becomes many. */
function swelling(): string {
  const file = path.join(folders.make(), 'conversations.json');
  fs.writeFileSync(file, `[${'[],'.repeat(20e6)}[]]`);
  return file;
}

const ended = (child: ChildProcess | undefined): Promise<unknown> =>
  child?.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', resolve))
    : Promise.resolve();

describe('a file to import, read in a process of its own', () => {
  // Would catch: conversations, pictures or notes lost on their way between the processes, and a
  // process that stays when nothing needs it.
  it('is what it is when it is read here, and its process ends with it', async () => {
    const from = folders.open();
    await storedExample(from);
    const file = path.join(folders.make(), 'some.metamorph');
    await exportArchive(from, { kind: 'all' }, file, false);
    const here = await openSource(file, { inspect: inspectPicture });
    const there = await openSourceIn(spawn, file);
    expect({ ...there, images: 0, tokens: 0, close: 0 }).toEqual({
      ...here,
      images: 0,
      tokens: 0,
      close: 0,
    });
    expect([...there.images.keys()]).toEqual([...here.images.keys()]);
    here.close();
    const to = folders.open();
    const imported = await importSource(to, there, {});
    expect(imported.missing).toEqual([]);
    expect(imported.images).toBeGreaterThan(0);
    there.close();
    await ended(children.at(-1));
    expect(to.messages.all(to.conversations.list()[0]?.id ?? '').length).toBeGreaterThan(1);
  });

  // Would catch: a sentence that is lost on its way, and a process that stays.
  it('says why it is not taken', async () => {
    await expect(openSourceIn(spawn, '/nowhere.metamorph')).rejects.toMatchObject({
      code: 'input',
      message: 'There is no /nowhere.metamorph: check its path.',
    });
    await ended(children.at(-1));
  });

  // Would catch: a file of some megabytes that takes all memory of the program.
  it.runIf(process.platform === 'linux')('is given up when it takes too much memory', async () => {
    await expect(openSourceIn(spawn, swelling(), {}, 30e6)).rejects.toThrow(/takes more memory/);
    await ended(children.at(-1));
  });

  // Would catch: a Stop that is heard when the reading has ended.
  it('stops while it is read', async () => {
    const controller = new AbortController();
    const opening = openSourceIn(spawn, swelling(), { signal: controller.signal });
    setTimeout(() => controller.abort(), 600);
    const begun = performance.now();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - begun).toBeLessThan(2000);
    await ended(children.at(-1));
  });
});
