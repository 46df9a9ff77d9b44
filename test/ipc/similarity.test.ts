import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { studios, type Studio } from '../chat/fixture';
import { windowOf } from './window';

const rooms = studios();
const ALL = { origin: null, packageName: null, words: '' } as const;

/** A picture of one colour with a square of another. */
const picture = async (background: string, side: number): Promise<Uint8Array> => {
  const input = await sharp({
    create: { width: side, height: side, channels: 3, background: 'white' },
  })
    .png()
    .toBuffer();
  const whole = sharp({ create: { width: 64, height: 64, channels: 3, background } });
  return whole
    .composite([{ input, left: 8, top: 8 }])
    .png()
    .toBuffer();
};

/** Three pictures in one message: the first two nearly alike. */
async function filled(studio: Studio): Promise<string[]> {
  const { store } = studio;
  const images: string[] = [];
  for (const [background, side] of [
    ['#cc2222', 30],
    ['#cc2424', 30],
    ['#1122dd', 6],
  ] as const) {
    images.push(await store.images.saveImage(await picture(background, side), 'image/png'));
  }
  store.messages.add({
    conversationId: studio.conversationId,
    parentId: null,
    role: 'user',
    parts: images.map((image) => ({
      type: 'image',
      image,
      width: 64,
      height: 64,
      mediaType: 'image/png',
      rendering: null,
    })),
  });
  return images;
}

describe('search by likeness', () => {
  // Fault: an order that is not that of the encoder's features, or a search that encodes each time.
  it('puts the picture itself first, then the most like, and keeps the features', async () => {
    const studio = rooms.open();
    const [first = '', second = '', third = ''] = await filled(studio);
    const { call } = windowOf(studio);
    const found = await call('library.similar', { image: first, filters: ALL });
    expect(found.map(({ image }) => image)).toEqual([first, second, third]);
    expect(found[0]?.similarity).toBeCloseTo(1, 5);
    expect(found[1]?.similarity).toBeGreaterThan(found[2]?.similarity ?? 1);

    const { hash } = await studio.packageLoader.ready();
    const file = path.join(studio.store.folder, 'features', `${hash}.f32`);
    const { size } = fs.statSync(file);
    const again = await call('library.similar', { image: third, filters: ALL });
    expect(again[0]?.image).toBe(third);
    expect(fs.statSync(file).size).toBe(size);
    expect(studio.events.some(({ type }) => type === 'work')).toBe(true);
  });

  // Fault: an index cut short by a crash that gives every later picture another one's features.
  it('mends a file of features that was cut short or damaged', async () => {
    const studio = rooms.open();
    const [first = ''] = await filled(studio);
    const { call } = windowOf(studio);
    const before = await call('library.similar', { image: first, filters: ALL });
    const { hash } = await studio.packageLoader.ready();
    const file = path.join(studio.store.folder, 'features', `${hash}.f32`);
    const bytes = fs.readFileSync(file);
    const search = () => call('library.similar', { image: first, filters: ALL });
    const cut = Buffer.from(bytes);
    cut.fill(0x7f, 40, 60);
    fs.writeFileSync(file, cut.subarray(0, cut.length - 5));
    expect(await search()).toEqual(before);
    // One sign: the feature is as long as before, and another one.
    const flipped = Buffer.from(bytes);
    flipped[35] = (flipped[35] ?? 0) ^ 0x80;
    fs.writeFileSync(file, flipped);
    expect(await search()).toEqual(before);
    expect(fs.statSync(file).size).toBe(bytes.length);
  });

  // Fault: a picture whose file is gone that makes the whole search fail.
  it('leaves out pictures that cannot be read, and says so of the one sought', async () => {
    const studio = rooms.open();
    const [first = '', second = '', third = ''] = await filled(studio);
    fs.rmSync(studio.store.images.image(second).path);
    const { call, refusal } = windowOf(studio);
    const found = await call('library.similar', { image: first, filters: ALL });
    expect(found.map(({ image }) => image)).toEqual([first, third]);
    expect((await refusal('library.similar', { image: second, filters: ALL }))[1]).toMatch(
      /gone or damaged/,
    );
  });
});
