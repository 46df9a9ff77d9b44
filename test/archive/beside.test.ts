import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesFolder, RECORD } from '../../electron/archive/besideFolder';
import { exportFile } from '../../electron/archive/exportFile';
import { SHOWN } from '../../electron/archive/formats/options';
import { asPng } from '../../electron/images/inspect';
import type { Store } from '../../electron/store/open';
import { snapshot } from '../snapshot';
import { dataFolders } from '../store/folder';
import { storedExample } from './fixtures';
import type { Task } from '../../shared/task';

const folders = dataFolders();
type Kind = 'md' | 'html';

async function filled(): Promise<Store> {
  const store = folders.open();
  await storedExample(store);
  return store;
}

/** Exports all as the window does, which may replace a file. */
const write = (store: Store, file: string, format: Kind, task: Task = {}) =>
  exportFile({
    store,
    selection: { kind: 'all' },
    format,
    file,
    replaces: true,
    options: { ...SHOWN, beside: true },
    tools: { asPng, printPdf: () => Promise.reject(new Error('Nothing is printed here.')) },
    task,
  });

/** The pictures that a document shows, by their paths from its folder. */
const shownBy = (file: string): string[] =>
  [...fs.readFileSync(file, 'utf8').matchAll(/[^"(<]+\.files\/\d+\.png/g)].map(([name]) => name);

function expectWhole(file: string, folder: string): void {
  const shown = shownBy(file);
  expect(shown).toEqual(['0001.png', '0002.png'].map((name) => `${folder}/${name}`));
  for (const name of shown) {
    expect(fs.existsSync(path.join(path.dirname(file), name))).toBe(true);
  }
}

describe.each(['md', 'html'] as const)('the folder of pictures beside %s', (format) => {
  const placed = (): string => path.join(folders.make(), `thesis.${format}`);

  // Catches an export that removes a folder which nobody was asked about.
  it('takes a free name beside one that no export made', async () => {
    const store = await filled();
    const file = placed();
    const foreign = filesFolder(file);
    fs.mkdirSync(foreign);
    fs.writeFileSync(path.join(foreign, 'chapter1.docx'), 'mine');
    // A link that leads nowhere has the next name.
    fs.symlinkSync('nowhere', filesFolder(file, 2));
    const before = snapshot(foreign);
    await write(store, file, format);
    expectWhole(file, 'thesis-3.files');
    expect(snapshot(foreign)).toEqual(before);
    expect(fs.readlinkSync(filesFolder(file, 2))).toBe('nowhere');
  });

  // Catches one more folder of pictures for each export, or what the system put there lost.
  it('takes the place of its own', async () => {
    const store = await filled();
    const file = placed();
    await write(store, file, format);
    const folder = filesFolder(file);
    fs.writeFileSync(path.join(folder, '.DS_Store'), 'of the system');
    const system = snapshot(path.join(folder, '.DS_Store'));
    await write(store, file, format);
    expectWhole(file, 'thesis.files');
    expect(fs.readdirSync(path.dirname(file)).toSorted()).toEqual(
      [path.basename(file), 'thesis.files'].toSorted(),
    );
    expect(snapshot(path.join(folder, '.DS_Store'))).toEqual(system);
  });

  // Catches a picture that a person changed, or a file put beside the pictures, that is gone.
  it.each<[string, (folder: string, file: string) => void]>([
    ['a file was added', (folder) => fs.writeFileSync(path.join(folder, 'notes.txt'), 'mine')],
    ['a picture was changed', (folder) => fs.writeFileSync(path.join(folder, '0001.png'), 'mine')],
    ['a folder was added', (folder) => fs.mkdirSync(path.join(folder, 'mine'))],
    ['the record is gone', (folder) => fs.rmSync(path.join(folder, RECORD))],
    ['the record is damaged', (folder) => fs.writeFileSync(path.join(folder, RECORD), '{"a":1}')],
    ['its document was renamed', (_, file) => fs.renameSync(file, `${file}.old`)],
  ])('takes a free name where %s', async (_, change) => {
    const store = await filled();
    const file = placed();
    await write(store, file, format);
    const folder = filesFolder(file);
    change(folder, file);
    const before = snapshot(folder);
    await write(store, file, format);
    expectWhole(file, 'thesis-2.files');
    expect(snapshot(folder)).toEqual(before);
  });

  // Catches an export that costs the pictures of the one before it and then does not come about.
  it('stays as it was when the export is stopped, or cannot have its name at last', async () => {
    const store = await filled();
    const file = placed();
    await write(store, file, format);
    const before = snapshot(path.dirname(file));
    before.delete(path.dirname(file));
    const unchanged = (): void => {
      const after = snapshot(path.dirname(file));
      after.delete(path.dirname(file));
      expect(after).toEqual(before);
    };
    const stop = new AbortController();
    const progress = (done: number, total: number): void => {
      if (done === total) stop.abort();
    };
    await expect(write(store, file, format, { signal: stop.signal, progress })).rejects.toThrow(
      /stopped/,
    );
    unchanged();
    // The file is put in its place after the pictures: a folder of that name is in its way.
    const folder = filesFolder(file);
    fs.rmSync(file);
    fs.mkdirSync(file);
    const pictures = snapshot(folder);
    await expect(write(store, file, format)).rejects.toThrow(/cannot be written/);
    expect(snapshot(folder)).toEqual(pictures);
    expect(fs.readdirSync(path.dirname(file)).toSorted()).toEqual(
      [path.basename(file), 'thesis.files'].toSorted(),
    );
  });
});

// Catches a page that takes over the pictures of a text of the same name.
it('two documents of one name have two folders of pictures', async () => {
  const store = await filled();
  const page = path.join(folders.make(), 'thesis.html');
  const text = page.replace('.html', '.md');
  await write(store, page, 'html');
  // The text is there and replaced, so only the record tells whose pictures they are.
  fs.writeFileSync(text, 'old');
  const before = snapshot(filesFolder(page));
  await write(store, text, 'md');
  expectWhole(text, 'thesis-2.files');
  expect(snapshot(filesFolder(page))).toEqual(before);
});
