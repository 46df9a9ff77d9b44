import fs from 'node:fs';
import path from 'node:path';
import type { SourceTensor } from '../../electron/convert/checkpoint/tensor';
import type { DataFile } from '../../electron/convert/onnx/dataFile';
import type { LanguageShape } from '../../electron/convert/onnx/language';
import { planWeights } from '../../electron/convert/weights/plan';
import { identifySources } from '../../electron/convert/weights/sources';
import { writeWeights } from '../../electron/convert/weights/write';
import { InferenceSession, Tensor } from '../../electron/runtime/onnxruntime';

type Values = Readonly<Record<string, Tensor>>;

/** Opens a graph of a folder. */
export function openGraph(folder: string, name: string): Promise<InferenceSession> {
  return InferenceSession.create(path.join(folder, name), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
  });
}

/** Writes graphs and fills their data files from a checkpoint. */
export async function writeGraphs(
  folder: string,
  graphs: Readonly<Record<string, Uint8Array>>,
  files: readonly DataFile[],
  tensors: ReadonlyMap<string, SourceTensor>,
): Promise<void> {
  for (const [name, bytes] of Object.entries(graphs)) {
    fs.writeFileSync(path.join(folder, `${name}.onnx`), bytes);
  }
  const sources = [...new Set([...tensors.values()].map(({ file }) => file))];
  const plan = planWeights(files, tensors, await identifySources(sources));
  await writeWeights({ plan, folder, free: () => Promise.resolve(Infinity) });
}

export const floats = (numbers: Float32Array, dims: readonly number[]): Tensor =>
  new Tensor('float32', numbers, dims);

export const ints = (numbers: readonly number[], dims: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(numbers, BigInt), dims);

/** Runs a graph; gives one of its outputs. */
export async function output(
  session: InferenceSession,
  feeds: Values,
  name: string,
): Promise<Float32Array> {
  const data = (await session.run(feeds))[name]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`There is no output ${name}.`);
  return data;
}

/** A body with its keys and values; rows without content hold what would show if it were read. */
export class Reader {
  #length = 0;
  readonly #past: Map<string, Float32Array>;

  constructor(
    private readonly body: InferenceSession,
    private readonly shape: LanguageShape,
    private readonly sequences = 1,
    private readonly room = 128,
  ) {
    const size = sequences * shape.kvHeads * room * shape.headWidth;
    const names = Array.from({ length: shape.layers }, (_, layer) => [`${layer}.k`, `${layer}.v`]);
    this.#past = new Map(names.flat().map((name) => [name, new Float32Array(size).fill(7)]));
  }

  /** Reads rows [sequences, S, hidden]; gives the hidden states that the body answers with. */
  async read(rows: Float32Array): Promise<Float32Array> {
    const { hidden, headWidth, kvHeads } = this.shape;
    const heads = this.sequences * kvHeads;
    const count = rows.length / hidden / this.sequences;
    const past = [...this.#past].map(([name, buffer]) => [
      `past.${name}`,
      floats(buffer, [heads, 1, this.room, headWidth]),
    ]);
    const outputs = await this.body.run({
      rows: floats(rows, [this.sequences, count, hidden]),
      past_length: ints([this.#length], [1]),
      ...(Object.fromEntries(past) as Record<string, Tensor>),
    });
    for (const [name, buffer] of this.#past) {
      const fresh = outputs[`new.${name}`]?.data as Float32Array;
      for (let head = 0; head < heads; head += 1) {
        const part = fresh.subarray(head * count * headWidth, (head + 1) * count * headWidth);
        buffer.set(part, (head * this.room + this.#length) * headWidth);
      }
    }
    this.#length += count;
    return outputs.hidden?.data as Float32Array;
  }
}
