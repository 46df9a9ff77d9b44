import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { GraphBuilder } from './builder';
import { BLOCK, type DataFile, type Kept } from './dataFile';
import type { Attribute, NumberType } from './model';

type Value = readonly [name: string, type: NumberType, dims: readonly (number | string)[]];

/** A weight of a skeleton. */
interface SkeletonWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** The graph reads the matrix turned round. */
  readonly transposed?: boolean;
}

/** A graph without weights, as `models/convert/skeleton.py` writes it. */
export interface Skeleton {
  readonly family: string;
  /** Sizes that a checkpoint's configuration is compared with. */
  readonly shape: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly (readonly [
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    domain?: string,
  ])[];
  readonly constants: Readonly<
    Record<string, readonly [type: NumberType, dims: readonly number[], base64: string]>
  >;
  readonly weights: Readonly<Record<string, SkeletonWeight>>;
}

const SUFFIX = '.json.gz';
const unzip = promisify(zlib.gunzip);
/** Below this size a weight stays whole (numbers), for it saves nothing. */
const SMALL = 4096;

/** The skeletons of a folder; they are part of the program, so they are taken as they are. */
export async function readSkeletons(folder: string): Promise<Skeleton[]> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await unzip(await fs.readFile(path.join(folder, name)));
      return JSON.parse(text.toString('utf8')) as Skeleton;
    }),
  );
}

/** The skeleton of a family with these sizes; undefined when there is none. */
export function findSkeleton(
  skeletons: readonly Skeleton[],
  family: string,
  shape: Readonly<Record<string, unknown>>,
): Skeleton | undefined {
  return skeletons.find(
    (skeleton) =>
      skeleton.family === family &&
      Object.entries(shape).every(
        ([name, value]) => JSON.stringify(skeleton.shape[name]) === JSON.stringify(value),
      ),
  );
}

/** How a skeleton becomes a graph. */
export interface SkeletonOptions {
  readonly kept: Kept;
  /** What stands before the names of its weights among the recipe's. */
  readonly prefix: string;
  /** What follows: gets the names of the outputs' values and says those of the graph. */
  readonly after?: (build: GraphBuilder, outputs: readonly string[]) => readonly Output[];
  /** Name of the only output in the graph; the skeleton's own unless told. */
  readonly output?: string;
  /** A weight's name among the recipe's, where one differs. */
  readonly rename?: (name: string) => string;
}

/** An output of a graph, and the value that it is. */
export interface Output {
  readonly value: string;
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

/**
 * A skeleton as the bytes of a graph, its weights laid into a data file.
 *
 * Matrices that rows are multiplied with are kept in the given bits; of few bits only these are, and
 * what else is large has 16.
 */
export function skeletonGraph(
  data: DataFile,
  skeleton: Skeleton,
  { kept, prefix, after, output, rename = (name) => name }: SkeletonOptions,
): Uint8Array {
  const build = new GraphBuilder(data);
  for (const input of skeleton.inputs) build.input(...input);
  const few = kept === 'int4' || kept === 'int8';
  // Names of the skeleton are letters and numbers alone, so none meets one of the builder's.
  const known = new Map<string, string>();
  for (const [name, [type, dims, base64]] of Object.entries(skeleton.constants)) {
    known.set(name, build.constant(type, dims, Uint8Array.from(Buffer.from(base64, 'base64'))));
  }
  const sourceOf = ({ name, shape }: SkeletonWeight) => ({ name: prefix + rename(name), shape });
  const read = (name: string): string => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const weight = skeleton.weights[name];
    if (!weight) return name;
    const { shape, transposed = false } = weight;
    const count = shape.reduce((product, size) => product * size, 1);
    const whole = count < SMALL ? 'fp32' : few ? 'fp16' : kept;
    const dims = transposed ? shape.toReversed() : shape;
    const value = build.weight([sourceOf(weight)], dims, whole, transposed);
    known.set(name, value);
    return value;
  };
  for (const [op, inputs, outputs, attributes, domain] of skeleton.nodes) {
    const [left = '', right = ''] = inputs;
    const matrix = skeleton.weights[right];
    const [result] = outputs;
    if (few && op === 'MatMul' && result !== undefined && isLinear(matrix)) {
      const product = build.linear(read(left), [sourceOf(matrix)], kept);
      known.set(result, product);
    } else {
      build.node(op, inputs.map(read), outputs, attributes, domain);
    }
  }
  const outputs = skeleton.outputs.map(([name]) => read(name));
  const said =
    after?.(build, outputs) ??
    skeleton.outputs.map(([name, , dims], place): Output => ({
      value: outputs[place] ?? name,
      name: output ?? name,
      dims,
    }));
  for (const { value, name, dims } of said) {
    if (value !== name) build.node('Identity', [value], [name]);
    build.output(name, 'float', dims);
  }
  return build.model(skeleton.family);
}

function isLinear(weight: SkeletonWeight | undefined): weight is SkeletonWeight {
  return weight?.transposed === true && (weight.shape[1] ?? 1) % BLOCK === 0;
}
