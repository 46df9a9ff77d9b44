import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { stripMetadata } from '../../electron/images/strip';
import { CAMERA, PLACE, photograph } from './photograph';

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
const pixels = async (bytes: Uint8Array): Promise<Buffer> =>
  sharp(bytes).autoOrient().raw().toBuffer();

describe.each(['jpeg', 'png', 'webp'] as const)('photographs: %s', (kind) => {
  // Fault: a test whose photographs have nothing to strip.
  it('tell their place as they are taken in', async () => {
    const taken = await photograph(kind);
    expect(text(taken)).toContain(PLACE);
    expect(text(taken)).toContain(CAMERA);
    expect((await sharp(taken).metadata()).orientation).toBe(6);
  });

  // Fault: an export that tells strangers where a person lives.
  it('tell neither place nor camera when they are exported, and stay upright', async () => {
    const taken = await photograph(kind);
    const stripped = stripMetadata(taken, `image/${kind}`, 'none');
    expect(text(stripped)).not.toContain('PLACE');
    expect(text(stripped)).not.toContain('CAMERA');
    expect(await pixels(stripped ?? taken)).toEqual(await pixels(taken));
    const found = await sharp(stripped).metadata();
    expect([found.orientation, found.width, found.height]).toEqual([6, 12, 8]);
    expect(found.xmp).toBeUndefined();
  });

  it('tell their camera but not their place when metadata are asked for', async () => {
    const taken = await photograph(kind);
    const stripped = stripMetadata(taken, `image/${kind}`, 'withoutPlace');
    expect(text(stripped)).not.toContain('PLACE');
    expect(text(stripped)).toContain(CAMERA);
    expect((await sharp(stripped).metadata()).orientation).toBe(6);
    expect(await pixels(stripped ?? taken)).toEqual(await pixels(taken));
  });

  it('stay as they are when their place is asked for', async () => {
    const taken = await photograph(kind);
    expect(stripMetadata(taken, `image/${kind}`, 'all')).toEqual(taken);
  });

  // Fault: a damaged photograph that passes with its place, since it could not be taken apart.
  it('are not passed on when they cannot be taken apart', async () => {
    const taken = await photograph(kind);
    for (let cut = 4; cut < taken.length; cut += 7) {
      const stripped = stripMetadata(taken.subarray(0, cut), `image/${kind}`, 'none');
      expect(text(stripped)).not.toContain('PLACE');
    }
  });
});

describe('other pictures', () => {
  // Fault: a kind that is not known here and so passes with all it tells.
  it('of kinds that are not taken apart are given back as nothing', async () => {
    expect(stripMetadata(await photograph('avif'), 'image/avif', 'none')).toBeUndefined();
  });

  it('GIF loses its comment and keeps its frames', async () => {
    const plain = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .gif()
      .toBuffer();
    const comment = Buffer.concat([
      Buffer.from([0x21, 0xfe, PLACE.length]),
      Buffer.from(PLACE),
      Buffer.from([0]),
    ]);
    const at = 13 + (((plain[10] ?? 0) & 0x80) === 0 ? 0 : 3 << (((plain[10] ?? 0) & 7) + 1));
    const described = Buffer.concat([plain.subarray(0, at), comment, plain.subarray(at)]);
    const stripped = stripMetadata(described, 'image/gif', 'none');
    expect(text(stripped)).not.toContain('PLACE');
    expect(stripped).toEqual(Buffer.concat([plain]));
  });
});
