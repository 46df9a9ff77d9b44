import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntegralImage } from '../../electron/runtime/locate/integralImage';
import { LocalRuntime } from '../../electron/runtime/local';
import { nearest, raster } from '../../electron/runtime/locate/search';
import { fit } from '../../electron/runtime/inputImage';
import { coarsePass } from '../../electron/runtime/locate/coarsePass';
import { tinyFolder } from './reference';

/** A picture of noise, the same for the same size. */
function noise(width: number, height: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

describe('parts as squares', () => {
  // Fault: the crop that is searched with is not the crop that the encoder sees when it is asked.
  it('are what fitting the cut-out part gives', () => {
    const [width, height] = [50, 40];
    const data = noise(width, height);
    const box = { x: 7, y: 11, width: 24, height: 24 };
    const cut = new Uint8Array(24 * 24 * 3);
    for (let y = 0; y < 24; y += 1) {
      const from = ((box.y + y) * width + box.x) * 3;
      cut.set(data.subarray(from, from + 24 * 3), y * 24 * 3);
    }
    for (const size of [8, 10, 32]) {
      const expected = fit(cut, 24, 24, size).pixels;
      const found = new IntegralImage({ data, width, height }).square(box, size).pixels;
      const greatest = Math.max(...found.map((value, at) => Math.abs(value - (expected[at] ?? 0))));
      expect(greatest).toBeLessThanOrEqual(1);
    }
  });

  // Fault: sums that read beyond the last row or column.
  it('reach the last pixel', () => {
    const data = new Uint8Array(9 * 5 * 3).fill(100);
    const square = new IntegralImage({ data, width: 9, height: 5 }).square(
      { x: 4, y: 0, width: 5, height: 5 },
      16,
    );
    expect(new Set(square.pixels)).toEqual(new Set([100]));
  });
});

describe('the search', () => {
  // Fault: a place between the steps of the raster, or at the edge, is never reached.
  it('finds a part wherever it lies', async () => {
    const picture = { width: 800, height: 600 };
    for (const aim of [
      { x: 233, y: 141, width: 170, height: 170 },
      { x: 630, y: 430, width: 170, height: 170 },
      { x: 0, y: 0, width: 600, height: 600 },
    ]) {
      const measure = ({ x, y, width }: { x: number; y: number; width: number }) => {
        const off = Math.hypot(
          x + width / 2 - aim.x - aim.width / 2,
          y + width / 2 - aim.y - aim.width / 2,
        );
        return Promise.resolve(1 - off / 600 - Math.abs(Math.log(width / aim.width)) / 2);
      };
      const found = await nearest(picture, measure);
      expect(Math.abs(found.x - aim.x)).toBeLessThan(35);
      expect(Math.abs(found.y - aim.y)).toBeLessThan(35);
      expect(found.width / aim.width).toBeGreaterThan(0.8);
      expect(found.width / aim.width).toBeLessThan(1.25);
    }
  });

  // Fault: so many parts that the search takes longer than a person waits.
  it('looks at a bounded number of parts', async () => {
    let looked = 0;
    await nearest({ width: 2000, height: 1500 }, () => {
      looked += 1;
      return Promise.resolve(looked % 7);
    });
    expect(looked).toBeLessThan(200);
    expect(raster({ width: 10, height: 4000 }).length).toBeLessThan(300);
  });
});

describe('the look over the whole', () => {
  const picture = { width: 800, height: 600 };
  const grid = 4;
  /** Tokens that say where each of a part's cells lies, to the width of a cell or so. */
  const tokensOf = ({ x, y, width }: { x: number; y: number; width: number }): Float32Array => {
    const values: number[] = [];
    for (let cell = 0; cell < grid * grid; cell += 1) {
      const at = [
        x + (((cell % grid) + 0.5) * width) / grid,
        y + ((Math.floor(cell / grid) + 0.5) * width) / grid,
      ];
      for (const place of at) {
        for (const length of [130, 310]) {
          const turn = (place / length) * 2 * Math.PI;
          values.push(Math.sin(turn) / 2, Math.cos(turn) / 2);
        }
      }
    }
    return Float32Array.from(values);
  };

  // Fault: a guess that is put together of the wrong windows or cells, or lies in the wrong place.
  it('promises a part that lies between the windows it has seen', async () => {
    const aim = { x: 325, y: 250, width: 200, height: 200 };
    const seen: { x: number; y: number; width: number }[] = [];
    const see = (box: { x: number; y: number; width: number; height: number }) => {
      seen.push(box);
      return Promise.resolve(tokensOf(box));
    };
    const promised = await coarsePass(picture, { tokens: tokensOf(aim), grid, see });
    const near = ({ x, y, width }: { x: number; y: number; width: number }): boolean =>
      width === aim.width && Math.abs(x - aim.x) <= 30 && Math.abs(y - aim.y) <= 30;
    expect(seen.some(near)).toBe(false);
    expect(promised.some(near)).toBe(true);
    expect(seen.length).toBeLessThan(50);
    for (const { x, y, width, height } of promised) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(picture.width + 1e-6);
      expect(y + height).toBeLessThanOrEqual(picture.height + 1e-6);
    }
  });

  // Fault: a very long picture is looked at without end.
  it('sees a bounded number of windows', async () => {
    let seen = 0;
    const see = (): Promise<Float32Array> => {
      seen += 1;
      return Promise.resolve(new Float32Array(grid * grid * 8));
    };
    await coarsePass({ width: 10, height: 40_000 }, { tokens: new Float32Array(128), grid, see });
    expect(seen).toBeLessThan(200);
  });
});

