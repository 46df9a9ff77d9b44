import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CommandError, EXIT } from './error';
import { runElectron } from './ownElectron';
import { MOST_FRAMES } from '../../shared/frames';

const clipSchema = z.object({
  rate: z.number(),
  sampled: z.boolean(),
  count: z.int().positive(),
  expected: z.int().nonnegative(),
});

/** Frames of a clip as files, in order. */
export interface ReadFrames {
  /** Absolute paths of PNGs. */
  readonly files: readonly string[];
  /** Frames a second that were taken. */
  readonly framesPerSecond: number;
  /** Frames that were wanted and are not in the file. */
  readonly missing: number;
  /** Whether the clip was too long for the rate that was asked for. */
  readonly sampled: boolean;
}

/** Reads a video or GIF into a folder. */
export type ClipReader = (
  file: string,
  framesPerSecond: number,
  folder: string,
  signal: AbortSignal,
) => Promise<ReadFrames>;

const faults: Readonly<Record<string, (name: string, codec: string) => string>> = {
  refused: (name) =>
    `${name} was not read: a rule of this program kept its reader from working. The clip may be whole; please report it.`,
  noVideo: (name) => `${name} has no video in it: choose another file.`,
  noFrames: (name) => `${name} has no frames: choose another file.`,
  unknownCodec: (name, codec) =>
    `The video of ${name} (${codec}) cannot be decoded: convert it to H.264, VP9 or AV1 first.`,
};

/**
 * A reader of clips: the decoders of the studio's own Electron, started without a window.
 *
 * @param root folder of the program
 */
export function createClipReader(root: string): ClipReader {
  return async (file, framesPerSecond, folder, signal) => {
    const name = path.basename(file);
    const args = [file, folder, String(framesPerSecond), String(MOST_FRAMES)];
    const { said } = await runElectron(root, 'clip', args, 'Videos are read by', signal);
    const known = path.join(folder, 'clip.json');
    if (!fs.existsSync(known)) {
      const [key = '', ...codec] = said.split(' ');
      const sentence =
        faults[key]?.(name, codec.join(' ')) ??
        `${name} cannot be read as a video or GIF: it may be damaged or of another kind.`;
      throw new CommandError(EXIT.input, sentence);
    }
    const { rate, sampled, count, expected } = clipSchema.parse(
      JSON.parse(fs.readFileSync(known, 'utf8')),
    );
    const files = Array.from({ length: count }, (_, place) =>
      path.join(folder, `${place + 1}.png`),
    );
    return { files, framesPerSecond: rate, sampled, missing: Math.max(0, expected - count) };
  };
}
