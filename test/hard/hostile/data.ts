/** A data folder in which every place where a person's or a model's words stand holds hostile ones. */
import { randomUUID } from 'node:crypto';
import { insertWhole } from '../../../electron/store/wholeConversation';
import { openStore, type Store } from '../../../electron/store/open';
import { png } from '../../archive/fixtures';
import { markOf, type Hostile } from './strings';
import type { ArchivedMessage, ArchivedConversation } from '../../../shared/archive/schema';
import type { Part } from '../../../shared/message';

/** Titles of the conversation of all strings, and of the one that has each as a branch. */
export const LONG = 'All of them';
export const BRANCHED = 'One question';

const PACKAGE = 'a'.repeat(64);
const DETAILS = {
  package: PACKAGE,
  temperature: 0,
  seed: 1,
  guidance: 1,
  steps: 1,
  variation: 0,
  tokens: { prompt: 1, text: 1, visual: 1 },
  timings: { load: 1, prefill: 1, perToken: 1, visualizer: 1, total: 1 },
  context: { used: 1, length: 10, droppedTurns: 0 },
};

const marked = ({ text, number }: Hostile): string => `${text}\n\n${markOf(number)}`;
/** On one line, as names are. */
const named = ({ text, number }: Hostile): string => `${text} ${markOf(number)}`;

function message(
  parentId: string | null,
  role: ArchivedMessage['role'],
  parts: readonly Part[],
  rest: Partial<ArchivedMessage> = {},
): ArchivedMessage {
  return {
    id: randomUUID(),
    parentId,
    role,
    createdAt: 1,
    shown: 1,
    finish: role === 'user' ? null : 'stop',
    error: null,
    details: null,
    name: '',
    parts: [...parts],
    ...rest,
  };
}

function conversation(
  messages: readonly ArchivedMessage[],
  rest: Partial<ArchivedConversation>,
): ArchivedConversation {
  return {
    id: randomUUID(),
    title: '',
    pinned: false,
    archived: false,
    folder: '',
    tags: [],
    systemPrompt: '',
    leafId: messages.at(-1)?.id ?? null,
    createdAt: 1,
    updatedAt: 1,
    messages: [...messages],
    ...rest,
  };
}

/** An answer whose words, picture, error, name and details say the string. */
async function answer(
  store: Store,
  parentId: string,
  hostile: Hostile,
  tokens: string,
): Promise<ArchivedMessage> {
  const { number } = hostile;
  const image = await store.images.saveImage(png(number), 'image/png');
  const said = named(hostile);
  return message(
    parentId,
    'assistant',
    [
      { type: 'text', text: marked(hostile) },
      {
        type: 'image',
        image,
        width: 8,
        height: 8,
        mediaType: 'image/png',
        rendering: {
          tokens,
          seed: 1,
          guidance: 1,
          steps: 1,
          variation: 0,
          package: PACKAGE,
          packageName: said,
          parents: [],
          instruction: said,
        },
      },
    ],
    {
      name: said.slice(0, 200),
      finish: 'error',
      error: said,
      details: { ...DETAILS, packageName: said, provider: said, providerReason: said },
    },
  );
}

/** Writes a data folder full of the strings; the program may be started on it. */
export async function writeHostile(folder: string, strings: readonly Hostile[]): Promise<void> {
  const store = openStore({ folder });
  try {
    const tokens = await store.images.saveTokens(new Float32Array([0.5, -0.5]));
    const long: ArchivedMessage[] = [];
    for (const hostile of strings) {
      const parts: Part[] = [{ type: 'text', text: marked(hostile) }];
      const question = message(long.at(-1)?.id ?? null, 'user', parts);
      long.push(question, await answer(store, question.id, hostile, tokens));
    }
    const root = message(null, 'user', [{ type: 'text', text: 'Which?' }]);
    const branches = strings.map((hostile) =>
      message(root.id, 'assistant', [{ type: 'text', text: marked(hostile) }], {
        name: named(hostile).slice(0, 200),
      }),
    );
    const systemPrompt = strings.map(named).join('\n').slice(0, 20_000);
    store.transaction(() => {
      const put = (one: ArchivedConversation): void => insertWhole(store.database, one);
      for (const hostile of strings) {
        const said = named(hostile);
        put(conversation([], { title: said, folder: said, tags: [said.slice(-100).trim()] }));
        store.prompts.save({ id: null, title: said, text: said });
        const removed = conversation([], { title: said });
        put(removed);
        store.conversations.delete(removed.id);
      }
      put(conversation([root, ...branches], { title: BRANCHED, pinned: true, updatedAt: 2 }));
      put(conversation(long, { title: LONG, pinned: true, systemPrompt, updatedAt: 3 }));
    });
    store.settings.set({ ...store.settings.get(), welcomed: true, titles: false });
  } finally {
    store.close();
  }
}
