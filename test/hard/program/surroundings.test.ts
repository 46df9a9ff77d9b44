import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exportArchive } from '../../../electron/archive/exportArchive';
import { importSource } from '../../../electron/archive/import';
import { openArchive } from '../../../electron/archive/openArchive';
import { DATABASE } from '../../../electron/store/open';
import { makeBackup } from '../../../electron/recovery/backups';
import { listBackups } from '../../../electron/recovery/backupRecord';
import { backupsFolder } from '../../../electron/store/folders';
import { writeMoved } from '../../../electron/store/location';
import { asRoot } from '../../../electron/testing/launch';
import { within } from '../../../electron/testing/withTimeout';
import { storedExample } from '../../archive/fixtures';
import { electron, killed, launch, removeFolder, ROOT, type LaunchOptions } from '../../e2e/launch';
import { callProgram, emptyDataFolder, quit, type Program } from '../../e2e/program';
import { dataFolders } from '../../store/folder';
import { LIMIT, LONG, suite } from '../suite';
import { firstBox, holdBoxes, readOnlyRunner } from './boxes';

const stores = dataFolders();
const { dice, done } = suite('surroundings', 0, 0);
const running: Program[] = [];
const folders: string[] = [];
let held = 0;
let noReadOnly = '';

afterEach(async () => {
  vi.useRealTimers();
  for (const program of running.splice(0)) await killed(program.application);
  for (const folder of folders.splice(0)) {
    if (fs.existsSync(folder)) fs.chmodSync(folder, 0o755);
    removeFolder(folder);
  }
});

const some = <Item>(all: readonly Item[], short: number): readonly Item[] =>
  LONG ? all : Array.from({ length: short }, () => dice.of(all));

/** A folder that is removed after the test. */
function place(): string {
  const folder = emptyDataFolder();
  folders.push(folder);
  return folder;
}

/** A data folder that was begun, with one conversation of three messages and two pictures; its id. */
async function fill(folder: string): Promise<string> {
  const store = stores.open(folder);
  const { id } = await storedExample(store);
  store.settings.set({ ...store.settings.get(), welcomed: true });
  store.close();
  return id;
}

async function begin(data: string, options: LaunchOptions = {}): Promise<Program> {
  const application = await launch(ROOT, data, options);
  const window = await application.firstWindow();
  const program = { application, window };
  running.push(program);
  await window.getByTestId('conversation-new').waitFor();
  return program;
}

/** All that was kept is there, and more can be. */
async function expectWhole({ window }: Program, id: string): Promise<void> {
  const before = await callProgram(window, 'conversations.list', {});
  expect(before.map((one) => one.id)).toContain(id);
  const { messages } = await callProgram(window, 'conversations.open', { id });
  expect(messages.length).toBeGreaterThan(1);
  const report = await callProgram(window, 'recovery.check', {});
  expect(report.findings).toEqual([]);
  await callProgram(window, 'conversations.create', {});
  const after = await callProgram(window, 'conversations.list', {});
  expect(after).toHaveLength(before.length + 1);
}

const emoji = '\u{1F98A}';
/** The longest name that file systems take: 255 bytes. */
const longest = (letter: string, end: string): string => {
  const room = 255 - Buffer.byteLength(end);
  const count = Math.floor(room / Buffer.byteLength(letter));
  return letter.repeat(count) + 'a'.repeat(room - count * Buffer.byteLength(letter)) + end;
};

describe('names', () => {
  const names = [
    longest('a', '.metamorph'),
    longest(emoji, '.metamorph'),
    longest('\u754c', '.metamorph'),
    `${emoji}\u{1F469}\u200D\u{1F680}.metamorph`,
    'e\u0301te\u0301 \u0645\u0631\u062D\u0628\u0627 \u202Efdp.metamorph',
    ' \'quoted\' "$HOME" `id` %2e%2e .metamorph',
  ];

  // Fault: an archive that cannot be written or read since a name beside its own became too long.
  it(
    'of 255 bytes, of emoji, and of other writing, are taken',
    async () => {
      for (const name of some(names, 3)) {
        const from = stores.open();
        await storedExample(from);
        const file = path.join(place(), name);
        const { hash } = await exportArchive(from, { kind: 'all' }, file, false);
        const source = await openArchive(file);
        expect([name, source.hash]).toEqual([name, hash]);
        const to = stores.open();
        expect((await importSource(to, source)).counts).toMatchObject({ new: 1 });
        source.close();
        expect(fs.readdirSync(path.dirname(file))).toEqual([name]);
        held += 1;
      }
    },
    LIMIT,
  );

  // Fault: a data folder in which the program does not start, or writes beside it.
  it(
    'of data folders may be emoji of 255 bytes',
    async () => {
      const data = path.join(place(), longest(emoji, ''));
      fs.mkdirSync(data);
      const id = await fill(data);
      const program = await begin(data);
      await expectWhole(program, id);
      expect(fs.readdirSync(path.dirname(data))).toEqual([path.basename(data)]);
      held += 1;
    },
    LIMIT,
  );
});

