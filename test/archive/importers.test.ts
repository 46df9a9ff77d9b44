import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importSource, preview } from '../../electron/archive/import';
import { openSource } from '../../electron/archive/openSource';
import { inspectPicture } from '../../electron/images/inspect';
import type { Store } from '../../electron/store/open';
import { dataFolders } from '../store/folder';
import { png } from './fixtures';
import { rawZip } from './rawZip';

const folders = dataFolders();
const work = { inspect: inspectPicture };
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const address = `data:image/png;base64,${Buffer.from(png(5)).toString('base64')}`;

async function bring(store: Store, file: string) {
  const source = await openSource(file, work);
  try {
    const wanted = await preview(store, source);
    const imported = await importSource(store, source);
    expect(wanted).toEqual(imported);
    return imported;
  } finally {
    source.close();
  }
}

/** What the branch shown says, pictures as their kind. */
const described = (store: Store) =>
  store.conversations.list().map(({ title, leafId, systemPrompt, pinned }) => ({
    title,
    systemPrompt,
    pinned,
    said: store.messages.branch(leafId).map(({ role, parts, siblings }) => ({
      role,
      branches: siblings.length,
      parts: parts.map((part) => (part.type === 'text' ? part.text : part.type)),
    })),
  }));

/** Imports twice: the second time must find everything there. */
async function broughtTwice(file: string) {
  const store = folders.open();
  const first = await bring(store, file);
  const again = await bring(store, file);
  expect(again.counts).toEqual({ new: 0, same: first.list.length, copy: 0, restored: 0 });
  return { store, first };
}

const node = (id: string, parent: string | null, children: string[], message: unknown) => ({
  [id]: { id, parent, children, message },
});
const spoken = (role: string, parts: unknown[], more: object = {}) => ({
  id: 'x',
  author: { role, name: null, metadata: {} },
  create_time: 1700000000.5,
  update_time: null,
  content: { content_type: 'multimodal_text', parts },
  status: 'finished_successfully',
  end_turn: true,
  weight: 1,
  metadata: {},
  recipient: 'all',
  ...more,
});
const pointer = (id: string) => ({
  content_type: 'image_asset_pointer',
  asset_pointer: `file-service://${id}`,
  size_bytes: 70,
  width: 8,
  height: 8,
});

const CHATGPT = [
  {
    title: 'Hats \ud800',
    create_time: 1700000000.1,
    update_time: 1700000100,
    conversation_id: '6f1c0000-0000-4000-8000-000000000001',
    current_node: 'a2',
    is_archived: false,
    mapping: {
      ...node('root', null, ['sys'], null),
      ...node('sys', 'root', ['u1'], spoken('system', [''])),
      ...node('u1', 'sys', ['a1', 'a2'], spoken('user', [pointer('file-AbC123'), 'What is this?'])),
      ...node('a1', 'u1', [], spoken('assistant', ['A cap.'])),
      ...node(
        't1',
        'u1',
        ['a2'],
        spoken('assistant', ['{"prompt":"a hat"}'], { recipient: 'dalle.text2im' }),
      ),
      ...node('tool', 't1', ['a2'], spoken('tool', [pointer('file-Draw9'), 'model only'])),
      ...node('a2', 'tool', ['lost'], spoken('assistant', ['Here it is.'])),
      ...node('lost', 'a2', [], spoken('user', [pointer('file-Gone')])),
    },
  },
  { title: 'Broken', mapping: 5 },
];

