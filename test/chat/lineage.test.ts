import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readLineage, withLineage, withoutLineage } from '../../electron/chat/lineage/lineage';
import { readTextFields, withTextFields } from '../../electron/chat/lineage/png';
import { LINEAGE_KEYWORD, MOST_LINEAGE_BYTES, type Lineage } from '../../shared/lineage';
import type { ImagePart } from '../../shared/message';

const picture = 'a'.repeat(64);
const drawn: ImagePart = {
  type: 'image',
  image: picture,
  width: 8,
  height: 8,
  mediaType: 'image/png',
  rendering: {
    tokens: 'b'.repeat(64),
    seed: 7,
    guidance: 1.5,
    steps: 4,
    variation: 0,
    package: 'c'.repeat(64),
    packageName: 'Tiny',
    parents: ['d'.repeat(64)],
    instruction: 'Make it night — 夜.',
  },
};

const lineage: Lineage = {
  version: 1,
  picture,
  part: 0,
  systemPrompt: '',
  messages: [
    { role: 'user', parts: [{ type: 'text', text: 'Make it night — 夜.' }] },
    { role: 'assistant', parts: [drawn] },
  ],
};

/** So many messages of so many letters, and the answer with the picture. */
const messagesOf = (count: number, letters: number): Lineage['messages'] => [
  ...Array.from({ length: count }, (_, place) => ({
    role: place % 2 === 0 ? ('user' as const) : ('assistant' as const),
    parts: [{ type: 'text' as const, text: `${place} `.padEnd(letters, 'x') }],
  })),
  { role: 'assistant', parts: [drawn] },
];

/** An answer of so many parts, the picture as the last one. */
const answerOf = (parts: number): Partial<Lineage> => {
  const words = Array.from({ length: parts - 1 }, () => ({ type: 'text' as const, text: 'Word.' }));
  return { part: parts - 1, messages: [{ role: 'assistant', parts: [...words, drawn] }] };
};

async function png(): Promise<Uint8Array> {
  const create = { width: 8, height: 8, channels: 3, background: 'teal' } as const;
  return sharp({ create })
    .withExif({ IFD0: { Artist: 'Ada' } })
    .png()
    .toBuffer();
}

const raw = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).raw().toBuffer();

describe('lineage in a PNG', () => {
  // Fault: fields that no other program can read, or that change the picture.
  it('is read by another decoder, beside the same pixels', async () => {
    const plain = await png();
    const written = withLineage(plain, lineage);
    const { comments = [], format } = await sharp(written).metadata();
    expect(format).toBe('png');
    expect(comments.map(({ keyword }) => keyword)).toEqual([
      'Software',
      'Description',
      LINEAGE_KEYWORD,
    ]);
    expect(comments[1]?.text).toBe('Make it night — 夜.');
    expect(JSON.parse(comments[2]?.text ?? '')).toEqual(lineage);
    expect(await raw(written)).toEqual(await raw(plain));
  });

  // Fault: what was written is not what is read.
  it('comes back equal, also when it is written twice', async () => {
    const twice = withLineage(withLineage(await png(), lineage), lineage);
    expect(readLineage(twice)).toEqual(lineage);
    expect(readTextFields(twice, 1e6)).toHaveLength(3);
  });

  // Fault: "without history" leaves the history, or what a camera wrote, in the file.
  it('is gone from a picture that is saved without history', async () => {
    const bare = withoutLineage(withLineage(await png(), lineage));
    expect(readLineage(bare)).toBe('none');
    const { comments, exif } = await sharp(bare).metadata();
    expect([comments, exif]).toEqual([undefined, undefined]);
    expect(Buffer.from(bare).includes('night')).toBe(false);
  });

  // Fault: a field made by someone else is taken for ours, or ends the program.
  it.each([
    ['not JSON', 'one {'],
    ['an unknown version', JSON.stringify({ ...lineage, version: 2 })],
    ['an unknown key', JSON.stringify({ ...lineage, more: 1 })],
    [
      'a picture that its last message does not show',
      JSON.stringify({ ...lineage, picture: 'e'.repeat(64) }),
    ],
    ['a hash that is a path', JSON.stringify({ ...lineage, picture: '../../etc/passwd' })],
    [
      'a question at the end',
      JSON.stringify({ ...lineage, messages: lineage.messages.slice(0, 1) }),
    ],
    ['nesting without end', '['.repeat(60_000)],
  ])('is foreign with %s', async (_, text) => {
    const written = withTextFields(await png(), [{ keyword: LINEAGE_KEYWORD, text }]);
    expect(readLineage(written)).toBe('foreign');
  });

  // Fault: a field without bounds fills the memory.
  it('is not read when it is longer than its bound', async () => {
    const text = ' '.repeat(MOST_LINEAGE_BYTES + 1000);
    const written = withTextFields(await png(), [{ keyword: LINEAGE_KEYWORD, text }]);
    expect(readLineage(written)).toBe('none');
  });

  // Would catch: a history that the writer keeps and the reader refuses, and a program that stands
  // still while it writes thousands of messages anew for each that it leaves out.
  it.each<[string, Partial<Lineage>]>([
    ['8,000 messages', { messages: messagesOf(8000, 600) }],
    ['1,200 short messages', { messages: messagesOf(1200, 4) }],
    ['a long system prompt', { systemPrompt: 'Be kind. '.repeat(20_000) }],
    ['an answer of 500 parts', answerOf(500)],
  ])('reads back what it wrote: %s', async (_, changes) => {
    const given = { ...lineage, ...changes };
    const plain = await png();
    const begun = performance.now();
    const written = withLineage(plain, given);
    expect(performance.now() - begun).toBeLessThan(500);
    const read = readLineage(written);
    if (read === 'none' || read === 'foreign') throw new Error(`It is ${read}.`);
    expect(read.messages.at(-1)?.parts[read.part]).toEqual(drawn);
    const before = given.messages.slice(0, -1);
    const kept = read.messages.slice(0, -1);
    expect(kept).toEqual(before.slice(before.length - kept.length));
    expect(kept.length).toBeGreaterThan(Math.min(before.length, 700) - 1);
  });

  // Fault: a long conversation makes a PNG whose history is then too long to be read.
  it('leaves the oldest messages out when there are too many', async () => {
    const long = { role: 'user', parts: [{ type: 'text', text: 'x'.repeat(90_000) }] } as const;
    const messages = [...Array.from({ length: 9 }, () => ({ ...long, parts: [...long.parts] }))];
    const written = withLineage(await png(), {
      ...lineage,
      messages: [...messages, ...lineage.messages],
    });
    const read = readLineage(written);
    if (typeof read === 'string') throw new Error(`It was ${read}.`);
    expect(read.messages.length).toBeGreaterThan(4);
    expect(read.messages.length).toBeLessThan(11);
    expect(read.messages.at(-1)).toEqual(lineage.messages.at(-1));
  });

  // Fault: a damaged or hostile file throws, or a field with a wrong checksum is believed.
  it('survives files that are cut, changed or no PNG at all', async () => {
    const written = withLineage(await png(), lineage);
    fc.assert(
      fc.property(
        fc.nat(written.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(written.length),
        (place, change, length) => {
          const damaged = written.slice(0, Math.max(place + 1, length));
          damaged[place] = ((damaged[place] ?? 0) + change) % 256;
          const read = readLineage(damaged);
          expect(read === 'none' || read === 'foreign' || read.picture === picture).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
    expect(readLineage(new Uint8Array())).toBe('none');
    expect(() => withTextFields(new Uint8Array([1, 2]), [])).toThrow(RangeError);
  });
});
