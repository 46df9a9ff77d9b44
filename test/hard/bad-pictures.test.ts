import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectPicture } from '../../electron/images/inspect';
import { squareOf } from '../../electron/runtime/inputImage';
import { hollowPng } from '../images/emptyPicture';
import { mutant, type NamedFile } from './mutants';
import { LIMIT, suite } from './suite';

const { cases, dice, done } = suite('bad-pictures', 60, 1000);
/** Corpora of bad files that Debian packages, where they are installed. */
const CORPORA = ['/usr/libexec/installed-tests/gdk-pixbuf', '/usr/share/go-1.19/src/image'];
const PICTURE = /\.(png|jpe?g|gif|bmp|tiff?|webp|avif|ico|ani|xpm|xbm|svg|pnm|tga|pixdata)$/i;
/** The whole process may grow by so much (bytes) over what it had before. */
const MOST_MEMORY = 600e6;
let seeds: NamedFile[] = [];

function corpus(): NamedFile[] {
  return CORPORA.filter((folder) => fs.existsSync(folder)).flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => PICTURE.test(name))
      .map((name) => ({ name, bytes: fs.readFileSync(path.join(folder, name)) })),
  );
}

beforeAll(async () => {
  const pixels = { create: { width: 40, height: 30, channels: 3, background: '#c33' } } as const;
  const kinds = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;
  seeds = await Promise.all(
    kinds.map(async (kind) => ({
      name: `seed.${kind}`,
      bytes: await sharp(pixels).toFormat(kind).toBuffer(),
    })),
  );
  const huge = [30_000, 1, 2 ** 31 - 1].map((width) => ({
    name: 'huge.png',
    bytes: hollowPng(width, 30_000),
  }));
  seeds.push(
    ...huge,
    {
      name: 'drawing.svg',
      bytes: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
      ),
    },
    { name: 'page.html', bytes: Buffer.from('<html><script>1</script></html>') },
  );
});

describe('pictures that are bad', () => {
  // Fault: a process that ends or fills its memory, a picture that is taken and cannot be read later.
  it(
    'are read or refused with a sentence, within bounded memory',
    async () => {
      const known = corpus();
      const memory = process.memoryUsage().rss;
      const counts = { read: 0, refused: 0 };
      const some = known.filter((_, index) => cases >= known.length || index % 7 === 0);
      for (let round = 0; round < cases + some.length; round += 1) {
        const file = some[round] ?? mutant(dice, seeds);
        try {
          const taken = await inspectPicture(file);
          counts.read += 1;
          expect(taken.width * taken.height).toBeLessThan(300e6);
          // What was taken is what the model is shown later.
          if (round % 5 === 0) {
            await squareOf(Buffer.from(taken.bytes), file.name, 32).catch((error: unknown) => {
              expect(error).toHaveProperty('code', 'input');
            });
          }
        } catch (error) {
          counts.refused += 1;
          expect([file.name, error]).toEqual([
            file.name,
            expect.objectContaining({ name: 'AppError', code: 'input' }),
          ]);
          expect((error as Error).message).toMatch(/^[^\n]{10,400}$/);
        }
      }
      expect(process.memoryUsage().rss - memory).toBeLessThan(MOST_MEMORY);
      done(
        cases + some.length,
        `${some.length} of the corpora; ${counts.read} read, ${counts.refused} refused`,
      );
    },
    LIMIT,
  );
});
