import type { Manifest, PictureOf } from '../../../shared/manifest';
import { yieldToEventLoop } from '../async';
import { Random } from '../random';
import { Cache } from './kvCache';
import { CHUNK } from './languageModel';
import { textTokens } from './sequence';
import type { SplitGraphs } from './splitGraphs';
import { argmax } from './sampler';

/** What a picture of codes is drawn with. */
export interface CodeSettings {
  readonly guidance: number;
  readonly seed: number;
}

/**
 * Chooses the codes of a picture one by one. A second sequence knows nothing of what was asked: its
 * prompt is padding between the first and the last token, and scores are moved away from its own
 * (Janus-Pro, generation_inference.py; classifier-free guidance).
 */
export class CodeWriter {
  /** @param graphs body and small graphs of the package */
  constructor(
    private readonly graphs: SplitGraphs,
    private readonly manifest: Manifest,
    private readonly picture: PictureOf<'codes'>,
  ) {}

  /**
   * The codes of a picture, row by row.
   *
   * @param prompt ids that end with image_start
   * @param onCode called with the number of codes chosen
   * @returns side * side codes; undefined when stopped
   */
  async write(
    prompt: readonly number[],
    settings: CodeSettings,
    signal?: AbortSignal,
    onCode: (done: number) => void = () => undefined,
  ): Promise<Float32Array | undefined> {
    const { side, temperature } = this.picture;
    // At guidance 1 the second sequence has no say.
    const sequences = settings.guidance === 1 ? 1 : 2;
    const cache = new Cache({ ...this.manifest.languageModel, sequences });
    const random = new Random(settings.seed, 'codes');
    let hidden = await this.#read(cache, prompt, sequences, signal);
    const codes = new Float32Array(side * side);
    for (let place = 0; place < codes.length; place += 1) {
      await yieldToEventLoop();
      if (!hidden || signal?.aborted) return undefined;
      const scores = guided(await this.graphs.scores(hidden), sequences, settings.guidance);
      const code = temperature === 0 ? argmax(scores) : drawn(scores, temperature, random);
      codes[place] = code;
      onCode(place + 1);
      if (place === codes.length - 1) break;
      const rows = await this.graphs.codeRows(code, sequences);
      hidden = await this.graphs.advance(cache, textTokens([code]), rows);
    }
    return codes;
  }

  async #read(
    cache: Cache,
    prompt: readonly number[],
    sequences: number,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array | undefined> {
    const { paddingId = 0 } = this.manifest.languageModel;
    const last = prompt.length - 1;
    const unasked = prompt.map((id, place) => (place === 0 || place === last ? id : paddingId));
    let hidden: Float32Array | undefined;
    for (let begin = 0; begin < prompt.length; begin += CHUNK) {
      await yieldToEventLoop();
      if (signal?.aborted) return undefined;
      const part = (ids: readonly number[]): readonly number[] => ids.slice(begin, begin + CHUNK);
      const lists = [part(prompt), part(unasked)].slice(0, sequences);
      const rows = await this.graphs.embed(lists);
      hidden = await this.graphs.advance(cache, textTokens(part(prompt)), rows);
    }
    return hidden;
  }
}

/** free + guidance * (asked - free), for each code. */
function guided(scores: Float32Array, sequences: number, guidance: number): Float32Array {
  if (sequences === 1) return scores;
  const count = scores.length / 2;
  return scores.subarray(0, count).map((asked, code) => {
    const free = scores[count + code] ?? 0;
    return free + guidance * (asked - free);
  });
}

/** A code drawn by the softmax of its scores. */
function drawn(scores: Float32Array, temperature: number, random: Random): number {
  const top = scores[argmax(scores)] ?? 0;
  const weights = scores.map((score) => Math.exp((score - top) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random.uniform() * total;
  for (const [code, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return code;
  }
  return weights.length - 1;
}
