import fs from 'node:fs';
import path from 'node:path';
import { micromark } from 'micromark';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exportFile, type ExportRequest, type Format } from '../../electron/archive/exportFile';
import { filesFolder, RECORD } from '../../electron/archive/besideFolder';
import { SHOWN } from '../../electron/archive/formats/options';
import { derivedId } from '../../electron/archive/plan';
import { asPng } from '../../electron/images/inspect';
import type { Store } from '../../electron/store/open';
import { dataFolders } from '../store/folder';
import { storedExample, hold } from './fixtures';
import { PLACE, photograph } from './photograph';
import type { ArchivedMessage } from '../../shared/archive/schema';
import { setLanguage } from '../../shared/i18n/translate';
import type { ExportOptions } from '../../shared/ipc/archive';

const folders = dataFolders();
const HOSTILE =
  '</title></style><script>alert(1)</script><img src=https://elsewhere.example onerror=alert(1)>';

function request(
  store: Store,
  format: Format,
  options: Partial<ExportOptions> = {},
): ExportRequest {
  return {
    store,
    selection: { kind: 'all' },
    format,
    file: path.join(folders.make(), `out.${format}`),
    replaces: false,
    options: { ...SHOWN, ...options },
    tools: { asPng, printPdf: () => Promise.reject(new Error('Nothing is printed here.')) },
  };
}

async function exported(
  store: Store,
  format: Format,
  options?: Partial<ExportOptions>,
): Promise<string> {
  const asked = request(store, format, options);
  await exportFile(asked);
  return fs.readFileSync(asked.file, 'utf8');
}

const said = (id: string, parentId: string | null, text: string): ArchivedMessage => ({
  id,
  parentId,
  role: parentId === null ? 'user' : 'assistant',
  parts: [{ type: 'text', text }],
  createdAt: 1,
  finish: parentId === null ? null : 'stop',
  error: null,
  details: null,
  shown: 0,
  name: '',
});

/** A conversation of hostile words in every field. */
function holdHostile(store: Store): void {
  const id = derivedId('hostile');
  const ask = said(derivedId(id, 'ask'), null, HOSTILE);
  const answer = {
    ...said(derivedId(id, 'answer'), ask.id, HOSTILE),
    finish: 'error' as const,
    error: HOSTILE,
    name: HOSTILE,
  };
  hold(store, [
    {
      id,
      title: HOSTILE,
      pinned: false,
      systemPrompt: HOSTILE,
      leafId: ask.id,
      createdAt: 1,
      updatedAt: 1,
      archived: false,
      folder: HOSTILE.slice(0, 100),
      tags: ['CON'],
      messages: [ask, answer],
    },
  ]);
}

describe('the language', () => {
  afterEach(() => setLanguage('en'));

  // Fault: a page for a German reader with English labels, or one that says it is English.
  it('of exports is that of the program', async () => {
    const store = folders.open();
    await storedExample(store);
    setLanguage('de');
    const html = await exported(store, 'html');
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('<h2>Frage 1</h2>');
    expect(html).toContain('Ein anderer Zweig, 1 Nachricht: <bdi>shorter</bdi>');
    expect(html).toContain('Startwert 7, Führung 2,5, 20 Schritte');
    const markdown = await exported(store, 'md');
    expect(markdown).toContain('## Frage');
    expect(markdown).toContain('1 Nachricht anderer Zweige nicht gezeigt');
    expect(html + markdown).not.toMatch(/Question|Answer|branch,|tokens,|drawn by/);
  });
});

