import type { Manifest } from '../../../shared/manifest';
import { numbersOf } from '../numbers';
import { Tensor } from '../onnxruntime';
import { neededGraph, type Graph, type SmallGraphs } from '../sessions';
import type { Cache } from './kvCache';
import type { Token } from './sequence';

/** A language model in parts: rows, layers, heads. Rows and hidden states are of width H. */
export class SplitGraphs {
  readonly #hidden: number;
  readonly #width: number;

  constructor(
    private readonly body: Graph,
    private readonly small: SmallGraphs,
    { languageModel, visionEncoder }: Manifest,
  ) {
    this.#hidden = languageModel.hiddenWidth;
    this.#width = visionEncoder.featureWidth;
  }

  /** Rows [S, H] of tokens: words by the embedding, visual tokens by the connector. */
  async rowsOf(tokens: readonly Token[]): Promise<Float32Array> {
    const rows = new Float32Array(tokens.length * this.#hidden);
    const place = (at: readonly number[], found: Float32Array): void => {
      for (const [index, position] of at.entries()) {
        const row = found.subarray(index * this.#hidden, (index + 1) * this.#hidden);
        rows.set(row, position * this.#hidden);
      }
    };
    const words: number[] = [];
    const ids: number[] = [];
    const looks: number[] = [];
    const vectors: Float32Array[] = [];
    for (const [position, token] of tokens.entries()) {
      if (token.kind === 'text') {
        words.push(position);
        ids.push(token.id);
      } else {
        looks.push(position);
        vectors.push(token.vector);
      }
    }
    if (ids.length > 0) place(words, await this.embed([ids]));
    if (vectors.length > 0) place(looks, await this.#connect(vectors));
    return rows;
  }

  /** Rows [B, S, H] of ids, one list for each sequence, all of one length. */
  async embed(sequences: readonly (readonly number[])[]): Promise<Float32Array> {
    const ids = integers(sequences);
    return numbersOf(await this.small.embedding.run({ ids }), 'rows');
  }

  /** Rows [B, 1, H] of one code, the same for each sequence. */
  async codeRows(code: number, sequences: number): Promise<Float32Array> {
    const codes = integers(Array.from({ length: sequences }, () => [code]));
    return numbersOf(await neededGraph(this.small.codeRows).run({ codes }), 'rows');
  }

  /**
   * Runs the layers over new positions.
   *
   * @param tokens what stands there, for the cache
   * @param rows [B, S, H]
   * @returns the hidden state [B, H] after the last of them
   */
  async advance(cache: Cache, tokens: readonly Token[], rows: Float32Array): Promise<Float32Array> {
    const count = tokens.length;
    const sequences = rows.length / (count * this.#hidden);
    const outputs = await this.body.run({
      rows: new Tensor('float32', rows, [sequences, count, this.#hidden]),
      past_length: new Tensor('int64', BigInt64Array.of(BigInt(cache.length)), [1]),
      ...cache.feeds(),
    });
    cache.append(tokens, outputs);
    const hidden = numbersOf(outputs, 'hidden');
    const answered = hidden.length / (sequences * this.#hidden);
    if (answered === 1) return hidden;
    const last = new Float32Array(sequences * this.#hidden);
    for (let sequence = 0; sequence < sequences; sequence += 1) {
      const end = (sequence + 1) * answered * this.#hidden;
      last.set(hidden.subarray(end - this.#hidden, end), sequence * this.#hidden);
    }
    return last;
  }

  /** Logits [V] of a hidden state [H]. */
  logits(hidden: Float32Array): Promise<Float32Array> {
    return this.#head(this.small.textHead, hidden, 'logits');
  }

  /** Visual token [W], of length 1, of a hidden state [H]. */
  visual(hidden: Float32Array): Promise<Float32Array> {
    return this.#head(neededGraph(this.small.visionHead), hidden, 'visual');
  }

  /** Scores [B, K] of all codes, of hidden states [B, H]. */
  scores(hidden: Float32Array): Promise<Float32Array> {
    return this.#head(neededGraph(this.small.codeHead), hidden, 'scores');
  }

  async #head(graph: Graph, hidden: Float32Array, output: string): Promise<Float32Array> {
    const sequences = hidden.length / this.#hidden;
    const feeds = { hidden: new Tensor('float32', hidden, [sequences, 1, this.#hidden]) };
    return numbersOf(await graph.run(feeds), output);
  }

  async #connect(vectors: readonly Float32Array[]): Promise<Float32Array> {
    const tokens = new Float32Array(vectors.length * this.#width);
    for (const [index, vector] of vectors.entries()) tokens.set(vector, index * this.#width);
    const feeds = { tokens: new Tensor('float32', tokens, [1, vectors.length, this.#width]) };
    return numbersOf(await this.small.connector.run(feeds), 'rows');
  }
}

const integers = (lists: readonly (readonly number[])[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(lists.flat(), BigInt), [
    lists.length,
    lists[0]?.length ?? 0,
  ]);
