import { describe, expect, it, vi } from 'vitest';
import { promptOf } from '../../electron/chat/prompt';
import { promptBranch } from '../../electron/chat/promptBranch';
import { LocalRuntime } from '../../electron/runtime/local';
import type { Turn } from '../../electron/runtime/types';
import { greedy } from '../runtime/requests';
import { DRAW, studios, type Studio } from './fixture';
import type { Part } from '../../shared/message';

const rooms = studios();
const ROUNDS = 1500;

/** Adds a message below another one and returns its id. */
const add = (studio: Studio, parentId: string | null, role: 'user' | 'assistant', parts: Part[]) =>
  studio.store.messages.add({ conversationId: studio.conversationId, parentId, role, parts });

const words = (text: string): Part[] => (text === '' ? [] : [{ type: 'text', text }]);

describe('a question at the end of a long conversation', () => {
  // Would catch: a question that reads the whole conversation, and hands every picture of it over.
  it('reads and hands over what the context holds, and says how much it left out', async () => {
    const studio = rooms.open();
    const { store, conversationId, runtime } = studio;
    const drawn = await studio.ask(DRAW);
    const picture = drawn.parts.find(({ type }) => type === 'image');
    if (!picture) throw new Error('Nothing was drawn.');
    store.transaction(() => {
      let leaf: string | null = drawn.id;
      for (let round = 0; round < ROUNDS; round += 1) {
        leaf = add(studio, leaf, 'user', words(`Question ${round}: show me another one`));
        leaf = add(studio, leaf, 'assistant', [...words('Here it is: '), picture]);
      }
      store.conversations.setLeaf(conversationId, leaf);
    });
    const answer = vi.spyOn(runtime, 'answer');
    const tokens = vi.spyOn(store.images, 'readTokens');
    const branch = vi.spyOn(store.messages, 'branch');
    const asked = await studio.ask('And now?');
    const [request] = answer.mock.calls.at(-1) ?? [];
    expect(request?.turns.at(-1)?.parts).toEqual(words('And now?'));
    expect(request?.turns.length).toBeLessThan(100);
    expect(tokens.mock.calls.length).toBeLessThan(50);
    expect(branch).not.toHaveBeenCalled();
    const [context] = studio.of(asked.id).filter((event) => event.type === 'context');
    const seen = asked.details?.context;
    expect(seen?.droppedTurns).toBeGreaterThan(2 * ROUNDS - 100);
    expect(context).toMatchObject({ droppedTurns: seen?.droppedTurns });
    // Nor is the whole list of conversations handed over, at the begin and at the end.
    const kinds = studio.events.map(({ type }) => type);
    expect(kinds).not.toContain('conversations');
    expect(kinds.filter((type) => type === 'conversation').length).toBeGreaterThanOrEqual(2);
  });

  // Would catch: words that fit into the context and are left out, a round begun in its middle, a
  // question cut from the one that it belongs to.
  it('has the same prompt as if all of the conversation had been read', async () => {
    const studio = rooms.open();
    const { store } = studio;
    const runtime = new LocalRuntime();
    const options = { folder: studio.packages.folderOf('embedded'), provider: 'cpu', threads: 1 };
    const { manifest, hash } = await runtime.load({ ...options, provider: 'cpu' });
    let seed = 7;
    const below = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
    const prompt = async (turns: Turn[]) => {
      const { tokens, context } = await runtime.answer(
        greedy(turns, { maxTokens: 1 }),
        () => undefined,
      );
      return { prompt: tokens.prompt, dropped: context.droppedTurns, turns: turns.length };
    };
    let cut = 0;
    for (let round = 0; round < 25; round += 1) {
      let leaf: string | null = null;
      const length = 1 + below(200);
      store.transaction(() => {
        for (let place = 0; place < length; place += 1) {
          const said = 'word '.repeat(below(round < 5 ? 2 : 12)).trim();
          leaf = add(studio, leaf, 'user', words(`${place} ${said}`));
          leaf = add(studio, leaf, 'assistant', words(below(3) === 0 ? '' : said));
        }
        leaf = add(studio, leaf, 'user', words('And now?'));
      });
      const id = leaf ?? '';
      const whole = store.messages.branch(id);
      const { messages, above } = promptBranch(
        manifest,
        (least) => store.messages.branchEnd(id, { least }),
        () => store.messages.depth(id),
      );
      expect(messages).toEqual(whole.slice(above));
      if (above > 0) cut += 1;
      const context = { images: store.images, package: hash };
      const all = await prompt(await promptOf(context, 'Be kind.', whole));
      const read = await prompt(await promptOf(context, 'Be kind.', messages));
      expect(read.prompt).toBe(all.prompt);
      expect(read.turns - read.dropped).toBe(all.turns - all.dropped);
    }
    expect(cut).toBeGreaterThan(3);
    await runtime.close();
  });
});
