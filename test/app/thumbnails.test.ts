import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { thumbnail } from '../../electron/images/inspect';
import { Thumbnails } from '../../electron/app/thumbnails';
import { snapshot } from '../snapshot';
import { dataFolders } from '../store/folder';
import { flip } from '../recovery/flipped';

const folders = dataFolders();

/** A photograph-like PNG that is larger than what is shown as it is. */
const large = (width: number, height: number): Promise<Uint8Array> =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'gray',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer();

describe('thumbnails', () => {
  // Fault: a grid that decodes photographs whole, or makes the same thumbnail at each look.
  it('are small, keep the shape, and are made once', async () => {
    const store = folders.open();
    const image = await store.images.saveImage(await large(1200, 600), 'image/png');
    let made = 0;
    const thumbnails = new Thumbnails(store, (bytes) => {
      made += 1;
      return thumbnail(bytes);
    });
    const [one] = await Promise.all([thumbnails.get(image), thumbnails.get(image)]);
    const { width, height, format } = await sharp(one.bytes).metadata();
    expect([width, height, format]).toEqual([384, 192, 'webp']);
    expect(await thumbnails.get(image)).toMatchObject({ mediaType: 'image/webp' });
    expect(made).toBe(1);
  });

  // Catches a thumbnail that shows something else for ever, since one bit of its file flipped.
  it('are made anew when they are damaged', async () => {
    const store = folders.open();
    const image = await store.images.saveImage(await large(800, 800), 'image/png');
    let made = 0;
    const thumbnails = new Thumbnails(store, (bytes) => {
      made += 1;
      return thumbnail(bytes);
    });
    const { bytes } = await thumbnails.get(image);
    const file = path.join(store.folder, 'thumbnails', `${image}.webp`);
    const { length } = fs.readFileSync(file);
    for (const bit of [0, length * 4, length * 8 - 1]) {
      flip(file, bit);
      expect(Buffer.from((await thumbnails.get(image)).bytes).equals(bytes)).toBe(true);
    }
    expect(made).toBe(4);
    fs.writeFileSync(file, '');
    await thumbnails.get(image);
    expect(made).toBe(5);
  });

  // Fault: pictures that vanish from the library since no thumbnail could be made of them.
  it('are the picture itself where that is small or cannot be shrunk', async () => {
    const store = folders.open();
    const thumbnails = new Thumbnails(store, () => Promise.reject(new Error('no decoder')));
    const small = await store.images.saveImage(new Uint8Array([1, 2, 3]), 'image/gif');
    expect((await thumbnails.get(small)).mediaType).toBe('image/gif');
    const odd = await store.images.saveImage(new Uint8Array(100_000), 'image/avif');
    expect((await thumbnails.get(odd)).bytes).toHaveLength(100_000);
    await expect(thumbnails.get('0'.repeat(64))).rejects.toThrow(/not kept/);
  });

  // Fault: a folder of thumbnails that only grows.
  it('go when their pictures are gone', async () => {
    const store = folders.open();
    const image = await store.images.saveImage(await large(800, 800), 'image/png');
    const thumbnails = new Thumbnails(store, thumbnail);
    await thumbnails.get(image);
    const folder = path.join(store.folder, 'thumbnails');
    await thumbnails.sweep();
    expect(fs.readdirSync(folder)).toEqual([`${image}.webp`]);
    store.images.sweep(Date.now() + 1000);
    await thumbnails.sweep();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  // Catches a sweep that takes all that lies in the folder for small forms of pictures that are gone.
  it('are swept alone', async () => {
    const store = folders.open();
    const folder = path.join(store.folder, 'thumbnails');
    const hash = 'ab'.repeat(32);
    const left = path.join(folder, `${hash}.webp.01234567.tmp`);
    const close = ['cover.jpg', `${hash}.webp.bak`, `${hash.toUpperCase()}.webp`, 'x.webp'];
    fs.mkdirSync(path.join(folder, `${hash}.webp`), { recursive: true });
    for (const name of close) fs.writeFileSync(path.join(folder, name), 'mine');
    const foreign = [...close, `${hash}.webp`].map((name) => path.join(folder, name));
    const before = foreign.map((place) => [...snapshot(place)]);
    fs.writeFileSync(left, 'half');
    await new Thumbnails(store, thumbnail).sweep();
    expect(foreign.map((place) => [...snapshot(place)])).toEqual(before);
    expect(fs.existsSync(left)).toBe(false);
  });
});
