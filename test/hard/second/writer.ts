/**
 * Keeps turns without end, as a command beside the window does, and says `kept` for each that is kept;
 * ends with `refused` and the sentence when one is refused. It begins at a line of its standard input,
 * and ends with it. Arguments: the folder that is looked into first; the version of an older program
 * that writes by its own statements, where it is one.
 */
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as others } from 'node:timers/promises';
import { dataFolder } from '../../../electron/cli/archive/data';
import { failureOf } from '../../../electron/cli/error';
import { DATABASE, openStore } from '../../../electron/store/open';

const [home = '', older] = process.argv.slice(2);
const say = (line: unknown): void => void fs.writeSync(1, `${JSON.stringify(line)}\n`);

/** Keeps turns as the store does; the function keeps one and returns the id of its answer. */
function turnsOfNow(): (turn: number) => string {
  const store = openStore({ folder: dataFolder(home), beside: true });
  const { id: conversationId } = store.conversations.create();
  return (turn) => {
    const { conversations, messages } = store;
    const answer = store.transaction(() => {
      const question = messages.add({
        conversationId,
        parentId: conversations.get(conversationId).leafId,
        role: 'user',
        parts: [{ type: 'text', text: `question ${turn}` }],
      });
      return messages.add({ conversationId, parentId: question, role: 'assistant', parts: [] });
    });
    conversations.setLeaf(conversationId, answer);
    messages.addPart(answer, 0, { type: 'text', text: '' });
    for (const word of ['answer', ' ', String(turn)]) messages.appendText(answer, 0, word);
    messages.finish(answer, 'stop', null, null);
    return answer;
  };
}

/** The same by statements that every version of the schema takes. */
function turnsOfOlder(): (turn: number) => string {
  const database = new Database(path.join(home, DATABASE), { timeout: 5000 });
  database.pragma('foreign_keys = ON');
  const conversation = randomUUID();
  database
    .prepare('INSERT INTO conversation (id, title, created_at, updated_at) VALUES (?, ?, 1, 1)')
    .run(conversation, 'Older');
  const message = database.prepare(
    `INSERT INTO message (id, conversation_id, role, created_at) VALUES (?, ?, 'user', ?)`,
  );
  const part = database.prepare(
    `INSERT INTO part (message_id, position, kind, text) VALUES (?, 0, 'text', ?)`,
  );
  const keep = database.transaction((turn: number) => {
    const id = randomUUID();
    message.run(id, conversation, turn);
    part.run(id, `answer ${turn}`);
    return id;
  });
  return (turn) => keep.immediate(turn);
}

say({ ready: true });
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.once('end', () => process.exit(0)).resume();
try {
  const keep = older === undefined ? turnsOfNow() : turnsOfOlder();
  for (let turn = 0; ; turn += 1) {
    say({ kept: keep(turn), text: `answer ${turn}` });
    // The end of the standard input is heard between two turns.
    await others();
  }
} catch (error) {
  say({ refused: failureOf(error).sentence });
  process.exit(0);
}
