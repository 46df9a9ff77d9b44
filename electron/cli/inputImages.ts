import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pictureNote } from '../images/inspect';
import { cropPicture } from '../images/regions';
import { loadSharp } from '../images/sharp';
import type { LoadedPackage } from '../runtime/types';
import type { ClipReader } from './clip';
import { type Box, middleSquare } from '../../shared/image';
import { evenly, budgetOf } from '../../shared/frameBudget';

/** A picture as it is shown: the file given, or a part of it. */
export interface ShownPicture {
  readonly path: string;
  /** The part that is shown, in pixels of the given file; absent for all of it. */
  readonly box?: Box;
}

/** How pictures become the model's square: padded whole, or the largest square of their middle. */
export type Crop = 'fit' | 'fill';

export interface Given {
  readonly images: readonly string[];
  readonly crop: Crop;
  readonly video: { readonly file: string; readonly framesPerSecond: number } | undefined;
}

/** Pictures that a question shows, in files that last as long as this. */
export class ShownPictures {
  readonly #folders: string[] = [];

  constructor(private readonly readClip: ClipReader) {}

  /**
   * The frames of the clip, then the pictures, cropped where that is asked for.
   *
   * @param tell called with what a person must know: frames that were left out, what a file was turned into
   * @throws CommandError (exit 3), AppError `input` for what cannot be read
   */
  async prepare(
    { images, crop, video }: Given,
    { manifest }: LoadedPackage,
    tell: (sentence: string) => void,
    signal: AbortSignal,
  ): Promise<{ pictures: ShownPicture[]; framesPerSecond: number | undefined }> {
    const files = [...images];
    for (const file of images) await tellOf(file, tell);
    let rate: number | undefined;
    if (video) {
      const read = await this.readClip(video.file, video.framesPerSecond, this.#folder(), signal);
      const { fits } = budgetOf(manifest, 1);
      const frames = evenly(read.files, Math.max(1, fits - images.length));
      rate = read.framesPerSecond;
      if (read.sampled || frames.length < read.files.length) {
        tell(`${frames.length} frames of the video are shown, spread evenly over it.\n`);
      }
      if (read.missing > 0) {
        tell(`${read.missing} frames were not found in the video: it may be damaged.\n`);
      }
      files.unshift(...frames);
    }
    const pictures: ShownPicture[] = [];
    for (const file of files)
      pictures.push(crop === 'fill' ? await this.#cut(file) : { path: file });
    return { pictures, framesPerSecond: rate };
  }

  /** Keeps a picture that was drawn, for turns that show it again; gives its file. */
  keep(png: Uint8Array): string {
    const file = path.join(this.#folder(), 'drawn.png');
    fs.writeFileSync(file, png);
    return file;
  }

  /** Removes the files. */
  close(): void {
    for (const folder of this.#folders.splice(0)) {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  #folder(): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-shown-'));
    this.#folders.push(folder);
    return folder;
  }

  async #cut(file: string): Promise<ShownPicture> {
    const bytes = await fs.promises.readFile(file);
    const sharp = await loadSharp();
    const found = await sharp(bytes)
      .metadata()
      .catch(() => undefined);
    // What is no picture is the runtime's to refuse, in its own words.
    if (!found || found.autoOrient.width === found.autoOrient.height) return { path: file };
    const box = middleSquare(found.autoOrient.width, found.autoOrient.height);
    const target = path.join(this.#folder(), `${path.parse(file).name}.png`);
    await fs.promises.writeFile(target, (await cropPicture(bytes, box)).bytes);
    return { path: target, box };
  }
}

async function tellOf(file: string, tell: (sentence: string) => void): Promise<void> {
  const note = await pictureNote(await fs.promises.readFile(file));
  if (note !== '') tell(`${path.basename(file)}: ${note}\n`);
}
