import fc from 'fast-check';
import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { derivedId } from '../../electron/archive/plan';
import { insertWhole } from '../../electron/store/wholeConversation';
import type { Store } from '../../electron/store/open';
import type { ArchivedMessage, ArchivedConversation } from '../../shared/archive/schema';
import type { Rendering, ImagePart, Part, AnswerDetails } from '../../shared/message';

const PACKAGE = createHash('sha256').update('package').digest('hex');

/** A valid PNG of one colour, 8 x 8; `shade` makes it another file. */
export function png(shade: number): Uint8Array {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(zlib.crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(8, 0);
  header.writeUInt32BE(8, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(24, shade & 255)]);
  row.writeUInt16BE(shade & 0xffff, 1);
  const pixels = zlib.deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Some pictures and visual tokens of a store, for parts to name. */
export interface Kept {
  readonly images: readonly string[];
  readonly tokens: readonly string[];
}

/** Keeps a few pictures and tokens in a store. */
export async function keepSome(store: Store, count = 4): Promise<Kept> {
  const images: string[] = [];
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 1) {
    images.push(await store.images.saveImage(png(index * 7 + 1), 'image/png'));
    tokens.push(await store.images.saveTokens(new Float32Array([index, 0.5, -1.25, 3e-5])));
  }
  return { images, tokens };
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', '<script>alert(1)</script>', '=1+1', '\u202Etxt.exe', '../../etc', 'a\0b'),
);
/** Numbers as JSON has them: it knows no -0. */
const real = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
  .map((value) => value + 0);
const moment = fc.integer({ min: 0, max: 1.7e12 });
const name = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.trim());

function rendering({ images, tokens }: Kept): fc.Arbitrary<Rendering> {
  return fc.record(
    {
      tokens: fc.constantFrom(...tokens),
      drawn: fc.constantFrom(...tokens),
      seed: fc.integer({ min: 0, max: 0xffffffff }),
      guidance: real,
      steps: fc.integer({ min: 1, max: 200 }),
      variation: fc.double({ min: 0, max: 2, noNaN: true }),
      package: fc.constant(PACKAGE),
      packageName: words,
      parents: fc.array(fc.constantFrom(...images), { maxLength: 3 }),
      instruction: words,
    },
    {
      requiredKeys: [
        'tokens',
        'seed',
        'guidance',
        'steps',
        'variation',
        'package',
        'packageName',
        'parents',
        'instruction',
      ],
    },
  );
}

function image(kept: Kept): fc.Arbitrary<ImagePart> {
  return fc.record({
    type: fc.constant('image' as const),
    image: fc.option(fc.constantFrom(...kept.images)),
    width: fc.nat(4000),
    height: fc.nat(4000),
    mediaType: fc.constant('image/png'),
    rendering: fc.option(rendering(kept)),
  });
}

function part(kept: Kept): fc.Arbitrary<Part> {
  return fc.oneof(
    { weight: 3, arbitrary: words.map((text): Part => ({ type: 'text', text })) },
    image(kept),
    fc.record({
      type: fc.constant('frames' as const),
      frames: fc.array(image(kept), { minLength: 1, maxLength: 3 }),
      framesPerSecond: fc.constantFrom(1, 0.5, 29.97),
    }),
    fc.record({
      type: fc.constant('region' as const),
      image: fc.constantFrom(...kept.images),
      x: real,
      y: real,
      width: real,
      height: real,
      similarity: real,
    }),
  );
}

const details: fc.Arbitrary<AnswerDetails> = fc.record({
  packageName: words,
  package: fc.constant(PACKAGE),
  provider: words,
  providerReason: words,
  temperature: real,
  seed: fc.nat(),
  guidance: real,
  steps: fc.nat(200),
  variation: real,
  tokens: fc.record({ prompt: real, text: real, visual: real }),
  timings: fc.record({ load: real, prefill: real, perToken: real, visualizer: real, total: real }),
  context: fc.record({ used: real, length: real, droppedTurns: real }),
});

function message(kept: Kept) {
  return fc.record({
    place: fc.nat(1000),
    question: fc.boolean(),
    createdAt: moment,
    shown: fc.nat(50),
    name,
    finish: fc.constantFrom('stop', 'length', 'cancelled', 'error') as fc.Arbitrary<'stop'>,
    error: fc.option(words),
    details: fc.option(details),
    parts: fc.array(part(kept), { maxLength: 3 }),
    truth: fc.array(fc.constantFrom(...kept.images), { maxLength: 2 }),
  });
}

