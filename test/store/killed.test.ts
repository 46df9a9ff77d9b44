import Database from 'better-sqlite3';
import path from 'node:path';
import readline from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { interrupted } from '../../electron/store/messages';
import { DATABASE } from '../../electron/store/open';
import { dataFolders } from './folder';
import { builtWriter, startWriter } from './killed/started';

const folders = dataFolders();
let program: string;

interface Acknowledged {
  readonly answer: string;
  readonly text: string;
  readonly image?: string;
}

/** Runs the writer and kills it without warning after a number of lines; returns what it said. */
async function killedAfter(folder: string, lines: number): Promise<Acknowledged[]> {
  const child = startWriter(program, folder);
  const said: Acknowledged[] = [];
  for await (const line of readline.createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line) as Acknowledged);
    if (said.length === lines) child.kill('SIGKILL');
  }
  return said;
}

beforeAll(async () => {
  program = await builtWriter('writer');
});

describe('kill -9 while an answer is written', () => {
  // Fault: an acknowledged word or picture that is gone, a torn database, an answer that seems to run on.
  it('keeps all that was acknowledged, 20 times', async () => {
    const folder = folders.make();
    for (let round = 0; round < 20; round += 1) {
      const lines = 1 + ((round * 37) % 61);
      const said = await killedAfter(folder, lines);
      expect(said.length).toBeGreaterThanOrEqual(lines);
      const database = new Database(path.join(folder, DATABASE));
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
      const store = folders.open(folder);
      const last = said.at(-1);
      for (const { answer, text, image } of said) {
        const message = store.messages.get(answer);
        const words = message.parts[0]?.type === 'text' ? message.parts[0].text : '';
        expect(words.startsWith(text)).toBe(true);
        expect(message.finish).not.toBe('running');
        if (message.finish === 'error') expect(message.error).toBe(interrupted());
        if (image) await expect(store.images.readImage(image)).resolves.toHaveLength(50_000);
      }
      const finishes = new Set(said.map(({ answer }) => store.messages.get(answer).finish));
      expect(finishes.has('error') || last?.image !== undefined).toBe(true);
      store.close();
    }
  }, 120_000);
});
