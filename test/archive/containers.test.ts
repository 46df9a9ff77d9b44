import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { asUtf8 } from '../../electron/archive/encoding';
import { valuesOf } from '../../electron/archive/jsonStream';
import { dataFolders } from '../store/folder';
import { png } from './fixtures';
import { chain, json, opened, said, talk, write } from './opened';
import { rawZip } from './rawZip';

const folders = dataFolders();
const pointer = { content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-Hat1' };
const one = talk(chain(said('user', [pointer, 'What?'])));
const two = talk(chain(said('user', ['Hello'])), { conversation_id: 'c2' });
const BOTH = [[['user*', 'image', 'What?']], [['user*', 'Hello']]];
const cherry = {
  version: 5,
  indexedDB: {
    files: [],
    topics: [{ id: 't', messages: [{ id: 'q', role: 'user', content: 'Hi' }] }],
  },
};

describe('an export in another container', () => {
  function unpacked(folder: string): void {
    write(path.join(folder, 'conversations-000.json'), json([one]));
    write(path.join(folder, 'conversations-001.json'), json([two]));
    write(path.join(folder, 'file-Hat1-photo.png'), png(1));
    write(path.join(folder, 'user.json'), '{}');
  }

  // Fault: an export that a browser unpacked is taken for a folder of pictures.
  it('is read from its folder, and from the folder above', async () => {
    const folder = folders.make();
    unpacked(path.join(folder, 'export'));
    for (const place of [path.join(folder, 'export'), folder]) {
      expect(await opened(place)).toMatchObject({ kind: 'chatgpt', said: BOTH, notes: [] });
    }
  });

  // Fault: a JSON that is picked alone does not find its pictures and its other parts beside it.
  it('is read from one of its files, with what lies beside', async () => {
    const folder = folders.make();
    unpacked(folder);
    const file = path.join(folder, 'conversations-000.json');
    expect(await opened(file)).toMatchObject({ said: BOTH, notes: [] });
  });

  // Fault: a link beside the file that was picked leads to any other file.
  it('follows no link beside it', async () => {
    const folder = folders.make();
    const file = write(path.join(folder, 'conversations.json'), json([one]));
    const secret = write(path.join(folders.make(), 'secret.png'), png(3));
    fs.symlinkSync(secret, path.join(folder, 'file-Hat1.png'));
    expect((await opened(file)).notes).toEqual([expect.stringMatching(/lacks the picture/)]);
  });

  const zipped = (entries: Readonly<Record<string, Uint8Array>>): string => {
    const file = path.join(folders.make(), 'some.zip');
    rawZip(
      file,
      Object.entries(entries).map(([name, bytes]) => ({ name, bytes })),
    );
    return file;
  };

  // Fault: zips that people or other systems packed anew are refused or called unknown.
  it('is read from zips that were packed anew', async () => {
    const inner = zipped({ 'conversations.json': json([two]) });
    const zips = [
      zipped({ 'export\\conversations.json': json([two]) }),
      zipped({
        'export/conversations.json': json([two]),
        '__MACOSX/export/._conversations.json': png(1),
      }),
      zipped({ 'export.zip': fs.readFileSync(inner), '__MACOSX/._export.zip': png(1) }),
      zipped({ 'chats/my talks (1).json': json([two]) }),
    ];
    for (const zip of zips) {
      expect(await opened(zip)).toMatchObject({ kind: 'chatgpt', said: [BOTH[1]], notes: [] });
    }
  });

  // Fault: a backup of Cherry Studio in a subfolder or unpacked gets the sentence for unknown files.
  it('is read from a folder within a zip, and from the unpacked backup', async () => {
    const folder = folders.make();
    write(path.join(folder, 'data.json'), json(cherry));
    for (const file of [zipped({ 'backup/data.json': json(cherry) }), folder]) {
      expect(await opened(file)).toMatchObject({ kind: 'cherrystudio', said: [[['user*', 'Hi']]] });
    }
  });

  // Fault: a backup of a newer version is called nothing that can be imported.
  it('says that a backup is of a newer Cherry Studio', async () => {
    const file = zipped({
      'metadata.json': json({ version: 6, appName: 'Cherry Studio' }),
      'IndexedDB/file__0.indexeddb.leveldb/CURRENT': Buffer.from('MANIFEST'),
    });
    await expect(opened(file)).rejects.toThrow(/newer Cherry Studio.*Markdown/);
  });

  // Fault: a folder of pictures with JSON beside them is taken for an export.
  it('leaves a folder of pictures what it is', async () => {
    const folder = folders.make();
    write(path.join(folder, 'a.png'), png(1));
    write(path.join(folder, 'a.png.json'), '{"photoTakenTime": 1}');
    write(path.join(folder, 'broken.json'), '{');
    expect(await opened(folder)).toMatchObject({
      kind: 'pictures',
      said: [[['user*', 'image', 'a.png']]],
    });
  });

  // Fault: kinds of picture that are read elsewhere are left out of a folder, by their names.
  it('tells the pictures of a folder by their contents', async () => {
    const folder = folders.make();
    for (const name of ['a.jfif', 'b.jpe', 'noend']) write(path.join(folder, name), png(1));
    write(path.join(folder, 'c.HEIC'), 'xxxxftypheic');
    write(path.join(folder, 'd.txt'), 'words');
    expect(await opened(folder)).toMatchObject({
      said: [
        [
          ['user', 'image', 'a.jfif'],
          ['user', 'image', 'b.jpe'],
          ['user*', 'image', 'noend'],
        ],
      ],
      notes: [expect.stringMatching(/left out: 1/), expect.stringMatching(/c\.HEIC/)],
    });
  });
});

describe('JSON in any encoding and of any size', () => {
  const text = JSON.stringify([talk(chain(said('user', ['Grüße \u{1F3A9}'])))]);
  const utf16 = Buffer.from(text, 'utf16le');
  const inFile = (bytes: Uint8Array): string =>
    write(path.join(folders.make(), 'conversations.json'), bytes);

  // Fault: files that editors saved in another encoding are refused.
  it.each<[string, Uint8Array]>([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 without one', utf16],
    [
      'UTF-16, the other order',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
    ],
  ])('is read: %s', async (_, bytes) => {
    expect((await opened(inFile(bytes))).said).toEqual([[['user*', 'Grüße \u{1F3A9}']]]);
  });

  // Fault: one byte that is no letter refuses all conversations.
  it('is read although a byte is no letter, and says so', async () => {
    const bytes = Buffer.from(text.replace('Gr', 'G?'));
    bytes[bytes.indexOf('G?') + 1] = 0xff;
    const { said: conversations, notes } = await opened(inFile(bytes));
    expect(conversations).toEqual([[['user*', 'G\uFFFDüße \u{1F3A9}']]]);
    expect(notes).toEqual([expect.stringMatching(/no letters.*: 1/)]);
  });

  async function valuesIn(bytes: Uint8Array, step: number): Promise<unknown[]> {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += step) pieces.push(bytes.subarray(at, at + step));
    const found: unknown[] = [];
    const wanted = { opens: (path: readonly string[]) => path.length === 0, takes: () => true };
    const read = valuesOf('x', asUtf8(Readable.from(pieces)), wanted);
    for await (const { path: place, value } of read) found.push([place.join('.'), value]);
    return found;
  }

  // Fault: a value that is cut where two pieces meet.
  it('is the same in pieces of any length', async () => {
    const list = ['a"\\', 1.5e3, null, { b: [{}, ']'] }, [], true, '\\"]'];
    for (const step of [1, 2, 3, 7, 1000]) {
      expect(await valuesIn(json(list), step)).toEqual(list.map((value) => ['*', value]));
      expect(await valuesIn(json({ a: list, '': 1 }), step)).toEqual([
        ['a', list],
        ['', 1],
      ]);
    }
  });

  // Fault: half a file, or no JSON at all, is taken as far as it goes without a word.
  it.each([
    '[1',
    '[1,',
    '[1 2]',
    '[1,]',
    '{"a"',
    '{"a" 1}',
    '{"a":1,}',
    '[1]]',
    '',
    '[nul]',
    '[1}',
  ])('is refused: %s', async (bad) => {
    await expect(valuesIn(Buffer.from(bad), 2)).rejects.toThrow(/no JSON that can be read/);
  });

  // Fault: a long list of conversations has to fit into one text.
  it('holds one value at a time', async () => {
    const element = Buffer.from(`{"text":"${'x'.repeat(1_000_000)}"}`);
    let sent = 0;
    let most = 0;
    let seen = 0;
    async function* pieces() {
      yield Buffer.from('[1');
      for (let index = 0; index < 600; index += 1) {
        yield Buffer.from(',');
        sent += 1;
        most = Math.max(most, sent - seen);
        yield await Promise.resolve(element);
      }
      yield Buffer.from(']');
    }
    const wanted = { opens: (path: readonly string[]) => path.length === 0, takes: () => true };
    for await (const { value } of valuesOf('x', pieces(), wanted)) if (value !== 1) seen += 1;
    expect([seen, most]).toEqual([600, 1]);
  });
});