describe('looking for visual tokens', () => {
  const runtime = new LocalRuntime();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-locate-'));
  const scene = path.join(folder, 'scene.png');
  const detail = path.join(folder, 'detail.png');
  const box = { x: 150, y: 30, width: 80, height: 80 };

  beforeAll(async () => {
    await runtime.load({ folder: tinyFolder('embedded-like'), provider: 'cpu', threads: 1 });
    const [width, height] = [240, 160];
    // Blotches, since single pixels of noise are all alike once they are shrunk.
    await sharp(noise(12, 8), { raw: { width: 12, height: 8, channels: 3 } })
      .resize(width, height, { kernel: 'cubic' })
      .png()
      .toFile(scene);
    await sharp(scene)
      .extract({ left: box.x, top: box.y, width: box.width, height: box.height })
      .toFile(detail);
  });
  afterAll(async () => {
    await runtime.close();
    fs.rmSync(folder, { recursive: true });
  });

  // Fault: coordinates of the shrunk picture, or a similarity of something else.
  it('finds a detail in its own picture', async () => {
    const tokens = await runtime.encode(detail);
    const found = await runtime.locate({ path: scene, tokens });
    const exact = await runtime.locate({ path: scene, tokens, box });
    expect(exact.similarity).toBeGreaterThan(0.999);
    expect(found.similarity).toBeGreaterThan(0.9);
    expect(Math.abs(found.x + found.width / 2 - 190)).toBeLessThan(20);
    expect(Math.abs(found.y + found.height / 2 - 70)).toBeLessThan(20);
  });

  // Fault: a stop that is heard only when all parts were looked at.
  it('hears a stop', async () => {
    const tokens = await runtime.encode(detail);
    const controller = new AbortController();
    const search = runtime.locate({ path: scene, tokens }, controller.signal);
    controller.abort();
    await expect(search).rejects.toMatchObject({ code: 'cancelled' });
  });

  // Fault: tokens of another package are compared with features that mean something else.
  it('refuses tokens of another size and marks outside of the picture', async () => {
    await expect(
      runtime.locate({ path: scene, tokens: new Float32Array(7) }),
    ).rejects.toMatchObject({ code: 'input' });
    const tokens = await runtime.encode(detail);
    await expect(
      runtime.locate({ path: scene, tokens, box: { ...box, x: 400 } }),
    ).rejects.toMatchObject({ code: 'input' });
  });
});
