import { GraphBuilder } from './builder';
import { BLOCK, type DataFile, type Kept, type Source } from './dataFile';
import { MICROSOFT } from './model';

/** Rows of a table: `ids` int64 [B, S] to `rows` float32 [B, S, width]. */
export function embedding(data: DataFile, table: Source, kept: Kept): Uint8Array {
  const build = new GraphBuilder(data);
  const width = table.shape[1] ?? 0;
  build.input('ids', 'int64', ['B', 'S']);
  build.output('rows', 'float', ['B', 'S', width]);
  build.node('Identity', [rowsOf(build, table, 'ids', kept)], ['rows']);
  return build.model('embedding');
}

/** The text head: `hidden` float32 [B, S, width] to `logits` [B, S, vocabulary]. */
export function textHead(data: DataFile, table: Source, kept: Kept): Uint8Array {
  const [vocabulary = 0, width = 0] = table.shape;
  const build = new GraphBuilder(data);
  build.input('hidden', 'float', ['B', 'S', width]);
  build.output('logits', 'float', ['B', 'S', vocabulary]);
  build.node('Identity', [build.linear('hidden', [table], kept)], ['logits']);
  return build.model('textHead');
}

/** A linear layer of a perceptron by its name, which `.weight` and `.bias` follow. */
export interface Layer {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Linear layers with something between them. */
export interface Perceptron {
  readonly graph: string;
  readonly layers: readonly Layer[];
  readonly input: string;
  readonly output: string;
  readonly kept: Kept;
  /** What is between two layers: GELU in its exact form, or a norm of each row and ReLU. */
  readonly between?: 'gelu' | 'norm-relu';
  /** Names of the norms, one for each layer, the last one included (`norm-relu`). */
  readonly norms?: readonly string[];
  /** Rows of the result are brought to length 1. */
  readonly unit?: boolean;
  /** The input is codes int64 [B, S], which this table turns into rows. */
  readonly table?: Source;
}

/** PyTorch's default for a norm of rows. */
const NORM_EPSILON = 1e-5;

/** Connector, vision head, code rows, code head, adapter: rows [B, S, from] to rows [B, S, to]. */
export function perceptron(data: DataFile, options: Perceptron): Uint8Array {
  const { layers, input, output, kept, between = 'gelu', norms, unit, table } = options;
  const build = new GraphBuilder(data);
  let x = input;
  if (table) {
    build.input(input, 'int64', ['B', 'S']);
    x = rowsOf(build, table, input, 'fp32');
  } else {
    build.input(input, 'float', ['B', 'S', layers[0]?.from ?? 0]);
  }
  for (const [index, { name, from, to }] of layers.entries()) {
    if (index > 0) {
      x =
        between === 'gelu'
          ? build.one('Gelu', [x], { approximate: 'none' })
          : build.one('Relu', [x]);
    }
    x = build.linear(x, [{ name: `${name}.weight`, shape: [to, from] }], kept);
    x = build.bias(x, [{ name: `${name}.bias`, shape: [to] }]);
    const norm = norms?.[index];
    if (norm !== undefined) x = layerNorm(build, x, norm, to);
  }
  if (unit) x = unitRows(build, x);
  build.node('Identity', [x], [output]);
  build.output(output, 'float', ['B', 'S', layers.at(-1)?.to ?? 0]);
  return build.model(options.graph);
}

/** Rows of length 1. */
export function unitRows(build: GraphBuilder, x: string): string {
  return build.one('LpNormalization', [x], { axis: -1, p: 2 });
}

function layerNorm(build: GraphBuilder, x: string, name: string, width: number): string {
  const [scale, shift] = ['weight', 'bias'].map((part) =>
    build.weight([{ name: `${name}.${part}`, shape: [width] }], [width], 'fp32'),
  ) as [string, string];
  const attributes = { axis: -1, epsilon: { float: NORM_EPSILON } };
  return build.one('LayerNormalization', [x, scale, shift], attributes);
}

/** Rows of a table by ids; a table of few bits has 8, so that the text head can share it. */
function rowsOf(build: GraphBuilder, table: Source, ids: string, kept: Kept): string {
  const [count = 0, width = 0] = table.shape;
  const few = kept === 'int4' || kept === 'int8';
  if (!few || width % BLOCK !== 0) {
    const rows = build.weight([table], [count, width], few ? 'fp16' : kept);
    return build.one('Gather', [rows, ids], { axis: 0 });
  }
  const { packed, scales, zeros } = build.blocks([table], width, 'int8');
  const flat = build.one('Reshape', [packed, build.ints([count, -1])]);
  const attributes = { bits: 8, block_size: BLOCK, gather_axis: 0, quantize_axis: 1 };
  return build.one('GatherBlockQuantized', [flat, ids, scales, zeros], attributes, MICROSOFT);
}
