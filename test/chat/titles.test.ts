import { describe, expect, it } from 'vitest';
import { titleIn } from '../../electron/chat/titles';
import { LocalRuntime } from '../../electron/runtime/local';
import type { Runtime } from '../../electron/runtime/types';
import { DRAW, studios } from './fixture';

const rooms = studios();

/** The real runtime, but for titles: the tiny package has no words for them. */
class Namer extends LocalRuntime {
  /** Called when a title is asked for; the title is said once it resolves. */
  asked: (signal: AbortSignal | undefined) => Promise<void> = () => Promise.resolve();

  override async answer(...given: Parameters<Runtime['answer']>): ReturnType<Runtime['answer']> {
    const [{ turns }, onEvent, signal] = given;
    const [part] = turns.at(-1)?.parts ?? [];
    if (part?.type !== 'text' || !part.text.startsWith('Write a title'))
      return super.answer(...given);
    await this.asked(signal);
    onEvent({ type: 'text', text: 'Title: "A red umbrella."\nIt rains.' });
    return {
      finish: 'stop',
      tokens: { prompt: 1, text: 1, visual: 0 },
      timings: { prefill: 0, perToken: 0, visualizer: 0, total: 0 },
      context: { used: 2, length: 100, droppedTurns: 0 },
    };
  }
}

describe('titles by the model', () => {
  // Fault: a title that never comes, or one of the person that the model writes over.
  it('come after the first answer, and leave the words of the person alone', async () => {
    const runtime = new Namer();
    const studio = rooms.open({ runtime });
    const { store, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), titles: true });
    await studio.ask(DRAW);
    await studio.titler.settled();
    expect(store.conversations.get(conversationId).title).toBe('A red umbrella');
    store.conversations.rename(conversationId, 'Mine');
    await studio.ask(DRAW, { parentId: null });
    await studio.titler.settled();
    expect(store.conversations.get(conversationId).title).toBe('Mine');
  });

  // Fault: a person who waits for an answer until a title has been found.
  it('give way to the next question', async () => {
    const runtime = new Namer();
    const studio = rooms.open({ runtime });
    studio.store.settings.set({ ...studio.store.settings.get(), titles: true });
    const begun = new Promise<void>((resolve) => {
      runtime.asked = (signal) => {
        resolve();
        return new Promise((done) => signal?.addEventListener('abort', () => done()));
      };
    });
    await studio.ask(DRAW);
    await begun;
    await studio.ask('And now?');
    await studio.titler.settled();
    expect(studio.store.conversations.get(studio.conversationId).title).toBe(DRAW);
  });

  // Fault: prose, ornaments or words from nowhere in the list of conversations.
  it.each([
    ['"Red Umbrella"', 'Draw a red umbrella', 'Red Umbrella'],
    ['Title: **Umbrellas in rain**', 'An umbrella please', 'Umbrellas in rain'],
    ['Here is an image based on your request:', 'Draw a cat', undefined],
    ['A cat and a dog and a bird that all sit on one very long umbrella', 'Draw a cat', undefined],
    ['What would happen to the mark? 100', 'Predict the next frame.', undefined],
    ['', 'Draw a cat', undefined],
  ])('are taken from what was said only where they fit: %s', (said, asked, title) => {
    expect(titleIn(said, asked)).toBe(title);
  });
});
