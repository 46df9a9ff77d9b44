import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolders } from '../store/folder';
import { png } from './fixtures';
import { json, opened, write } from './opened';

const folders = dataFolders();
const message = (id: string, parentId: string | null, role: string, content: unknown) => ({
  id,
  parentId,
  role,
  content,
  timestamp: 1_700_000_000,
});
const inFile = (chat: object): string =>
  write(
    path.join(folders.make(), 'chat-export.json'),
    json([{ id: 'c', title: 'Chat', created_at: 1_700_000_000, chat }]),
  );
const tree = (messages: Readonly<Record<string, unknown>>, currentId: string): string =>
  inFile({ history: { messages, currentId } });

describe('what stands in an export of Open WebUI beside words', () => {
  // Fault: reasoning and calls of tools are shown as raw HTML.
  it('leaves reasoning and calls of tools out, not code that looks like them', async () => {
    const block = (type: string, inner: string) =>
      `<details type="${type}" done="true">\n<summary>S</summary>\n${inner}\n</details>\n`;
    const code = `\`\`\`html\n${block('reasoning', 'shown')}\`\`\``;
    const answer = `${block('reasoning', `&gt; a\n${block('x', 'within')}`)}\nLisbon.\n\n${block('tool_calls', '')}\n${code}`;
    const file = tree(
      {
        q: message('q', null, 'user', block('reasoning', 'typed')),
        a: message('a', 'q', 'assistant', answer),
        b: message('b', 'a', 'assistant', '<details type="reasoning">\nno end'),
      },
      'b',
    );
    expect(await opened(file)).toMatchObject({
      said: [
        [
          ['user', block('reasoning', 'typed')],
          ['assistant', `Lisbon.\n\n\n\n${code}`],
          ['assistant*', '<details type="reasoning">\nno end'],
        ],
      ],
      notes: [expect.stringMatching(/Reasoning .*: 2\./)],
    });
  });

  // Fault: one odd message costs all the others.
  it('leaves out odd messages, and says how many', async () => {
    const file = tree(
      {
        a: message('a', null, 'user', 'One?'),
        b: { id: 'b', parentId: 'a', content: 'nobody' },
        c: { ...message('c', 'b', 'assistant', 'First.'), timestamp: '2025-01-02T03:04:05Z' },
        d: null,
      },
      'd',
    );
    expect(await opened(file)).toMatchObject({
      said: [
        [
          ['user', 'One?'],
          ['assistant*', 'First.'],
        ],
      ],
      notes: [expect.stringMatching(/left out: 2/)],
    });
  });

  // Fault: contents in parts, chats as lists and answers joined of several models come empty or not.
  it('takes contents in parts, lists and joined answers', async () => {
    const url = `data:image/png;base64,${Buffer.from(png(1)).toString('base64')}`;
    const content = [{ type: 'text', text: 'What?' }, { type: 'image_url', image_url: { url } }, 5];
    const merged = {
      ...message('b', 'a', 'assistant', 'Huge.'),
      merged: { content: 'All: huge.' },
    };
    const parts = tree({ a: message('a', null, 'user', content), b: merged }, 'b');
    expect((await opened(parts)).said).toEqual([
      [
        ['user', 'What?', 'image'],
        ['assistant*', 'Huge.'],
        ['assistant', 'All: huge.'],
      ],
    ]);
    const list = inFile({
      history: { messages: {}, currentId: null },
      messages: [message('a', null, 'user', 'Hi'), message('b', 'a', 'assistant', 'Hello')],
    });
    expect((await opened(list)).said).toEqual([
      [
        ['user', 'Hi'],
        ['assistant*', 'Hello'],
      ],
    ]);
  });
});
