import { Tensor } from '../onnxruntime';
import { commonPrefix, type Token } from './sequence';

/** Shape of the keys and values that are kept. */
export interface CacheShape {
  readonly layers: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Most positions that are ever kept. */
  readonly contextLength: number;
  /** Sequences that are read side by side; 1 unless told. */
  readonly sequences?: number;
}

/** Rows of room are added in such portions: rows without content cost time in every step. */
const PORTION = 128;

/**
 * Keys and values of the positions a language model has read, and what stood there, so that the
 * next prompt keeps the beginning that it shares with the last one.
 *
 * A tensor is [sequences * kvHeads, 1, room, headWidth]. The graph reads it in place and returns only
 * the rows of new positions.
 */
export class Cache {
  readonly #buffers: Float32Array[];
  /** Positions that the buffers have space for. */
  #capacity = PORTION;
  #tensors: Tensor[];
  readonly #heads: number;
  #room = PORTION;
  #tokens: Token[] = [];

  constructor(private readonly shape: CacheShape) {
    const { layers, kvHeads, headWidth, sequences = 1 } = shape;
    this.#heads = kvHeads * sequences;
    const size = this.#heads * this.#capacity * headWidth;
    this.#buffers = Array.from({ length: layers * 2 }, () => new Float32Array(size));
    this.#tensors = this.#view();
  }

  /** Positions kept. */
  get length(): number {
    return this.#tokens.length;
  }

  /** Rows that the tensors have room for. */
  get room(): number {
    return this.#room;
  }

  /** The graph's inputs `past.i.k` and `past.i.v` by name; the tensors read the cache in place. */
  feeds(): Record<string, Tensor> {
    return Object.fromEntries(
      this.#tensors.map((tensor, index) => [`past.${nameOf(index)}`, tensor]),
    );
  }

  /** Keeps only the beginning shared with `tokens`, at most `most` positions; gives its length. */
  keepShared(tokens: readonly Token[], most: number): number {
    const kept = Math.min(commonPrefix(this.#tokens, tokens), most);
    this.#tokens.length = kept;
    this.#resize(roomFor(kept));
    return kept;
  }

  /**
   * Appends positions with the graph's outputs `new.i.k` and `new.i.v`.
   *
   * @param outputs tensors [sequences * kvHeads, 1, S, headWidth] by name
   */
  append(tokens: readonly Token[], outputs: Readonly<Record<string, Tensor>>): void {
    const { headWidth } = this.shape;
    const heads = this.#heads;
    const begin = this.#tokens.length;
    this.#resize(Math.max(this.#room, roomFor(begin + tokens.length)));
    const rows = tokens.length * headWidth;
    for (const [index, buffer] of this.#buffers.entries()) {
      const fresh = outputs[`new.${nameOf(index)}`]?.data;
      if (!(fresh instanceof Float32Array) || fresh.length !== heads * rows) {
        throw new TypeError(`The graph's output new.${nameOf(index)} has another size.`);
      }
      for (let head = 0; head < heads; head += 1) {
        const source = fresh.subarray(head * rows, (head + 1) * rows);
        buffer.set(source, (head * this.#room + begin) * headWidth);
      }
    }
    this.#tokens.push(...tokens);
  }

  /** Moves the rows of each head to where they lie in tensors of another room. */
  #resize(room: number): void {
    if (room === this.#room) return;
    if (room > this.#capacity) {
      this.#grow(room);
      return;
    }
    const { headWidth } = this.shape;
    const used = this.#tokens.length * headWidth;
    const heads = Array.from({ length: this.#heads }, (_, head) => head);
    // Growing begins with the last head, so that no rows are overwritten before they have moved.
    if (room > this.#room) heads.reverse();
    for (const buffer of this.#buffers) {
      for (const head of heads) {
        const begin = head * this.#room * headWidth;
        buffer.copyWithin(head * room * headWidth, begin, begin + used);
      }
    }
    this.#room = room;
    this.#tensors = this.#view();
  }

  /** Takes larger buffers, twice as large where the context allows, one after the other. */
  #grow(room: number): void {
    const { headWidth, contextLength } = this.shape;
    const used = this.#tokens.length * headWidth;
    const most = Math.max(room, roomFor(contextLength));
    this.#capacity = Math.min(most, Math.max(room, this.#capacity * 2));
    this.#tensors = [];
    for (const [index, buffer] of this.#buffers.entries()) {
      const larger = new Float32Array(this.#heads * this.#capacity * headWidth);
      for (let head = 0; head < this.#heads; head += 1) {
        const begin = head * this.#room * headWidth;
        larger.set(buffer.subarray(begin, begin + used), head * room * headWidth);
      }
      this.#buffers[index] = larger;
    }
    this.#room = room;
    this.#tensors = this.#view();
  }

  #view(): Tensor[] {
    const { headWidth } = this.shape;
    const dimensions = [this.#heads, 1, this.#room, headWidth];
    const size = this.#heads * this.#room * headWidth;
    return this.#buffers.map(
      (buffer) => new Tensor('float32', buffer.subarray(0, size), dimensions),
    );
  }
}

/** Name of a buffer: keys and values of a layer take turns. */
function nameOf(index: number): string {
  return `${index >> 1}.${index % 2 === 0 ? 'k' : 'v'}`;
}

/** The least room for so many positions. */
function roomFor(positions: number): number {
  return Math.max(1, Math.ceil(positions / PORTION)) * PORTION;
}
