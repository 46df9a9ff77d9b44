/** Just enough of ONNX's protobuf to write graphs that no exporter would. */

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const number = (field: number, value: number | bigint): Buffer =>
  Buffer.concat([varint(field << 3), varint(value)]);

function inner(field: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

/** A float32 tensor of the name `w`, unless it says otherwise. */
export interface Weight {
  readonly name?: string;
  readonly dims: readonly (number | bigint)[];
  /** Where it lies outside of the graph. */
  readonly external?: {
    readonly location: string;
    readonly offset?: string;
    readonly length?: string;
  };
  readonly raw?: Buffer;
  readonly type?: number;
}

function tensor({ name = 'w', dims, external, raw, type = 1 }: Weight): Buffer {
  const entry = (key: string, value: string): Buffer =>
    inner(13, Buffer.concat([inner(1, key), inner(2, value)]));
  const outside = external
    ? [
        entry('location', external.location),
        entry('offset', external.offset ?? '0'),
        entry('length', external.length ?? '1536'),
        number(14, 1),
      ]
    : [];
  return Buffer.concat([
    ...dims.map((size) => number(1, size)),
    number(2, type),
    inner(8, name),
    ...(raw ? [inner(9, raw)] : []),
    ...outside,
  ]);
}

/** A node of a graph. */
export interface Node {
  readonly kind: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
}

function node({ kind, inputs, outputs, domain }: Node): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => inner(1, name)),
    ...outputs.map((name) => inner(2, name)),
    inner(4, kind),
    ...(domain === undefined ? [] : [inner(7, domain)]),
  ]);
}

function value(name: string, dims: readonly number[]): Buffer {
  const shape = Buffer.concat(dims.map((size) => inner(1, number(1, size))));
  const type = Buffer.concat([number(1, 1), inner(2, shape)]);
  return Buffer.concat([inner(1, name), inner(2, inner(1, type))]);
}

/** A graph with the inputs and outputs of the tiny package's adapter. */
export interface Graph {
  readonly nodes?: readonly Node[];
  readonly weights?: readonly Weight[];
  readonly tokens?: readonly number[];
  readonly condition?: readonly number[];
}

/** The bytes of a graph; what is left out is as the adapter has it. */
export function graph({
  nodes = [{ kind: 'MatMul', inputs: ['tokens', 'w'], outputs: ['condition'] }],
  weights = [{ dims: [24, 16], raw: Buffer.alloc(24 * 16 * 4) }],
  tokens = [16, 24],
  condition = [16, 16],
}: Graph): Buffer {
  const body = Buffer.concat([
    ...nodes.map((one) => inner(1, node(one))),
    inner(2, 'adapter'),
    ...weights.map((one) => inner(5, tensor(one))),
    inner(11, value('tokens', tokens)),
    inner(12, value('condition', condition)),
  ]);
  return Buffer.concat([number(1, 8), inner(7, body), inner(8, number(2, 17))]);
}
