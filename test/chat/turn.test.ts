import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../electron/store/settings';
import { DRAW, packageFolder, studios, wordsOf } from './fixture';
import { messageSchema } from '../../shared/message';

const rooms = studios();
const isShown = ({ type }: { readonly type: string }): boolean =>
  type === 'text' || type === 'image';

describe('one turn', () => {
  // Fault: events out of order or lost, so that the window shows another answer than the store has.
  it('tells numbered events without a gap that add up to what is kept', async () => {
    const studio = rooms.open();
    const answer = await studio.ask(DRAW);
    const events = studio.of(answer.id);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index));
    expect(events[0]?.type).toBe('started');
    expect(events.at(-1)?.type).toBe('done');
    expect(events.filter(({ type }) => type === 'context')).toHaveLength(1);
    const shown = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    expect(shown).toBe(wordsOf(answer));
    expect(events.at(-1)).toMatchObject({ message: answer });
    expect(messageSchema.parse(answer).finish).toMatch(/stop|length/);
    expect(answer.details?.tokens.text).toBeGreaterThan(0);
    expect(studio.reported).toEqual([]);
  });

  // Fault: words or pictures on the screen that a crash would take away, since they were shown first.
  it('keeps everything before it is shown', async () => {
    const studio = rooms.open();
    const shown = new Map<number, string>();
    // Compared afterwards: what is thrown in here would be an error of the answer, and pass.
    const pairs: { kept: unknown; seen: unknown }[] = [];
    studio.heard = (event) => {
      if (event.type !== 'text' && event.type !== 'image') return;
      const message = studio.store.messages.find(event.messageId);
      const kept = structuredClone(message?.parts[event.part]);
      if (event.type === 'image') pairs.push({ kept, seen: event.image });
      else {
        const text = (shown.get(event.part) ?? '') + event.text;
        shown.set(event.part, text);
        pairs.push({ kept, seen: { type: 'text', text } });
      }
    };
    const answer = await studio.ask(DRAW);
    expect(answer.finish).toMatch(/^(stop|length)$/);
    expect(pairs.map(({ kept }) => kept)).toEqual(pairs.map(({ seen }) => seen));
    expect(pairs.length).toBe(studio.of(answer.id).filter(isShown).length);
    expect(pairs.length).toBeGreaterThan(3);
  });

  // Fault: a picture without the history it can be drawn again from.
  it('keeps a picture with its tokens, settings and lineage', async () => {
    const studio = rooms.open();
    const { store } = studio;
    const taken = await store.images.saveImage(await redSquare(), 'image/png');
    const picture = { image: taken, width: 8, height: 8, mediaType: 'image/png', note: '' };
    const answer = await studio.ask(DRAW, { images: [picture] });
    const drawn = answer.parts.find((part) => part.type === 'image');
    if (!drawn) throw new Error('The tiny package drew nothing.');
    const { rendering, image } = drawn;
    const status = studio.packageLoader.status;
    if (status.state !== 'ready') throw new Error('No package is loaded.');
    expect(rendering).toMatchObject({
      seed: 5,
      package: status.hash,
      packageName: status.manifest.name,
      parents: [taken],
      instruction: DRAW,
    });
    const { visualTokens, featureWidth } = status.manifest.visionEncoder;
    const tokens = await store.images.readTokens(rendering?.tokens ?? '');
    expect(tokens).toHaveLength(visualTokens * featureWidth);
    expect(drawn.width).toBe(status.manifest.picture.outputSize);
    expect((await store.images.readImage(image ?? '')).subarray(1, 4).toString()).toBe('PNG');
    const question = store.messages.get(answer.parentId ?? '');
    expect(question.parts).toEqual([
      { type: 'image', image: taken, width: 8, height: 8, mediaType: 'image/png', rendering: null },
      { type: 'text', text: DRAW },
    ]);
  });

  // Fault: Stop that loses what was written, or leaves the program unable to answer.
  it('keeps what was written when it is stopped, and goes on', async () => {
    const studio = rooms.open();
    studio.heard = ({ type }) => {
      if (type === 'text') studio.chat.stop(studio.conversationId);
    };
    const answer = await studio.ask(DRAW);
    expect(answer).toMatchObject({ finish: 'cancelled', error: null });
    expect(wordsOf(answer)).not.toBe('');
    expect(studio.store.messages.get(answer.id)).toEqual(answer);
    studio.heard = () => undefined;
    expect((await studio.ask('And now?')).finish).toMatch(/stop|length/);
  });

  // Fault: a question that is lost, or an answer that hangs, when the package is bad.
  it('ends with a sentence when the package cannot be loaded, and works once it can', async () => {
    const studio = rooms.open({ package: '/nowhere/at/all' });
    const failed = await studio.ask('Hello');
    expect(failed).toMatchObject({ finish: 'error', details: null });
    expect(failed.error).toMatch(/package/i);
    expect(studio.packageLoader.status).toMatchObject({ state: 'failed', error: failed.error });
    studio.store.settings.set({
      ...studio.store.settings.get(),
      packageFolder: packageFolder('embedded-like'),
    });
    studio.chat.settingsChanged();
    expect((await studio.ask('Hello')).finish).toMatch(/stop|length/);
    expect(studio.reported).toEqual([]);
  });

  // Fault: "fresh seed" that is always the same, or a set seed that is not used.
  it('draws a fresh seed unless one is set', async () => {
    const studio = rooms.open();
    const { settings } = studio.store;
    const seeds = new Set<number>();
    settings.set({ ...DEFAULT_SETTINGS, provider: 'cpu', threads: 1, maxTokens: 2 });
    for (let turn = 0; turn < 3; turn += 1) seeds.add((await studio.ask('Hi')).details?.seed ?? -1);
    expect(seeds.size).toBe(3);
    settings.set({ ...settings.get(), seed: 77, temperature: 1, maxTokens: 12 });
    const first = await studio.ask('Hi', { parentId: null });
    const second = await studio.ask('Hi', { parentId: null });
    expect(first.details?.seed).toBe(77);
    expect(wordsOf(second)).toBe(wordsOf(first));
  });

  // Fault: an empty question that costs an answer, or one that leaves half of itself behind.
  it('refuses a question of nothing, and one whose place or picture is gone', () => {
    const studio = rooms.open();
    const missing = '00000000-0000-4000-8000-00000000dead';
    expect(() => studio.send(' \n ')).toThrow(/Write a question/);
    expect(() => studio.send('Hi', { parentId: missing })).toThrow(/gone/);
    const image = { image: 'e'.repeat(64), width: 1, height: 1, mediaType: 'image/png', note: '' };
    expect(() => studio.send('Hi', { images: [image] })).toThrow(/not kept/);
    expect(studio.store.messages.isLeaf(studio.conversationId, null)).toBe(true);
    expect(studio.chat.busy).toBe(false);
  });

  it('names a conversation by the first words of its first question', async () => {
    const studio = rooms.open();
    studio.store.settings.set({ ...studio.store.settings.get(), maxTokens: 1 });
    await studio.ask(`  Draw \n a ${'very '.repeat(20)}green hat`);
    const { title } = studio.store.conversations.get(studio.conversationId);
    expect(title).toBe('Draw a very very very very very very very very very very…');
    await studio.ask('Another');
    expect(studio.store.conversations.get(studio.conversationId).title).toBe(title);
  });
});

async function redSquare(): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
}