describe('the export of ChatGPT', () => {
  // Fault: branches, pictures or the place where the person was that do not come along.
  it('brings its tree with the pictures of the zip', async () => {
    const file = path.join(folders.make(), 'export.zip');
    rawZip(file, [
      { name: 'conversations.json', bytes: json(CHATGPT) },
      { name: 'file-AbC123-hat.png', bytes: png(1) },
      { name: 'dalle-generations/file-Draw9-0000.png', bytes: png(2) },
      { name: 'chat.html', bytes: Buffer.from('<script>') },
    ]);
    const { store, first } = await broughtTwice(file);
    expect(first).toMatchObject({ kind: 'chatgpt', conversations: 1, messages: 5, images: 2 });
    expect(first.notes).toEqual([
      expect.stringMatching(/lacks the picture file-Gone/),
      expect.stringMatching(/Conversation 2 .* left out/),
    ]);
    expect(described(store)).toEqual([
      {
        title: 'Hats \uFFFD',
        systemPrompt: '',
        pinned: false,
        said: [
          { role: 'user', branches: 1, parts: ['image', 'What is this?'] },
          { role: 'assistant', branches: 2, parts: ['image'] },
          { role: 'assistant', branches: 1, parts: ['Here it is.'] },
        ],
      },
    ]);
  });

  it('is taken as the JSON alone, too', async () => {
    const file = path.join(folders.make(), 'conversations.json');
    fs.writeFileSync(file, json(CHATGPT));
    const { first } = await broughtTwice(file);
    expect(first).toMatchObject({ kind: 'chatgpt', images: 0 });
  });

  // Fault: an import that never ends, or ends the program, on a tree that is none.
  it('leaves out messages in a circle', async () => {
    const mapping = {
      ...node('a', 'b', ['b'], spoken('user', ['one'])),
      ...node('b', 'a', ['a'], spoken('user', ['two'])),
      ...node('c', null, [], spoken('user', ['three'])),
    };
    const file = path.join(folders.make(), 'conversations.json');
    fs.writeFileSync(file, json([{ ...CHATGPT[0], mapping }]));
    const { store, first } = await broughtTwice(file);
    expect(first.notes).toEqual([expect.stringMatching(/2 messages in a circle/)]);
    expect(described(store)[0]?.said.map(({ parts }) => parts)).toEqual([['three']]);
  });
});

describe('the export of Open WebUI', () => {
  const message = (
    id: string,
    parentId: string | null,
    role: string,
    content: string,
    files?: unknown,
  ) => ({
    id,
    parentId,
    childrenIds: [],
    role,
    content,
    timestamp: 1700000000,
    models: ['m'],
    ...(files ? { files } : {}),
  });
  const messages = [
    message('q', null, 'user', 'What is this?', [
      { type: 'image', url: address },
      { type: 'file', name: 'a.pdf' },
    ]),
    message('a', 'q', 'assistant', 'A cap.'),
    message('b', 'q', 'assistant', `A hat: ![drawn](${address}) and more`),
    message('r', 'b', 'user', 'Where?', [{ type: 'image', url: '/api/v1/files/1/content' }]),
  ];
  const chat = {
    id: 'chat-1',
    user_id: 'u',
    title: 'Hats',
    updated_at: 1700000100,
    created_at: 1700000000,
    pinned: true,
    archived: false,
    meta: { tags: ['green', 'hat'] },
    chat: {
      title: 'Hats',
      models: ['m'],
      history: {
        messages: Object.fromEntries(messages.map((one) => [one.id, one])),
        currentId: 'r',
      },
      messages: [],
    },
  };

  it('brings its tree, its pictures and its tags', async () => {
    const file = path.join(folders.make(), 'chat-export.json');
    fs.writeFileSync(file, json([chat]));
    const { store, first } = await broughtTwice(file);
    expect(first).toMatchObject({ kind: 'openwebui', conversations: 1, messages: 4, images: 1 });
    expect(first.notes).toEqual([
      expect.stringMatching(/stayed on its server/),
      expect.stringMatching(/attached files .* names are taken: 1/),
    ]);
    expect(described(store)).toEqual([
      {
        title: 'Hats',
        systemPrompt: '',
        pinned: true,
        said: [
          { role: 'user', branches: 1, parts: ['image', '[Attached: a.pdf]', 'What is this?'] },
          { role: 'assistant', branches: 2, parts: ['A hat: ', 'image', ' and more'] },
          {
            role: 'user',
            branches: 1,
            parts: ['[A picture that was not in the export]', 'Where?'],
          },
        ],
      },
    ]);
    expect(store.database.all('SELECT tag FROM conversation_tag ORDER BY tag')).toEqual([
      { tag: 'green' },
      { tag: 'hat' },
    ]);
  });
});

