import type { LoadedPackage, Runtime } from '../runtime/types';
import type { Answered, AnsweredPicture } from './answer';
import type { ShownPicture } from './inputImages';
import { meanCosine, matched } from '../../shared/assignment';

/** What can be checked of an answer's pictures against those of its question. */
export interface Evidence {
  /** Where the thought lies in the first given picture, in its pixels; for answers that thought visually. */
  readonly region?: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly similarity: number;
  };
  /** Numbers of the given pictures, from 1, in the order in which the answer redrew them. */
  readonly order?: readonly number[];
  /** For each of `order`: how much more alike than the next best given picture. */
  readonly certainty?: readonly number[];
}

type Predicted = AnsweredPicture & { readonly tokens: Float32Array };

/**
 * Looks for what was imagined, and for the order of redrawn frames.
 *
 * @param shown the pictures of the question, in order
 */
export async function evidenceOf(
  runtime: Runtime,
  { manifest }: LoadedPackage,
  shown: readonly ShownPicture[],
  { parts }: Pick<Answered, 'parts'>,
  signal: AbortSignal,
): Promise<Evidence> {
  const drawn = parts.filter(
    (part): part is Predicted => part.type === 'image' && part.tokens !== undefined,
  );
  const [first] = drawn;
  const [picture] = shown;
  if (!first || !picture || signal.aborted) return {};
  const phrase = manifest.prompts.thinkingPhrase?.trim();
  const opening = parts[0]?.type === 'text' ? parts[0].text.trimStart() : '';
  if (phrase !== undefined && opening.startsWith(phrase)) {
    const found = await runtime.locate({ path: picture.path, tokens: first.tokens }, signal);
    const { x = 0, y = 0 } = picture.box ?? {};
    return { region: { ...found, x: found.x + x, y: found.y + y } };
  }
  if (drawn.length < 2 || drawn.length !== shown.length) return {};
  const given: Float32Array[] = [];
  for (const { path } of shown) given.push(await runtime.encode(path, signal));
  const { visualTokens } = manifest.visionEncoder;
  const matches = matched(
    drawn.map(({ tokens }) => given.map((other) => meanCosine(tokens, other, visualTokens))),
  );
  return {
    order: matches.map(({ column }) => column + 1),
    certainty: matches.map(({ certainty }) => certainty),
  };
}
