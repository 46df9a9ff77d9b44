/** Writes an answer without end and says what is kept; its parent kills it. Argument: data folder. */
import fs from 'node:fs';
import { openStore } from '../../../electron/store/open';

const store = openStore({ folder: process.argv[2] ?? '' });
const say = (line: unknown): void => void fs.writeSync(1, `${JSON.stringify(line)}\n`);
const { id: conversationId } = store.conversations.create();

for (let turn = 0; ; turn += 1) {
  const question = store.messages.add({
    conversationId,
    parentId: store.conversations.get(conversationId).leafId,
    role: 'user',
    parts: [{ type: 'text', text: `question ${turn}` }],
  });
  const answer = store.messages.add({
    conversationId,
    parentId: question,
    role: 'assistant',
    parts: [],
  });
  store.conversations.setLeaf(conversationId, answer);
  say({ answer, text: '' });
  store.messages.addPart(answer, 0, { type: 'text', text: '' });
  let text = '';
  for (let word = 0; word < 12; word += 1) {
    store.messages.appendText(answer, 0, ` word${word}`);
    text += ` word${word}`;
    say({ answer, text });
  }
  const bytes = Buffer.alloc(50_000, `${turn} picture`);
  const image = await store.images.saveImage(bytes, 'image/png');
  store.messages.addPart(answer, 1, {
    type: 'image',
    image,
    width: 1,
    height: 1,
    mediaType: 'image/png',
    rendering: null,
  });
  say({ answer, text, image });
  store.messages.finish(answer, 'stop', null, null);
}