describe('HTML', () => {
  // Fault: a picture, branch or word that the page leaves out.
  it('shows the branch, folds the others, and has the pictures inside', async () => {
    const store = folders.open();
    await storedExample(store);
    const html = await exported(store, 'html');
    expect(html).toContain('<h1 id="c1"><bdi>A green hat</bdi></h1>');
    expect(html).toContain('Here is <strong>an image</strong>:');
    expect(html.match(/<img src="data:image\/png;base64,/g)).toHaveLength(2);
    expect(html).toMatch(
      /<details class="branch"><summary>Another branch, 1 message: <bdi>shorter<\/bdi><\/summary>[\s\S]*No hat\.[\s\S]*<\/details>/,
    );
    expect(html).toContain('seed 7, guidance 2.5, 20 steps');
    expect(html).toContain('Be brief.');
  });

  // Fault: an export that runs scripts or calls elsewhere in the browser of whoever opens it.
  it('has no script, and no address of elsewhere that is loaded', async () => {
    const store = folders.open();
    holdHostile(store);
    const html = await exported(store, 'html');
    expect(html).not.toMatch(/<script|<img src=h|onerror=alert\(1\)>/);
    expect(html).toContain(`default-src 'none'`);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html.match(/&lt;script&gt;/g)?.length).toBe(4);
  });

  it('has its pictures beside it on wish', async () => {
    const store = folders.open();
    await storedExample(store);
    const asked = request(store, 'html', { beside: true });
    await exportFile(asked);
    expect(fs.readFileSync(asked.file, 'utf8')).toContain('<img src="out.files/0001.png"');
    const beside = fs.readdirSync(filesFolder(asked.file));
    expect(beside).toEqual([RECORD, '0001.png', '0002.png']);
  });

  it('leaves out details on wish', async () => {
    const store = folders.open();
    await storedExample(store);
    expect(await exported(store, 'html', { details: false })).not.toContain('seed 7');
  });

  // Fault: a tree so deep that writing it never ends, or ends the program.
  it('is written for 2,000 messages in a row with a branch at each', async () => {
    const store = folders.open();
    const id = derivedId('long');
    const messages: ArchivedMessage[] = [];
    for (let place = 0; place < 2000; place += 1) {
      const parent = place === 0 ? null : derivedId(id, String(place - 1));
      messages.push(said(derivedId(id, String(place)), parent, `message ${place}`));
      messages.push(said(derivedId(id, `side ${place}`), parent, `side ${place}`));
    }
    const leafId = derivedId(id, '1999');
    const rest = {
      title: 'Long',
      pinned: false,
      systemPrompt: '',
      createdAt: 1,
      updatedAt: 1,
      archived: false,
      folder: '',
      tags: [],
    };
    hold(store, [{ id, leafId, messages, ...rest }]);
    const html = await exported(store, 'html');
    expect(html.match(/<details/g)).toHaveLength(2000);
    expect(html).toContain('message 1999');
  });
});

describe('the name of a branch', () => {
  // Fault: a branch that the person named is told from others in the window alone.
  it.each([
    ['html', '<h3>Answer <bdi>(a &lt;bold&gt; one)</bdi></h3>'],
    ['md', '## Answer (a \\<bold\\> one)'],
    ['jsonl', '"branch":"a <bold> one"'],
  ] as const)('is shown in %s', async (format, shown) => {
    const store = folders.open();
    const { id, leafId } = await storedExample(store);
    store.messages.setName(leafId ?? '', 'a <bold> one');
    expect(store.conversations.get(id).leafId).toBe(leafId);
    expect(await exported(store, format)).toContain(shown);
  });
});

describe('Markdown', () => {
  // Fault: Markdown whose pictures lead nowhere, or that shows other words elsewhere.
  it('names pictures that lie beside it', async () => {
    const store = folders.open();
    await storedExample(store);
    const asked = request(store, 'md');
    await exportFile(asked);
    const markdown = fs.readFileSync(asked.file, 'utf8');
    const named = [...markdown.matchAll(/!\[[^\]]*\]\(<([^>]+)>\)/g)].map(([, name]) => name ?? '');
    expect(named).toEqual(['out.files/0001.png', 'out.files/0002.png']);
    for (const name of named) {
      const file = path.join(path.dirname(asked.file), name);
      expect(fs.readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
    }
    const html = micromark(markdown, { allowDangerousHtml: true });
    expect(html).toContain('<h1>A green hat</h1>');
    expect(html).toContain('<p>Here is <strong>an image</strong>:</p>');
    expect(html).toContain('1 message of other branches not shown.');
  });

  it('is inert whatever it says', async () => {
    const store = folders.open();
    holdHostile(store);
    const html = micromark(await exported(store, 'md'), { allowDangerousHtml: true });
    expect(html).not.toMatch(/<script|<img/);
  });
});

describe('JSON lines', () => {
  const lineSchema = z.looseObject({
    role: z.enum(['system', 'user', 'assistant']),
    content: z.array(
      z.union([
        z.strictObject({ type: z.literal('text'), text: z.string() }),
        z.strictObject({
          type: z.literal('image_url'),
          image_url: z.strictObject({ url: z.string().startsWith('data:image/png;base64,') }),
        }),
      ]),
    ),
  });

  // Fault: lines that other tools cannot read, or that mix branches into one talk.
  it('say each message of the branch once, in the common form', async () => {
    const store = folders.open();
    await storedExample(store);
    const lines = (await exported(store, 'jsonl')).trimEnd().split('\n');
    const messages = lines.map((line) => lineSchema.parse(JSON.parse(line)));
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
    expect(messages[2]?.content.map(({ type }) => type)).toEqual(['text', 'image_url']);
  });
});

describe.each(['html', 'md', 'jsonl'] as const)('photographs in %s', (format) => {
  // Fault: the place of a photograph in a file that is handed around.
  it('do not tell their place unless asked', async () => {
    const store = folders.open();
    const image = await store.images.saveImage(await photograph('jpeg'), 'image/jpeg');
    const { id } = store.conversations.create();
    const picture = {
      type: 'image',
      image,
      width: 8,
      height: 12,
      mediaType: 'image/jpeg',
      rendering: null,
    } as const;
    const leaf = store.messages.add({
      conversationId: id,
      parentId: null,
      role: 'user',
      parts: [picture],
    });
    store.conversations.setLeaf(id, leaf);
    const all = async (options: Partial<ExportOptions>): Promise<string> => {
      const asked = request(store, format, options);
      await exportFile(asked);
      const folder = path.dirname(asked.file);
      const files = fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile());
      const texts = files.map((entry) =>
        fs.readFileSync(path.join(entry.parentPath, entry.name), 'latin1'),
      );
      const inside = texts.join('\n').matchAll(/base64,([A-Za-z0-9+/=]+)/g);
      return (
        texts.join('\n') +
        [...inside].map(([, code]) => Buffer.from(code ?? '', 'base64').toString('latin1')).join('')
      );
    };
    expect(await all({})).not.toContain(PLACE);
    expect(await all({ metadata: 'withoutPlace' })).not.toContain(PLACE);
    expect(await all({ metadata: 'all' })).toContain(PLACE);
  });
});

describe('an export for people that cannot end', () => {
  // Fault: half a page, or a folder of pictures without its page.
  it.each(['html', 'md', 'jsonl', 'pdf'] as const)('leaves nothing: %s', async (format) => {
    const store = folders.open();
    await storedExample(store);
    const stop = new AbortController();
    const asked = {
      ...request(store, format),
      task: { signal: stop.signal, progress: () => stop.abort() },
    };
    await expect(exportFile(asked)).rejects.toThrow(/stopped/);
    expect(fs.readdirSync(path.dirname(asked.file))).toEqual([]);
  });

  it('says so when the printer fails, and leaves nothing', async () => {
    const store = folders.open();
    await storedExample(store);
    const asked = request(store, 'pdf');
    await expect(exportFile(asked)).rejects.toThrow(/Nothing is printed here/);
    expect(fs.readdirSync(path.dirname(asked.file))).toEqual([]);
  });
});