describe('the clock', () => {
  const DAY = 86_400_000;
  const shifts = [-20 * 365, -400, -1, 1, 400, 20 * 365].map((days) => days * DAY);

  // Fault: what was written under another time swept, out of order, or its copy thrown away.
  it(
    'may be set forward and back',
    async () => {
      for (const shift of some(shifts, 2)) {
        const folder = place();
        const id = await fill(folder);
        const now = Date.now();
        const said: string[] = [];
        let parentId: string | null = null;
        for (const moment of [now, now + shift, now]) {
          vi.useFakeTimers({ toFake: ['Date'], now: moment });
          const store = stores.open(folder);
          parentId ??= store.conversations.get(id).leafId;
          // More copies than the rule keeps of one kind, so that the newest has to be among them.
          for (let round = 0; round < 4; round += 1) {
            vi.setSystemTime(moment + round);
            const copy = await makeBackup(store, 'asked');
            const copies = listBackups(backupsFolder(folder));
            expect(copies.map(({ name }) => name)).toContain(copy.name);
          }
          const parts = [{ type: 'text', text: `said at ${moment}` } as const];
          parentId = store.messages.add({ conversationId: id, parentId, role: 'user', parts });
          store.conversations.setLeaf(id, parentId);
          said.push(parentId);
          store.close();
        }
        const store = stores.open(folder);
        const branch = store.messages.branch(store.conversations.get(id).leafId);
        expect(branch.slice(-said.length).map((message) => message.id)).toEqual(said);
        for (const part of store.messages.all(id).flatMap(({ parts }) => parts)) {
          if (part.type === 'image' && part.image) await store.images.readImage(part.image);
        }
        store.close();
        held += 1;
      }
    },
    LIMIT,
  );
});

describe('the language and the time zone', () => {
  const worlds = [
    ['de_DE.UTF-8', 'Pacific/Kiritimati'],
    ['tr_TR.UTF-8', 'America/St_Johns'],
    ['ar_EG.UTF-8', 'Asia/Kathmandu'],
    ['C', 'Pacific/Pago_Pago'],
    ['ja_JP.UTF-8', 'Not/A_Zone'],
  ] as const;

  // Fault: a program that does not start in another place, or finds other things there.
  it(
    'may change from one start to the next',
    async () => {
      const data = place();
      const id = await fill(data);
      for (const [language, zone] of some(worlds, 1)) {
        const env = { LANG: language, LC_ALL: language, LANGUAGE: language.slice(0, 2), TZ: zone };
        const program = await begin(data, { env });
        await expectWhole(program, id);
        await quit(program);
        held += 1;
      }
    },
    LIMIT,
  );
});

describe('a second instance', () => {
  // Fault: two programs that write one database, or a second start that ends the first.
  it(
    'leaves the first one alone and ends',
    async () => {
      const data = place();
      const id = await fill(data);
      const first = await begin(data);
      const second = spawn(electron(), [...asRoot, ROOT], {
        env: { ...process.env, METAMORPH_DATA: data },
        stdio: 'ignore',
      });
      const code = new Promise((resolve) => second.once('exit', resolve));
      expect(await within(code, 'The second instance does not end.')).toBe(0);
      await expectWhole(first, id);
      held += 1;
    },
    LIMIT,
  );
});

describe('the data folder', () => {
  // Fault: a program that makes an empty folder in its place, or ends without a word.
  it(
    'may be on a disk that is not there',
    async () => {
      const home = place();
      const gone = path.join(place(), 'disk');
      writeMoved(home, { to: gone });
      const application = await launch(ROOT, home, { before: holdBoxes });
      expect(await within(firstBox(application), 'No box is shown.')).toContain(gone);
      expect(fs.existsSync(gone)).toBe(false);
      await killed(application);
      held += 1;
    },
    LIMIT,
  );

  // Fault: words taken and lost when the folder is taken away under the running program.
  it(
    'may be taken away and put back',
    async () => {
      const data = path.join(place(), 'data');
      const id = await fill(data);
      const program = await begin(data);
      fs.renameSync(data, `${data}-away`);
      await expect(callProgram(program.window, 'conversations.create', {})).rejects.toThrow(
        /no longer where it was/,
      );
      // What the program wrote of itself meanwhile is not the data.
      fs.rmSync(data, { recursive: true, force: true });
      fs.renameSync(`${data}-away`, data);
      await expectWhole(program, id);
      held += 1;
    },
    LIMIT,
  );

  // Fault: a start that hangs, ends without a word, or says something that helps nobody.
  it(
    'may be read only',
    async () => {
      const data = place();
      const script = path.join(place(), 'read-only.sh');
      await fill(data);
      const before = fs.readFileSync(path.join(data, DATABASE));
      if (readOnlyRunner(data, script)) {
        const options = { executable: script, before: holdBoxes };
        const application = await launch(ROOT, data, options);
        const said = await within(firstBox(application), 'No box is shown.');
        expect(said).toMatch(/cannot be written: allow this program to write there/);
        await killed(application);
        held += 1;
      } else {
        // Where nothing can be made read only, only this is known: the sentence of the store.
        noReadOnly = ', no folder could be made read only here';
      }
      expect(fs.readFileSync(path.join(data, DATABASE)).equals(before)).toBe(true);
      done(held, `names, clocks, languages and zones, instances, folders${noReadOnly}`);
    },
    LIMIT,
  );
});
