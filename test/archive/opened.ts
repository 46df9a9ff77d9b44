import fs from 'node:fs';
import path from 'node:path';
import { openSource } from '../../electron/archive/openSource';
import { inspectPicture } from '../../electron/images/inspect';

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** What a file would bring: messages in their order, the one shown last with a star, and the notes. */
export async function opened(file: string) {
  const source = await openSource(file, { inspect: inspectPicture });
  try {
    return {
      kind: source.kind,
      notes: source.notes,
      said: source.conversations.map(({ leafId, messages }) =>
        messages.map(({ id, role, parts }) => [
          `${role}${id === leafId ? '*' : ''}`,
          ...parts.map((part) => (part.type === 'text' ? part.text : part.type)),
        ]),
      ),
    };
  } finally {
    source.close();
  }
}

/** Writes a file with the folders that it lies in. */
export function write(file: string, bytes: string | Uint8Array): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
}

/** Nodes of a tree of ChatGPT, each below the one before it. */
export const chain = (...messages: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    messages.map((message, index) => [
      `n${index}`,
      { id: `n${index}`, parent: index === 0 ? null : `n${index - 1}`, children: [], message },
    ]),
  );

/** A message of ChatGPT. */
export const said = (role: string, parts: readonly unknown[], more: object = {}): object => ({
  author: { role },
  create_time: 1_700_000_000,
  content: { content_type: 'text', parts },
  metadata: {},
  recipient: 'all',
  ...more,
});

/** A conversation of ChatGPT. */
export const talk = (mapping: Record<string, unknown>, more: object = {}): object => ({
  title: 'Talk',
  conversation_id: 'c1',
  create_time: 1_700_000_000,
  mapping,
  current_node: Object.keys(mapping).at(-1),
  ...more,
});
