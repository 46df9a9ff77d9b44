import { describe, expect, it } from 'vitest';
import { DRAW, studios, wordsOf } from './fixture';

const rooms = studios();

describe('a disk that fills while an answer is written', () => {
  // Fault: words that were on the screen and are lost, because the store could not take the rest.
  it('ends the answer with a sentence and writes it whole once there is room', async () => {
    const studio = rooms.open();
    const { store, chat } = studio;
    await studio.packageLoader.ready();
    const pages = store.database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    let shown = '';
    studio.heard = (event) => {
      if (event.type !== 'text') return;
      shown += event.text;
      // From the first words on, the database may not grow, and this leaves no room within it.
      store.database.script(`PRAGMA max_page_count = ${pages}`);
      fill(store);
    };
    const answer = await studio.ask(DRAW);
    studio.heard = () => undefined;
    expect(answer.finish).toBe('error');
    expect(answer.error).toContain('disk is full');
    expect(wordsOf(answer)).toBe(shown);
    expect(studio.of(answer.id).at(-1)).toMatchObject({ type: 'error', message: answer });
    store.database.script('PRAGMA max_page_count = 1073741823');
    expect(chat.message(answer.id)).toEqual(answer);
    expect(store.messages.get(answer.id)).toEqual(answer);
    expect((await studio.ask('And now?')).finish).toMatch(/stop|length/);
  });
});

/** Uses up what room the database has, in ever smaller pieces. */
function fill(store: ReturnType<typeof rooms.open>['store']): void {
  store.database.script('CREATE TABLE IF NOT EXISTS filler (bytes TEXT) STRICT');
  for (let size = 1 << 16; size >= 16; size >>= 1) {
    for (;;) {
      try {
        store.database.run('INSERT INTO filler VALUES (?)', 'x'.repeat(size));
      } catch {
        break;
      }
    }
  }
}
