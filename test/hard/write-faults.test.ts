import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeExecutable } from '../../build/setup/places.mjs';
import { closeServices, createServices } from '../../electron/ipc/services';
import { LocalRuntime } from '../../electron/runtime/local';
import { openStore } from '../../electron/store/open';
import { DEFAULT_SETTINGS } from '../../electron/store/settings';
import { meanDifference } from '../../electron/images/inspect';
import { packageFolder } from '../chat/fixture';
import { dataFolders } from '../store/folder';
import { bundleDriver, bundleProgram, type FaultyDriver } from './faulty/bundle';
import { LIMIT, LONG, suite } from './suite';
import { MODELS } from '../ipc/models';
import type { StudioEvent } from '../../shared/ipc/contract';

const folders = dataFolders();
const runtime = new LocalRuntime();
let faulty: FaultyDriver;
let small = '';
const { cases, dice, done } = suite('write-faults', 4, 100);
let points = 0;
let faultsMade = 0;
/** Where the last fault was made. */
let last = '';

const DRAW = 'Generate an image of a red umbrella.';
const SENTENCES = /^The disk is full|^The conversations could not be read or written/;

/** What the operating system or SQLite says where a write fails. */
const FAULTS = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC'];
const FILE_FAULTS = ['ENOSPC', 'EIO', 'EDQUOT'];

const errorOf = (code: string): Error => Object.assign(new Error(`made: ${code}`), { code });

/** A chat over a store whose driver can fail. */
function open(folder: string) {
  const store = openStore({ folder, driver: faulty.module });
  const events: StudioEvent[] = [];
  const reported: unknown[] = [];
  const services = createServices({
    store,
    runtime,
    packageFolder: packageFolder('embedded-like'),
    differenceOf: meanDifference,
    models: MODELS,
    emit: (event) => events.push(event),
    report: (error) => reported.push(error),
  });
  return { ...services, events, reported };
}

type Opened = ReturnType<typeof open>;

/** Asks; the sentence of a refusal, or nothing when the question was taken. */
function send({ chat, store }: Opened, conversationId: string, text: string): string | undefined {
  try {
    const { leafId: parentId } = store.conversations.get(conversationId);
    chat.send({ conversationId, parentId, text, images: [], think: 'auto', answer: 'auto' });
    return undefined;
  } catch (error) {
    expect(error).toHaveProperty('name', 'AppError');
    return error instanceof Error ? error.message : '';
  }
}

/** Words that were told of, by answer. */
function wordsReported(events: readonly StudioEvent[]): Map<string, string> {
  const answers = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'started' && event.type !== 'text') continue;
    const more = event.type === 'text' ? event.text : '';
    answers.set(event.messageId, (answers.get(event.messageId) ?? '') + more);
  }
  return answers;
}

/** Pictures that were told of. */
const picturesReported = (events: readonly StudioEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'image' && event.image.type === 'image' && event.image.image
      ? [event.image.image]
      : [],
  );

beforeAll(async () => {
  faulty = await bundleDriver();
  small = await bundleProgram(path.join(import.meta.dirname, 'faulty/smallDisk.ts'), 'smallDisk');
});

/** Asks with a fault at one point; what was told must be there in the end, and more must work. */
async function askWithFault(arm: (folder: string) => () => void): Promise<boolean> {
  const folder = folders.make();
  const first = open(folder);
  first.store.settings.set({ ...DEFAULT_SETTINGS, provider: 'cpu', temperature: 0, threads: 1 });
  const { id } = first.store.conversations.create();
  await first.packageLoader.ready();
  const disarm = arm(folder);
  const strike = faultsMade;
  const refusal = send(first, id, DRAW);
  await first.chat.idle();
  const struck = faultsMade > strike;
  disarm();
  if (refusal !== undefined) expect(refusal).toMatch(SENTENCES);
  const ends = first.events.filter(({ type }) => type === 'done' || type === 'error');
  expect(ends).toHaveLength(refusal === undefined ? 1 : 0);
  for (const end of ends) if (end.type === 'error') expect(end.error).toMatch(SENTENCES);
  // With room again it goes on, in the same program.
  expect(send(first, id, 'Hello')).toBeUndefined();
  await first.chat.idle();
  expect(first.events.at(-2)?.type === 'done' || first.events.some((e) => e.type === 'done')).toBe(
    true,
  );
  const shown = wordsReported(first.events);
  await closeServices(first, { close: () => Promise.resolve() } as LocalRuntime);
  const again = folders.open(folder);
  for (const [message, words] of shown) {
    const { parts, finish } = again.messages.get(message);
    const kept = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
    expect([last, kept.slice(0, words.length)]).toEqual([last, words]);
    expect(finish).not.toBe('running');
  }
  for (const image of picturesReported(first.events)) {
    await expect(again.images.readImage(image)).resolves.toBeInstanceOf(Buffer);
  }
  again.close();
  fs.rmSync(folder, { recursive: true });
  return struck;
}

