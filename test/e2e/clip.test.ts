import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tinyFolder } from '../runtime/reference';
import { emptyDataFolder, kill, removeFolder, start } from './program';

const ROOT = path.resolve(import.meta.dirname, '../..');
const reportSchema = z.object({ tokens: z.object({ prompt: z.number() }) });

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-clip-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Asks in the terminal, as `npm run --silent ask` does. */
function ask(words: readonly string[]): Promise<Said> {
  const all = [
    path.join(ROOT, 'out', 'cli.js'),
    '--json',
    '--package',
    tinyFolder('embedded-like'),
  ];
  const child = spawn(process.execPath, [...all, '--max-tokens', '8', ...words], { cwd: folder });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => (out += String(bytes)));
  child.stderr.on('data', (bytes) => (err += String(bytes)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

/** A GIF of frames of one colour each, one a second. */
async function gif(colours: readonly string[]): Promise<string> {
  const frames = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width: 24, height: 16, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const file = path.join(folder, 'clip.gif');
  await sharp(frames, { join: { animated: true } })
    .gif({ delay: frames.map(() => 1000) })
    .toFile(file);
  return file;
}

/** Runs in a window: a canvas recorded for four seconds, as base64. */
async function recorded(): Promise<string> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 48];
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(20), {
    mimeType: 'video/webm;codecs=vp8',
  });
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  let drawn = 0;
  const drawing = setInterval(() => {
    drawn += 1;
    if (context) context.fillStyle = `hsl(${drawn * 9} 90% 50%)`;
    context?.fillRect(0, 0, 64, 48);
  }, 50);
  recorder.start(500);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const ended = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.stop();
  await ended;
  clearInterval(drawing);
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

const prompt = ({ out }: Said): number => reportSchema.parse(JSON.parse(out)).tokens.prompt;

describe('a clip in the terminal', () => {
  // Catches: frames that are not shown, or not at the rate that was asked for.
  it('is shown frame by frame at the rate that is asked for', async () => {
    const file = await gif(['red', 'green', 'blue', 'yellow']);
    const question = 'What happens?';
    const none = prompt(await ask([question]));
    const each = prompt(await ask(['--video', file, question]));
    const half = prompt(await ask(['--video', file, '--fps', '0.5', question]));
    // 16 visual tokens between image_start and image_end.
    expect(each - none).toBe(4 * 18);
    expect(half - none).toBe(2 * 18);
  });

  // Catches: recordings of browsers, which need a thread that the reader writes itself and hold no
  // list of places, refused as damaged or read in part without a word.
  it('is read from what a browser recorded', async () => {
    const data = emptyDataFolder();
    const program = await start(data);
    const file = path.join(folder, 'recorded.webm');
    try {
      fs.writeFileSync(file, Buffer.from(await program.window.evaluate(recorded), 'base64'));
    } finally {
      await kill(program);
      removeFolder(data);
    }
    const question = 'What happens?';
    const none = prompt(await ask([question]));
    const shown = await ask(['--video', file, '--fps', '1', question]);
    expect(shown.err).not.toContain('not found');
    // Four seconds; the recorder may stop a moment early or late.
    expect((prompt(shown) - none) / 18).toBeGreaterThanOrEqual(4);
  });

  // Catches: a broken file that hangs the command, or a refusal that says nothing.
  it('is refused with a sentence when it cannot be read', async () => {
    const file = path.join(folder, 'broken.mp4');
    fs.writeFileSync(file, 'no video '.repeat(100));
    const { code, err } = await ask(['--video', file, 'What happens?']);
    expect(code).toBe(3);
    expect(err).toContain('broken.mp4 cannot be read as a video or GIF');
  });

  // Catches: a damaged file that leads its reader in circles, and the command with it, for ever.
  it('is refused after a while when reading it has no end', async () => {
    const file = path.join(ROOT, 'test/fixtures/videos/circles.webm');
    const { code, err } = await ask(['--video', file, 'What happens?']);
    expect(code).toBe(3);
    expect(err).toContain('circles.webm cannot be read as a video or GIF');
  });
});
