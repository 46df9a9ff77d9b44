import { countOf } from '../checkpoint/tensor';
import { BLOCK, type DataFile, type Kept, type Source } from './dataFile';
import { encodeModel } from './encode';
import {
  MICROSOFT,
  TYPE,
  type Attribute,
  type Initializer,
  type Node,
  type NumberType,
  type Place,
  type ValueInfo,
} from './model';

/** How MatMulNBits multiplies: with activations rounded to 8 bits, which is fast, or whole. */
const ACCURACY_LEVEL = 4;

type Attributes = Readonly<Record<string, Attribute>>;

/** Collects the nodes of a graph, whose large weights become places in a data file. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #read = new Map<string, string>();
  #count = 0;

  constructor(readonly data: DataFile) {}

  /** A new name for a value or node. */
  name(hint: string): string {
    this.#count += 1;
    return `${hint}.${this.#count}`;
  }

  /** Adds a node; gives the names of its outputs, new ones for a number of them. */
  node(
    op: string,
    inputs: readonly string[],
    outputs: number | readonly string[],
    attributes: Attributes = {},
    domain = '',
  ): string[] {
    const names =
      typeof outputs === 'number'
        ? Array.from({ length: outputs }, () => this.name(op))
        : [...outputs];
    this.#nodes.push({
      op,
      domain,
      name: this.name(`node.${op}`),
      inputs,
      outputs: names,
      attributes,
    });
    return names;
  }

  /** Adds a node with one output; gives its name. */
  one(op: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    const name = this.name(op);
    this.node(op, inputs, [name], attributes, domain);
    return name;
  }

  /** A whole number, or a list of them, one initializer for equal ones. */
  ints(values: number | readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const dims = typeof values === 'number' ? [] : [list.length];
    const raw = new Uint8Array(BigInt64Array.from(list, BigInt).buffer);
    return this.constant('int64', dims, raw);
  }

  /** A float32 of no dimensions. */
  float(value: number): string {
    return this.floats([], [value]);
  }

  /** A small float32 tensor. */
  floats(dims: readonly number[], values: Iterable<number>): string {
    return this.constant('float', dims, new Uint8Array(Float32Array.from(values).buffer));
  }

  /** A small tensor that lies in the graph itself, one for equal ones. */
  constant(type: NumberType, dims: readonly number[], raw: Uint8Array): string {
    const key = `${type}:${dims.join(',')}:${Buffer.from(raw).toString('base64')}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const name = this.name('constant');
    this.#initializers.set(name, { name, type, dims, raw });
    this.#read.set(key, name);
    return name;
  }

  /**
   * A weight as float32, kept so or in 16 bits; its sources lie one after the other.
   *
   * @param transposed the one source is a matrix, and the weight is it turned round
   */
  weight(
    sources: readonly Source[],
    dims: readonly number[],
    kept: 'fp16' | 'fp32',
    transposed = false,
  ): string {
    const { place } = this.data.floats(sources, kept, countOf(dims), transposed);
    const key = `${place.location}:${place.offset}:${dims.join(',')}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const type = kept === 'fp32' ? 'float' : 'float16';
    const stored = this.#external(nameOf(sources), type, dims, place);
    const read = kept === 'fp32' ? stored : this.one('Cast', [stored], { to: TYPE.float });
    this.#read.set(key, read);
    return read;
  }

  /** Packed values [rows, blocks, bytes], scales and zero points of a matrix in blocks. */
  blocks(
    sources: readonly Source[],
    columns: number,
    kept: 'int4' | 'int8',
  ): { packed: string; scales: string; zeros: string } {
    const rows = rowsOf(sources);
    const job = this.data.blocks(sources, kept, rows, columns);
    const perByte = kept === 'int4' ? 2 : 1;
    const count = columns / BLOCK;
    const name = nameOf(sources);
    return {
      packed: this.#external(`${name}.packed`, 'uint8', [rows, count, BLOCK / perByte], job.place),
      scales: this.#external(`${name}.scales`, 'float', [rows, count], job.scales),
      zeros: this.#external(
        `${name}.zeros`,
        'uint8',
        [rows, Math.ceil(count / perByte)],
        job.zeros,
      ),
    };
  }

  /**
   * x times the transposed matrix [rows, columns] whose sources lie one below the other.
   * A matrix whose rows make no whole blocks is kept in 16 bits instead of few.
   */
  linear(x: string, sources: readonly Source[], kept: Kept): string {
    const columns = sources[0]?.shape.at(-1) ?? 0;
    const rows = rowsOf(sources);
    const few = kept === 'int4' || kept === 'int8';
    if (few && columns % BLOCK === 0) {
      const { packed, scales, zeros } = this.blocks(sources, columns, kept);
      const attributes = {
        N: rows,
        K: columns,
        bits: kept === 'int4' ? 4 : 8,
        block_size: BLOCK,
        accuracy_level: ACCURACY_LEVEL,
      };
      return this.one('MatMulNBits', [x, packed, scales, zeros], attributes, MICROSOFT);
    }
    const weight = this.weight(sources, [rows, columns], few ? 'fp16' : kept);
    return this.one('FusedMatMul', [x, weight], { transB: 1 }, MICROSOFT);
  }

  /** x plus a bias, whose sources lie one after the other; always whole. */
  bias(x: string, sources: readonly Source[]): string {
    const width = sources.reduce((sum, { shape }) => sum + countOf(shape), 0);
    return this.one('Add', [x, this.weight(sources, [width], 'fp32')]);
  }

  /** An input of the graph; gives its name. */
  input(name: string, type: NumberType, dims: readonly (number | string)[]): string {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  /** An output of the graph, which a node names. */
  output(name: string, type: NumberType, dims: readonly (number | string)[]): void {
    this.#outputs.push({ name, type, dims });
  }

  /** The graph as the bytes of an ONNX file. */
  model(name: string): Uint8Array {
    return encodeModel({
      name,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  #external(hint: string, type: NumberType, dims: readonly number[], place: Place): string {
    const key = `${place.location}:${place.offset}:${dims.join(',')}:${type}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const name = this.#initializers.has(hint) ? this.name(hint) : hint;
    this.#initializers.set(name, { name, type, dims, place });
    this.#read.set(key, name);
    return name;
  }
}

const nameOf = (sources: readonly Source[]): string => sources.map(({ name }) => name).join('+');

const rowsOf = (sources: readonly Source[]): number =>
  sources.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
