import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../electron/archive/check';
import { openSource } from '../../electron/archive/openSource';
import { readLineage } from '../../electron/chat/lineage/lineage';
import { DraggedFiles } from '../../electron/ipc/draggedFiles';
import { inspectPicture } from '../../electron/images/inspect';
import { storedExample } from '../archive/fixtures';
import { studios } from '../chat/fixture';
import { snapshot } from '../snapshot';
import { dataFolders } from '../store/folder';
import { windowOf } from './window';
import type { Dragged } from '../../shared/ipc/drag';

const rooms = studios();
const folders = dataFolders();
const options = { details: true, thinking: true, metadata: 'none', beside: false } as const;

describe('what is dragged out of the window', () => {
  // Fault: a file under the pointer that is not the archive, or that bears a name that no system takes.
  it('is the whole archive of a conversation under its title', async () => {
    const studio = rooms.open();
    const { id } = await storedExample(studio.store);
    studio.store.conversations.rename(id, '../A "green": hat?');
    const { call, person } = windowOf(studio);
    const selection = { kind: 'conversation', id } as const;
    const what: Dragged = { kind: 'export', selection, format: 'metamorph', options };
    await call('drag.start', await call('drag.prepare', what));
    const [file = ''] = person.dragged;
    expect(person.dragged).toHaveLength(1);
    expect(path.basename(file)).toBe('A green hat.metamorph');
    const source = await openSource(file, { inspect: inspectPicture });
    expect(await verify(source)).toMatchObject({ conversations: 1, messages: 3, images: 2 });
    source.close();
  });

  // Fault: the text of an export without the pictures that lie beside it.
  it('has what lies beside it with it', async () => {
    const studio = rooms.open();
    await storedExample(studio.store);
    const { call, person } = windowOf(studio);
    const what: Dragged = { kind: 'export', selection: { kind: 'all' }, format: 'md', options };
    await call('drag.start', await call('drag.prepare', what));
    const names = person.dragged.map((file) => path.basename(file)).toSorted();
    expect(names).toEqual(['conversations.files', 'conversations.md']);
  });

  // Fault: a drawn picture that leaves without its history, or a taken one that says where it was.
  it('is a picture, with its history when it was drawn', async () => {
    const studio = rooms.open();
    const { id } = await storedExample(studio.store);
    const { call, person } = windowOf(studio);
    const places = studio.store.messages
      .all(id)
      .flatMap(({ id: messageId, parts }) =>
        parts.flatMap((part, index) =>
          part.type === 'image' && part.image !== null
            ? [{ image: part.image, drawn: part.rendering !== null, messageId, index }]
            : [],
        ),
      );
    for (const { image, drawn, messageId, index } of places) {
      const place = drawn ? { place: { messageId, part: index } } : {};
      await call('drag.start', await call('drag.prepare', { kind: 'picture', image, ...place }));
      const file = person.dragged.at(-1) ?? '';
      expect(path.basename(file)).toBe(drawn ? 'Make the hat green.png' : 'Picture.png');
      const lineage = readLineage(fs.readFileSync(file));
      expect(lineage === 'none' ? 'none' : 'told').toBe(drawn ? 'told' : 'none');
    }
    expect(places.map(({ drawn }) => drawn)).toContain(true);
  });

  // Fault: files of every drag ever made filling the disk, or one that a failed writing left.
  it('does not stay for ever', async () => {
    const folder = path.join(folders.make(), 'dragged');
    const files = new DraggedFiles(folder);
    const ids: string[] = [];
    for (let number = 0; number < 10; number += 1) {
      ids.push(await files.make(`${number}.txt`, (file) => fs.promises.writeFile(file, 'x')));
    }
    expect(fs.readdirSync(folder).toSorted()).toEqual(ids.slice(-8).toSorted());
    expect(() => files.paths(ids[0] ?? '')).toThrow(/drag it again/);
    await expect(
      files.make('half.txt', async (file) => {
        await fs.promises.writeFile(file, 'half');
        throw new Error('It was stopped.');
      }),
    ).rejects.toThrow('It was stopped.');
    expect(fs.readdirSync(folder)).toHaveLength(8);
    // The next run of the program begins with none.
    const next = new DraggedFiles(folder);
    expect(() => next.paths(ids.at(-1) ?? '')).toThrow(/drag it again/);
    expect(fs.existsSync(folder)).toBe(false);
  });

  // Catches a start that empties the folder of what the program never put there.
  it('goes alone at the next start', async () => {
    const folder = path.join(folders.make(), 'dragged');
    const id = await new DraggedFiles(folder).make('a.txt', (file) =>
      fs.promises.writeFile(file, 'x'),
    );
    const foreign = ['letter.txt', `${id}.bak`, 'photos/wedding.jpg'].map((name) =>
      path.join(folder, name),
    );
    fs.mkdirSync(path.join(folder, 'photos'));
    for (const place of foreign) fs.writeFileSync(place, 'mine');
    const before = foreign.map((place) => [...snapshot(place)]);
    new DraggedFiles(folder).clear();
    expect(foreign.map((place) => [...snapshot(place)])).toEqual(before);
    expect(fs.existsSync(path.join(folder, id))).toBe(false);
  });

  it('is not the file of another', async () => {
    const { refusal, person } = windowOf(rooms.open());
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await refusal('drag.start', { id }))[0]).toBe('missing');
    expect(person.dragged).toEqual([]);
  });
});