/** Conversations of any shape: trees with many roots and branches, every kind of part. */
export function conversations(kept: Kept, count: number): fc.Arbitrary<ArchivedConversation[]> {
  const one = fc.record({
    title: words,
    pinned: fc.boolean(),
    systemPrompt: words,
    createdAt: moment,
    updatedAt: moment,
    archived: fc.boolean(),
    folder: name,
    tags: fc.uniqueArray(
      name.filter((tag) => tag !== ''),
      { maxLength: 3 },
    ),
    drafts: fc.array(message(kept), { maxLength: 8 }),
    leaf: fc.nat(1000),
  });
  const many = fc.array(one, { minLength: count, maxLength: count });
  return fc.tuple(many, fc.nat()).map(([found, salt]) =>
    found.map(({ drafts, leaf, tags, ...rest }, index): ArchivedConversation => {
      const id = derivedId('conversation', String(salt), String(index));
      const idOf = (place: number): string => derivedId(id, String(place));
      const messages = drafts.map(
        ({ place, question, finish, error, details: how, truth, ...own }, at): ArchivedMessage => ({
          ...own,
          id: idOf(at),
          // One place in every few is a root of its own.
          parentId: at === 0 || place % 5 === 0 ? null : idOf(place % at),
          role: question ? 'user' : 'assistant',
          finish: question ? null : finish,
          error: question ? null : error,
          details: question ? null : how,
          ...(truth.length > 0 ? { trueFrames: truth } : {}),
        }),
      );
      const leafId = messages.length === 0 ? null : idOf(leaf % messages.length);
      return { ...rest, id, leafId, tags: tags.toSorted(byBytes), messages };
    }),
  );
}

/** The order of SQLite's text: by bytes of UTF-8. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Puts conversations into a store, as if they had been held there. */
export function hold(store: Store, made: readonly ArchivedConversation[]): void {
  store.transaction(() =>
    made.forEach((conversation) => insertWhole(store.database, conversation)),
  );
}

/** One conversation of a question with a picture and two answers, one of them with a drawn picture. */
export async function storedExample(store: Store): Promise<ArchivedConversation> {
  const kept = await keepSome(store, 2);
  const id = derivedId('example');
  const [ask, first, second] = ['ask', 'first', 'second'].map((word) => derivedId(id, word));
  const [image0 = '', image1 = ''] = kept.images;
  const plain = { createdAt: 5, shown: 0, name: '', error: null, details: null };
  const drawn: Rendering = {
    tokens: kept.tokens[0] ?? '',
    drawn: kept.tokens[1] ?? '',
    seed: 7,
    guidance: 2.5,
    steps: 20,
    variation: 0.1,
    package: PACKAGE,
    packageName: 'tiny',
    parents: [image0],
    instruction: 'Make the hat green.',
  };
  const picture = { type: 'image', width: 8, height: 8, mediaType: 'image/png' } as const;
  const messages: ArchivedMessage[] = [
    {
      ...plain,
      id: ask ?? '',
      parentId: null,
      role: 'user',
      finish: null,
      parts: [
        { ...picture, image: image0, rendering: null },
        { type: 'text', text: 'Make the hat green.' },
      ],
    },
    {
      ...plain,
      id: first ?? '',
      parentId: ask ?? '',
      role: 'assistant',
      finish: 'stop',
      parts: [
        { type: 'text', text: 'Here is **an image**:' },
        { ...picture, image: image1, rendering: drawn },
      ],
    },
    {
      ...plain,
      id: second ?? '',
      parentId: ask ?? '',
      role: 'assistant',
      finish: 'cancelled',
      name: 'shorter',
      parts: [{ type: 'text', text: 'No hat.' }],
    },
  ];
  const conversation: ArchivedConversation = {
    id,
    title: 'A green hat',
    pinned: true,
    systemPrompt: 'Be brief.',
    leafId: first ?? '',
    createdAt: 1,
    updatedAt: 9,
    archived: false,
    folder: 'Hats',
    tags: ['green', 'hat'],
    messages,
  };
  hold(store, [conversation]);
  return conversation;
}
