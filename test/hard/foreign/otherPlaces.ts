/** Places that a person names, and those beside the data. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { filesFolder } from '../../../electron/archive/besideFolder';
import { exportArchive } from '../../../electron/archive/exportArchive';
import { exportFile } from '../../../electron/archive/exportFile';
import { SHOWN } from '../../../electron/archive/formats/options';
import { archiveCommand } from '../../../electron/cli/archive/command';
import { main } from '../../../electron/cli/command';
import { DraggedFiles } from '../../../electron/ipc/draggedFiles';
import { newFolderIn, writeWhere } from '../../../electron/ipc/files';
import { Log } from '../../../electron/app/log';
import { asPng, inspectPicture } from '../../../electron/images/inspect';
import { Features } from '../../../electron/runtime/features';
import { LocalRuntime } from '../../../electron/runtime/local';
import { openStore } from '../../../electron/store/open';
import { OWN_FOLDER } from '../../../electron/store/ownership';
import { writeMoved } from '../../../electron/store/location';
import { writeWindowState } from '../../../electron/app/windowState';
import { storedExample } from '../../archive/fixtures';
import { PACKAGE } from '../../cli/fixture';
import { snapshot } from '../../snapshot';
import type { PartRef, Room } from './place';

const tools = { asPng, printPdf: () => Promise.reject(new Error('Nothing is printed here.')) };
const ALL = { kind: 'all' } as const;

/** Runs `archive` in a folder; its exit code and what it said of a refusal. */
async function archive(folder: string, ...words: string[]): Promise<[number, string]> {
  let err = '';
  const exit = await archiveCommand(words, {
    folder,
    tools,
    inspect: inspectPicture,
    out: () => undefined,
    err: (text) => void (err += text),
    signal: new AbortController().signal,
  });
  return [exit, err];
}

/** Runs `ask` in a folder with the tiny package; its exit code. */
const ask = (folder: string, ...words: string[]): Promise<number> =>
  main([...words], {
    folder,
    package: PACKAGE,
    readClip: () => Promise.reject(new Error('This test has no Electron.')),
    openRuntime: () => new LocalRuntime(),
    out: () => undefined,
    err: () => undefined,
    signal: new AbortController().signal,
  });

const refused: PartRef = {
  name: 'a folder that is no data folder',
  async prepare({ scattered, folder }) {
    const from = openStore({ folder: folder() });
    await storedExample(from);
    const place = folder();
    await exportArchive(from, ALL, path.join(place, 'a.metamorph'), false);
    from.close();
    const site = path.join(place, 'site');
    for (const name of ['images', 'tokens', 'thumbnails', 'copies', 'aside', 'logs', '.']) {
      scattered.over(path.join(site, name));
    }
    const before = snapshot(site);
    return async () => {
      const own = path.join(site, OWN_FOLDER);
      for (const more of [[], ['--dry-run']]) {
        const [exit, said] = await archive(place, 'import', '--data', site, ...more, 'a.metamorph');
        expect([exit, said.includes(own)]).toEqual([3, true]);
      }
      expect(await ask(place, '--data', site, 'Hello?')).toBe(3);
      expect(snapshot(site)).toEqual(before);
      expect(await archive(place, 'import', '--data', own, 'a.metamorph')).toEqual([0, '']);
      expect(await archive(place, 'import', '--data', site, 'a.metamorph')).toEqual([0, '']);
      expect(fs.readdirSync(own)).toContain('studio.db');
    };
  },
};