describe('a write that fails', () => {
  // Fault: an answer that hangs, words that were shown and are gone, a studio to be started again.
  it(
    'at each operation of the database is said, loses nothing, and goes on',
    async () => {
      // The short form tries a few of the operations.
      for (let place = 1; ; place += LONG ? 1 : 20 + dice.below(20)) {
        const code = FAULTS[place % FAULTS.length] ?? '';
        const struck = await askWithFault(() => {
          let operations = 0;
          faulty.before((operation) => {
            operations += 1;
            if (operations !== place) return;
            last = `${place}: ${operation}`;
            faultsMade += 1;
            throw errorOf(code);
          });
          return () => faulty.before(() => undefined);
        });
        if (!struck) break;
        points += 1;
      }
      expect(points).toBeGreaterThan(2);
    },
    LIMIT,
  );

  // Fault: the same for a fault that stays until there is room again.
  it(
    'and goes on failing from there',
    async () => {
      for (let place = 1; ; place += LONG ? 1 : 20 + dice.below(20)) {
        const struck = await askWithFault(() => {
          let operations = 0;
          faulty.before((operation) => {
            operations += 1;
            if (operations < place) return;
            if (operations === place) last = `${place}: ${operation}`;
            faultsMade += 1;
            throw errorOf('SQLITE_FULL');
          });
          return () => faulty.before(() => undefined);
        });
        if (!struck) break;
        points += 1;
      }
    },
    LIMIT,
  );

  // Fault: a picture's file that is half written, or a row that names none.
  it(
    'at each operation on the files of pictures',
    async () => {
      for (let place = 1; ; place += LONG ? 1 : 6) {
        const code = FILE_FAULTS[place % FILE_FAULTS.length] ?? '';
        const struck = await askWithFault((folder) => {
          let operations = 0;
          const step = (file: unknown): void => {
            if (typeof file !== 'string' || !file.startsWith(folder)) return;
            operations += 1;
            if (operations !== place) return;
            faultsMade += 1;
            throw errorOf(code);
          };
          const openFile = fs.promises.open.bind(fs.promises);
          const rename = fs.promises.rename.bind(fs.promises);
          const spies = [
            vi.spyOn(fs.promises, 'rename').mockImplementation(async (from, to) => {
              step(from);
              return rename(from, to);
            }),
            vi.spyOn(fs.promises, 'open').mockImplementation(async (file, flags, mode) => {
              step(file);
              const handle = await openFile(file, flags, mode);
              const writeFile = handle.writeFile.bind(handle);
              const sync = handle.sync.bind(handle);
              handle.writeFile = async (...args: Parameters<typeof writeFile>) => {
                step(file);
                return writeFile(...args);
              };
              handle.sync = async () => {
                step(file);
                return sync();
              };
              return handle;
            }),
          ];
          return () => spies.forEach((spy) => spy.mockRestore());
        });
        if (!struck) break;
        points += 1;
      }
      await runtime.close();
    },
    LIMIT,
  );

  // Fault: all of it again on a disk that is really full, of every size.
  it(
    'on a small disk that fills up, until there is room again',
    () => {
      const mount = ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k none "$1"', 'sh'];
      const folder = folders.make();
      const can =
        process.platform === 'linux' && spawnSync('unshare', [...mount, folder]).status === 0;
      let disks = 0;
      for (let round = 0; can && round < cases / 2; round += 1) {
        const kilobytes = 230 + Math.floor((round * 2 * 240) / cases);
        const script = `mount -t tmpfs -o size=${kilobytes}k none "$1" && exec "$2" "$3" "$1" "$4" ${kilobytes}`;
        const { status, stderr } = spawnSync(
          'unshare',
          [
            '-rm',
            'sh',
            '-c',
            script,
            'sh',
            folder,
            nodeExecutable(),
            small,
            packageFolder('embedded-like'),
          ],
          { encoding: 'utf8' },
        );
        expect([kilobytes, status, stderr]).toEqual([kilobytes, 0, '']);
        disks += 1;
        points += 1;
      }
      done(points, can ? `${disks} of them on a full disk` : 'no full disk could be mounted');
    },
    LIMIT,
  );
});