describe('the backup of Cherry Studio', () => {
  const message = (id: string, role: string, blocks: string[], more: object = {}) => ({
    id,
    role,
    topicId: 't',
    assistantId: 'x',
    createdAt: '2025-05-01T10:00:00.000Z',
    status: 'success',
    blocks,
    ...more,
  });
  const block = (id: string, type: string, more: object) => ({
    id,
    messageId: 'm',
    type,
    status: 'success',
    ...more,
  });
  const data = {
    time: 1,
    version: 5,
    localStorage: {
      'persist:cherry-studio': JSON.stringify({
        assistants: JSON.stringify({
          assistants: [
            {
              id: 'x',
              prompt: 'Be brief.',
              topics: [
                {
                  id: 't',
                  name: 'Hats',
                  createdAt: '2025-05-01T10:00:00.000Z',
                  updatedAt: '2025-05-02T10:00:00.000Z',
                  pinned: true,
                },
              ],
            },
          ],
        }),
      }),
    },
    indexedDB: {
      topics: [
        {
          id: 't',
          messages: [
            message('q', 'user', ['b1', 'b2']),
            message('a', 'assistant', ['b3'], { askId: 'q' }),
            message('b', 'assistant', ['b4', 'b5'], { askId: 'q', foldSelected: true }),
            message('q2', 'user', ['b6']),
          ],
        },
        { id: 'empty', messages: [] },
      ],
      message_blocks: [
        block('b1', 'image', { file: { id: 'f1', ext: '.png', type: 'image', name: 'f1.png' } }),
        block('b2', 'main_text', { content: 'What is this?' }),
        block('b3', 'main_text', { content: 'A cap.' }),
        block('b4', 'thinking', { content: 'hidden' }),
        block('b5', 'image', { url: address }),
        block('b6', 'main_text', { content: 'Thanks' }),
      ],
    },
  };

  it('brings its topics, several answers as branches, with the pictures of the zip', async () => {
    const file = path.join(folders.make(), 'cherry-studio.zip');
    rawZip(file, [
      { name: 'data.json', bytes: json(data) },
      { name: 'Data/Files/f1.png', bytes: png(3) },
    ]);
    const { store, first } = await broughtTwice(file);
    expect(first).toMatchObject({
      kind: 'cherrystudio',
      conversations: 1,
      messages: 4,
      images: 2,
      notes: [],
    });
    expect(described(store)).toEqual([
      {
        title: 'Hats',
        systemPrompt: 'Be brief.',
        pinned: true,
        said: [
          { role: 'user', branches: 1, parts: ['image', 'What is this?'] },
          { role: 'assistant', branches: 2, parts: ['image'] },
          { role: 'user', branches: 1, parts: ['Thanks'] },
        ],
      },
    ]);
  });
});

describe('a folder of pictures', () => {
  it('becomes a conversation that shows them, and names what is none', async () => {
    const folder = path.join(folders.make(), 'Summer');
    fs.mkdirSync(path.join(folder, 'inside'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'b.png'), png(1));
    fs.writeFileSync(path.join(folder, 'a.png'), png(2));
    fs.writeFileSync(path.join(folder, 'broken.jpg'), '<svg onload=alert(1)>');
    fs.writeFileSync(path.join(folder, 'notes.txt'), 'no picture');
    fs.symlinkSync('/etc/hostname', path.join(folder, 'link.png'));
    const { store, first } = await broughtTwice(folder);
    expect(first).toMatchObject({ kind: 'pictures', messages: 2, images: 2 });
    expect(first.notes).toEqual([
      expect.stringMatching(/left out: 3/),
      expect.stringMatching(/broken\.jpg/),
    ]);
    expect(described(store)[0]).toMatchObject({
      title: 'Summer',
      said: [{ parts: ['image', 'a.png'] }, { parts: ['image', 'b.png'] }],
    });
  });
});