const exported: PartRef = {
  name: 'an export with pictures beside it',
  async prepare({ dice, scattered, folder }) {
    const store = openStore({ folder: folder() });
    await storedExample(store);
    const format = dice.of(['md', 'html'] as const);
    const place = folder();
    const file = path.join(place, `thesis.${format}`);
    const write = (signal?: AbortSignal, progress?: () => void): Promise<unknown> =>
      exportFile({
        store,
        selection: ALL,
        format,
        file,
        replaces: true,
        options: { ...SHOWN, beside: true },
        tools,
        task: { signal, progress },
      });
    // Of an earlier export, or of nobody's making.
    if (dice.below(2) === 0) await write();
    scattered.over(place);
    scattered.over(filesFolder(file), 'chapter1.docx', '0003.png');
    if (dice.below(2) === 0) scattered.over(filesFolder(file, 2));
    return async () => {
      const stop = new AbortController();
      await expect(write(stop.signal, () => stop.abort())).rejects.toThrow(/stopped/);
      await write();
      await write();
      const [name = ''] = /thesis[^"(<]*\.files/.exec(fs.readFileSync(file, 'utf8')) ?? [];
      expect(fs.readdirSync(path.join(place, name))).toContain('0002.png');
      store.close();
    };
  },
};

const answers: PartRef = {
  name: 'answers in the terminal',
  prepare({ scattered, folder }) {
    const place = folder();
    scattered.over(place);
    const lines = [{ id: 'a', turns: [{ prompt: 'Generate an image of a red umbrella.' }] }];
    fs.writeFileSync(
      path.join(place, 'b.jsonl'),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    const out = path.join(place, 'o');
    scattered.over(out, 'answer.json', 'a.interrupted', '1.png.bak');
    return Promise.resolve(async () => {
      const words = ['--steps', '1', '--max-tokens', '60'];
      const batch = [...words, '--batch', 'b.jsonl', '--out', 'o'];
      for (const more of [[], ['--skip-done']]) {
        expect(await ask(place, ...batch, ...more)).toBe(0);
      }
      expect(fs.readdirSync(path.join(out, 'a'))).toContain('answer.json');
      expect(await ask(place, ...words, '--out', 'o', 'Generate an image of a red umbrella.')).toBe(
        0,
      );
      expect(fs.readdirSync(out)).toContain('1.png');
    });
  },
};

const dragged: PartRef = {
  name: 'files that are dragged out',
  async prepare({ scattered, folder }) {
    const place = path.join(folder(), 'dragged');
    const id = await new DraggedFiles(place).make('a.txt', (file) =>
      fs.promises.writeFile(file, 'x'),
    );
    scattered.over(place, `${id}.bak`, id.toUpperCase().replace(/^./, 'F'));
    return () => {
      new DraggedFiles(place).clear();
      expect(fs.existsSync(path.join(place, id))).toBe(false);
      return Promise.resolve();
    };
  },
};

const saved: PartRef = {
  name: 'files that are saved, and what the program notes of itself',
  prepare(room: Room) {
    const { dice, scattered } = room;
    const place = room.folder();
    const logs = path.join(place, 'logs');
    scattered.over(logs, 'studio.log.bak', 'studio.9.log', 'other.log');
    fs.writeFileSync(path.join(logs, 'studio.log'), Buffer.alloc(600_000, 'x'));
    fs.writeFileSync(path.join(logs, 'studio.1.log'), 'older');
    const features = path.join(place, 'features');
    scattered.over(features, `${'ab'.repeat(32)}.f32.bak`);
    const file = path.join(features, `${'ab'.repeat(32)}.f32`);
    fs.writeFileSync(file, dice.bytes(7));
    scattered.over(place, 'frames', 'moved.json.tmp');
    return Promise.resolve(async () => {
      await writeWhere(path.join(place, 'picture.png'), dice.bytes(50));
      const made = await newFolderIn(place, 'frames');
      expect(path.basename(made)).toBe('frames-2');
      const bounds = { x: 0, y: 0, width: 800, height: 600 };
      writeWindowState(path.join(place, 'window.json'), { bounds, maximised: false });
      writeMoved(place, { to: place, from: path.join(place, 'away') });
      new Log(logs).note('Begun');
      expect(fs.readdirSync(logs)).toEqual(expect.arrayContaining(['studio.2.log']));
      const kept = new Features(file, 2);
      kept.load();
      kept.add('ab'.repeat(32), Float32Array.of(1, 0));
      expect(kept.load().size).toBe(1);
    });
  },
};

export const OTHER_PLACES: readonly PartRef[] = [refused, exported, answers, dragged, saved];
