import type { Manifest } from '../../../shared/manifest';
import { Tensor } from '../onnxruntime';
import { Cache } from './kvCache';
import { SplitGraphs } from './splitGraphs';
import type { Token } from './sequence';
import type { Graph, Sessions } from '../sessions';
import { numbersOf } from '../numbers';
import { yieldToEventLoop } from '../async';

/** What the heads say after a position; each is computed when it is asked for. */
export interface Heads {
  /** [V], of the text head. */
  logits(): Promise<Float32Array>;
  /** [W], of the vision head, of length 1. */
  visual(): Promise<Float32Array>;
}

/** Positions that are read in one call; more would make a stop wait longer. */
export const CHUNK = 128;

/** A language model with the keys and values of what it has read. */
export abstract class LanguageModel {
  protected readonly cache: Cache;

  /** @param chunk positions read in one call */
  constructor(
    manifest: Manifest,
    private readonly chunk: number,
  ) {
    this.cache = new Cache({ ...manifest.languageModel, sequences: 1 });
  }

  /** Positions that the cache holds. */
  get length(): number {
    return this.cache.length;
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
    let begin = this.cache.keepShared(tokens, tokens.length - 1);
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
  abstract step(tokens: readonly Token[]): Promise<Heads>;
}

/** The language model of a package's graphs. */
export function openLanguageModel(
  { language, small }: Pick<Sessions, 'language' | 'small'>,
  manifest: Manifest,
  chunk = CHUNK,
): LanguageModel {
  return small
    ? new SplitModel(new SplitGraphs(language, small, manifest), manifest, chunk)
    : new JoinedModel(language, manifest, chunk);
}

/** All of it in one graph, which computes both heads at every step. */
class JoinedModel extends LanguageModel {
  readonly #width: number;

  constructor(
    private readonly graph: Graph,
    manifest: Manifest,
    chunk: number,
  ) {
    super(manifest, chunk);
    this.#width = manifest.visionEncoder.featureWidth;
  }

  async step(tokens: readonly Token[]): Promise<Heads> {
    const outputs = await this.graph.run({ ...this.#inputs(tokens), ...this.cache.feeds() });
    this.cache.append(tokens, outputs);
    const logits = numbersOf(outputs, 'logits');
    const visual = numbersOf(outputs, 'visual_out');
    return { logits: () => Promise.resolve(logits), visual: () => Promise.resolve(visual) };
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
      past_length: new Tensor('int64', BigInt64Array.of(BigInt(this.cache.length)), [1]),
    };
  }
}

/** Layers and heads in graphs of their own; a head that nobody asks costs nothing. */
class SplitModel extends LanguageModel {
  constructor(
    private readonly graphs: SplitGraphs,
    manifest: Manifest,
    chunk: number,
  ) {
    super(manifest, chunk);
  }

  async step(tokens: readonly Token[]): Promise<Heads> {
    const rows = await this.graphs.rowsOf(tokens);
    const hidden = await this.graphs.advance(this.cache, tokens, rows);
    return {
      logits: () => this.graphs.logits(hidden),
      visual: () => this.graphs.visual(hidden),
    };
  }
}
