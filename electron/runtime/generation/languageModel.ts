import type { Manifest } from '../../../shared/manifest';
import { Tensor, type InferenceSession } from '../onnxruntime';
import { Cache } from './kvCache';
import type { Token } from './sequence';
import { yieldToEventLoop } from '../async';

/** What the two heads say after a position. */
export interface Heads {
  /** [V], of the text head. */
  readonly logits: Float32Array;
  /** [W], of the vision head, of length 1. */
  readonly visual: Float32Array;
}

/** Positions that are read in one call; more would make a stop wait longer. */
const CHUNK = 128;

/** The language graph with its cache. */
export class LanguageModel {
  readonly #cache: Cache;
  readonly #width: number;

  /** @param chunk positions read in one call */
  constructor(
    private readonly session: InferenceSession,
    manifest: Manifest,
    private readonly chunk = CHUNK,
  ) {
    this.#cache = new Cache(manifest.languageModel);
    this.#width = manifest.visionEncoder.featureWidth;
  }

  /** Positions that the cache holds. */
  get length(): number {
    return this.#cache.length;
  }

  /**
   * Reads a prompt, except the beginning that the cache holds already.
   *
   * @param tokens the whole prompt, at least one token
   * @returns what the heads say after its last token; undefined when stopped between two chunks
   */
  async read(tokens: readonly Token[], signal?: AbortSignal): Promise<Heads | undefined> {
    if (tokens.length === 0) throw new RangeError('A prompt has at least one token.');
    // The last token is always read anew: its heads are what is asked for.
    let begin = this.#cache.keepShared(tokens, tokens.length - 1);
    let heads: Heads | undefined;
    while (begin < tokens.length) {
      await yieldToEventLoop();
      if (signal?.aborted) return undefined;
      const chunk = tokens.slice(begin, begin + this.chunk);
      heads = await this.step(chunk);
      begin += chunk.length;
    }
    return heads;
  }

  /** Reads the next tokens after what the cache holds, in one call. */
  async step(tokens: readonly Token[]): Promise<Heads> {
    const outputs = await this.session.run({ ...this.#inputs(tokens), ...this.#cache.feeds() });
    this.#cache.append(tokens, outputs);
    return { logits: numbersOf(outputs, 'logits'), visual: numbersOf(outputs, 'visual_out') };
  }

  #inputs(tokens: readonly Token[]): Record<string, Tensor> {
    const count = tokens.length;
    const ids = new BigInt64Array(count);
    const places = new BigInt64Array(count).fill(-1n);
    const visual = new Float32Array(count * this.#width);
    for (const [index, token] of tokens.entries()) {
      if (token.kind === 'text') {
        ids[index] = BigInt(token.id);
      } else {
        places[index] = BigInt(token.place);
        visual.set(token.vector, index * this.#width);
      }
    }
    return {
      ids: new Tensor('int64', ids, [count]),
      visual: new Tensor('float32', visual, [count, this.#width]),
      visual_index: new Tensor('int64', places, [count]),
      past_length: new Tensor('int64', BigInt64Array.of(BigInt(this.#cache.length)), [1]),
    };
  }
}

/** The numbers of a float output of a graph. */
export function numbersOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array))
    throw new TypeError(`The graph's output ${name} is missing.`);
  return data;
}
