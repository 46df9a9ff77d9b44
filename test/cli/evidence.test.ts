import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandFolder, PACKAGE } from './fixture';

const typed = commandFolder();

/** What the tiny package, whose weights are random, answers with a picture. */
const DRAW = 'Generate an image of a red umbrella.';

const reportSchema = z.object({
  parts: z.array(z.object({ type: z.string() })),
  region: z
    .object({
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      similarity: z.number(),
    })
    .optional(),
  order: z.array(z.number()).optional(),
  certainty: z.array(z.number()).optional(),
});

async function scene(name: string, background: string): Promise<string> {
  const input = await sharp({ create: { width: 30, height: 30, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const file = path.join(typed.folder(), name);
  await sharp({ create: { width: 200, height: 80, channels: 3, background } })
    .composite([{ input, left: 150, top: 10 }])
    .png()
    .toFile(file);
  return file;
}

async function asked(words: readonly string[]) {
  const { out, exit, err, requests } = await typed.run([
    '--json',
    '--package',
    PACKAGE,
    '--max-tokens',
    '200',
    ...words,
  ]);
  expect(err).toBe('');
  expect(exit).toBe(0);
  return { report: reportSchema.parse(JSON.parse(out)), requests };
}

describe('what can be checked of an answer', () => {
  // Fault: the region is one of the model's square, or of the cropped picture.
  it('is where a thought lies, in pixels of the given picture', async () => {
    const file = await scene('scene.png', 'teal');
    const words = ['--image', file, '--think', 'always', DRAW];
    const { report } = await asked(words);
    const { x, y, width, height, similarity } = report.region ?? {
      x: -1,
      y: -1,
      width: 0,
      height: 0,
      similarity: 0,
    };
    expect(width).toBe(height);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(200);
    expect(y + height).toBeLessThanOrEqual(80);
    expect(similarity).toBeLessThanOrEqual(1);

    const cut = await asked(['--crop', 'fill', '--out', 'cut', ...words]);
    const region = cut.report.region;
    // The square in the middle begins 60 pixels from the left.
    expect(region?.x).toBeGreaterThanOrEqual(60);
    expect((region?.x ?? 0) + (region?.width ?? 0)).toBeLessThanOrEqual(140.01);
  });

  // Fault: --crop does nothing, or the copies it makes stay behind.
  it('knows the part that was shown', async () => {
    const file = await scene('scene.png', 'teal');
    const { requests } = await asked(['--crop', 'fill', '--image', file, 'What is tiny?']);
    const [shown] = requests[0]?.turns[0]?.parts ?? [];
    const shownPath = shown?.type === 'image' ? shown.path : '';
    expect(shownPath).not.toBe(file);
    expect(shownPath).not.toBe('');
    expect(fs.existsSync(shownPath)).toBe(false);
  });

  // Fault: an order is told where nothing was redrawn, or counts from 0.
  it('is the order only where as many pictures were drawn as given', async () => {
    const files = [await scene('one.png', 'teal'), await scene('two.png', 'yellow')];
    const images = files.flatMap((file) => ['--image', file]);
    const { report } = await asked([...images, 'Put the frames in order.']);
    const drawn = report.parts.filter(({ type }) => type === 'image').length;
    expect(report.order === undefined).toBe(drawn !== 2);
    if (report.order) {
      expect([...report.order].sort()).toEqual([1, 2]);
      expect(report.certainty).toHaveLength(2);
    }
  });

  // Fault: an option of clips that is quietly ignored.
  it.each([
    [['--fps', '2', 'Hello.'], '--video'],
    [['--video', 'clip.mp4', '--batch', 'lines.jsonl'], '--batch'],
    [['--crop', 'stretch', 'Hello.'], 'fit or fill'],
    [['--video', 'none.mp4', 'What happens?'], 'is not there'],
  ])('refuses %j', async (words, said) => {
    const { exit, err } = await typed.run(words);
    expect([2, 3]).toContain(exit);
    expect(err).toContain(said);
  });
});
