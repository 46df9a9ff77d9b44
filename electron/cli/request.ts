import fs from 'node:fs';
import { resolveSettings } from '../chat/request';
import type { AnswerRequest, LoadedPackage, LoadOptions, Turn } from '../runtime/types';
import { drawingBounds, type Bounds } from '../../shared/manifest';
import { CommandError, EXIT } from './error';
import type { AnswerOptions } from './options';

/** A question of a person: pictures by absolute path, shown before the words. */
export interface Question {
  readonly prompt: string;
  readonly images: readonly string[];
  /** The pictures are frames of one clip, this many a second. */
  readonly framesPerSecond?: number;
}

/**
 * Refuses pictures that are not there before anything slow begins; what they hold is the runtime's
 * to judge.
 *
 * @throws CommandError (exit 3)
 */
export function checkImages(images: readonly string[]): void {
  for (const image of images) {
    const status = fs.statSync(image, { throwIfNoEntry: false });
    if (status?.isFile()) continue;
    const fault = status ? 'is not a file' : 'is not there';
    throw new CommandError(EXIT.input, `The picture ${image} ${fault}: check its path.`);
  }
}

/** Loads on the CPU: the same answer on every machine, and no word of a missing graphics card. */
export function loadOptions(folder: string): LoadOptions {
  return { folder, provider: 'cpu', threads: 0 };
}

/** The person's turn: pictures before words (section 3.1 of the paper). */
export function questionTurn({ prompt, images }: Question): Turn {
  return {
    role: 'user',
    parts: [
      ...images.map((path) => ({ type: 'image' as const, path })),
      { type: 'text' as const, text: prompt },
    ],
  };
}

/**
 * The request for the next answer of a conversation; what was not asked for is the package's default.
 *
 * @throws CommandError (exit 2) for what this package does not offer
 */
export function makeRequest(
  { manifest }: LoadedPackage,
  options: AnswerOptions,
  turns: readonly Turn[],
): AnswerRequest {
  const { think, answer } = options;
  if (think === 'always' && manifest.prompts.thinkingPhrase === null) {
    throw new CommandError(
      EXIT.usage,
      'This model cannot think visually: leave out --think always, or choose another --model.',
    );
  }
  if (answer !== 'auto' && manifest.capabilities.draws !== 'asked') {
    throw new CommandError(
      EXIT.usage,
      'This model decides itself when to draw: leave out --answer, or choose another --model.',
    );
  }
  const bounds = drawingBounds(manifest);
  refuseOutside('guidance', options.guidance, bounds.guidance);
  refuseOutside('steps', options.steps, bounds.steps);
  return { turns, ...resolveSettings(options, manifest), think, answer };
}

function refuseOutside(
  name: string,
  asked: number | undefined,
  { range: { min, max } }: Bounds,
): void {
  if (asked === undefined || (asked >= min && asked <= max)) return;
  throw new CommandError(EXIT.usage, `With this package --${name} goes from ${min} to ${max}.`);
}
