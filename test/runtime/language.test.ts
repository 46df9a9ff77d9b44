import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLanguageModel, type Heads } from '../../electron/runtime/generation/languageModel';
import { openPackage, type OpenedPackage } from '../../electron/runtime/package';
import type { Token } from '../../electron/runtime/generation/sequence';
import {
  allSessions,
  closeSessions,
  openSessions,
  type Sessions,
} from '../../electron/runtime/sessions';
import { greatestDifference, readReference, TINY, tinyFolder } from './reference';

const CLOSE = 1e-4;

describe.each(TINY)('the language model of %s', (name) => {
  const { reference, value } = readReference(name);
  let opened: OpenedPackage;
  let sessions: Sessions;
  let tokens: Token[];

  beforeAll(async () => {
    opened = await openPackage(tinyFolder(name));
    sessions = await openSessions(opened, { provider: 'cpu', threads: 1 });
    const width = opened.manifest.visionEncoder.featureWidth;
    const visual = value('sequence.visual');
    tokens = reference.sequence.ids.map((id, place): Token => {
      const index = reference.sequence.index[place] ?? -1;
      const vector = visual.slice(place * width, (place + 1) * width);
      return index < 0 ? { kind: 'text', id } : { kind: 'visual', place: index, vector };
    });
  });
  afterAll(() => closeSessions(allSessions(sessions)));

  async function expectHeads(heads: Heads | undefined, position: number): Promise<void> {
    const { vocabulary } = opened.manifest.languageModel;
    const { featureWidth } = opened.manifest.visionEncoder;
    const row = reference.sequence.positions.indexOf(position);
    const logits = value('sequence.logits').slice(row * vocabulary, (row + 1) * vocabulary);
    const visual = value('sequence.predicted').slice(row * featureWidth, (row + 1) * featureWidth);
    expect(greatestDifference((await heads?.logits()) ?? [], logits)).toBeLessThan(CLOSE);
    expect(greatestDifference((await heads?.visual()) ?? [], visual)).toBeLessThan(CLOSE);
  }

  // Catches wrong positions, masks and rows of the cache that lie elsewhere than the graph reads.
  it('says what the reference says, for every way of cutting the prompt into two', async () => {
    const last = tokens.length - 1;
    for (let cut = 1; cut < last; cut += 1) {
      const model = openLanguageModel(sessions, opened.manifest);
      const before = await model.step(tokens.slice(0, cut));
      if (reference.sequence.positions.includes(cut - 1)) await expectHeads(before, cut - 1);
      await expectHeads(await model.step(tokens.slice(cut)), last);
    }
  });

  // Catches a chunk that loses or repeats a position, with chunks of every length.
  it.each([1, 2, 3, 5, 7, 16, 17, 31, 128])('says the same in chunks of %i', async (chunk) => {
    const model = openLanguageModel(sessions, opened.manifest, chunk);
    for (const position of reference.sequence.positions) {
      await expectHeads(await model.read(tokens.slice(0, position + 1)), position);
    }
  });

  // Catches a cache that changes what is said: each position is read with an empty one.
  it('says the same without anything kept', async () => {
    for (const position of reference.sequence.positions) {
      const model = openLanguageModel(sessions, opened.manifest);
      await expectHeads(await model.read(tokens.slice(0, position + 1)), position);
    }
  });

  // Catches a rewound cache that still attends what was cut off, and a beginning that isn't kept.
  it('goes back to a shared beginning and on with another end', async () => {
    const model = openLanguageModel(sessions, opened.manifest);
    const other: Token[] = [...tokens.slice(0, 12), ...tokens.slice(2, 8)];
    await model.read(other);
    expect(model.length).toBe(other.length);
    await expectHeads(await model.read(tokens), tokens.length - 1);
    const fresh = openLanguageModel(sessions, opened.manifest);
    const again = await model.read(other);
    const expected = await fresh.read(other);
    const [found = [], wanted = [1]] = [await again?.logits(), await expected?.logits()];
    expect(greatestDifference(found, wanted)).toBeLessThan(CLOSE);
  });

  // Catches rows that are lost or swapped when the room of the cache grows and shrinks.
  it('keeps what it read when its room grows and shrinks', async () => {
    const { contextLength } = opened.manifest.languageModel;
    const long = Array.from({ length: contextLength }, (_, place): Token => ({
      kind: 'text',
      id: (place * 7) % 256,
    }));
    const model = openLanguageModel(sessions, opened.manifest, 50);
    const whole = await openLanguageModel(sessions, opened.manifest, 1000).read(long);
    const grown = await model.read(long);
    const [found = [], wanted = [1]] = [await grown?.logits(), await whole?.logits()];
    expect(greatestDifference(found, wanted)).toBeLessThan(CLOSE);
    await expectHeads(await model.read(tokens), tokens.length - 1);
    await model.read([...tokens.slice(0, 20), ...long.slice(20)]);
    await expectHeads(await model.read(tokens), tokens.length - 1);
  });

  // Catches a stop that is heard only after the whole prompt.
  it('stops between two chunks and keeps what was read', async () => {
    const model = openLanguageModel(sessions, opened.manifest, 4);
    const controller = new AbortController();
    const reading = model.read(tokens, controller.signal);
    setImmediate(() => controller.abort());
    expect(await reading).toBeUndefined();
    expect(model.length).toBeLessThan(tokens.length);
    await expectHeads(await model.read(tokens), tokens.length - 1);
  });
});
