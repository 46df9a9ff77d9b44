import crypto from 'node:crypto';
import { countOf, DTYPE_BYTES, type SourceTensor, type Tensors } from '../checkpoint/tensor';
import { refused } from '../error';
import { BLOCK, type BlockJob, type DataFile, type FloatJob, type Source } from '../onnx/dataFile';
import { isWeightDtype, type WeightDtype } from './cast';
import type { SourceFile } from './sources';

/** Numbers of a task, about: a worker's memory and what is lost by a kill follow from it. */
const SLAB = 4 * 2 ** 20;

/** What a task reads: so many numbers from a byte of a source on. */
export interface Reading {
  /** Index of the file in the plan's sources. */
  readonly source: number;
  readonly dtype: WeightDtype;
  readonly offset: number;
  readonly count: number;
}

/** Where a task writes: from a byte of a data file on. */
export interface Target {
  /** Index of the file in the plan's files. */
  readonly file: number;
  readonly offset: number;
}

/** A piece of work that a worker does in one go, and that is done again whole. */
export type Task =
  | {
      readonly kept: 'fp16' | 'fp32';
      readonly read: Reading;
      readonly target: Target;
      /** Rows and columns of a matrix that is turned round. */
      readonly transposed?: readonly [number, number];
    }
  | {
      readonly kept: 'int4' | 'int8';
      readonly read: Reading;
      readonly columns: number;
      readonly packed: Target;
      readonly scales: Target;
      readonly zeros: Target;
    };

/** A conversion of weights as a whole; it follows from shapes alone. */
export interface Plan {
  readonly sources: readonly SourceFile[];
  /** Data files to be written, names within one folder, sizes in bytes. */
  readonly files: readonly { readonly location: string; readonly size: number }[];
  readonly tasks: readonly Task[];
}

/**
 * Cuts the jobs of data files into tasks, and checks every weight's name, kind and shape.
 *
 * @param tensors the checkpoint's tensors by the names that the jobs use
 * @param sources the files that the tensors lie in
 * @param slab numbers of a task, about
 * @throws ConvertError for a weight that is missing, of another shape or of a kind not converted
 */
export function planWeights(
  files: readonly DataFile[],
  tensors: Tensors,
  sources: readonly SourceFile[],
  slab = SLAB,
): Plan {
  const indexes = new Map(sources.map(({ path }, index) => [path, index]));
  const tasks: Task[] = [];
  for (const [file, data] of files.entries()) {
    const target = (offset: number): Target => ({ file, offset });
    for (const job of data.jobs) {
      // Numbers of the weight that earlier sources have filled.
      let done = 0;
      for (const source of job.sources) {
        const tensor = sourceTensor(source, tensors);
        const index = indexes.get(tensor.file);
        if (index === undefined) throw new RangeError(`${tensor.file} is no source.`);
        const cut = (from: number, count: number): Reading => {
          const { dtype, offset } = tensor;
          return { source: index, dtype, offset: offset + from * DTYPE_BYTES[dtype], count };
        };
        if ('columns' in job)
          tasks.push(...blockTasks(job, countOf(source.shape), done, cut, target, slab));
        else tasks.push(...floatTasks(job, source, done, cut, target, slab));
        done += countOf(source.shape);
      }
    }
  }
  return { sources, files: files.map(({ location, size }) => ({ location, size })), tasks };
}

/**
 * Checks every weight of data files: there, in its shape, of a kind that is converted.
 *
 * @throws ConvertError with the tensor's name
 */
export function checkWeights(files: readonly DataFile[], tensors: Tensors): void {
  for (const { jobs } of files) {
    for (const { sources } of jobs) for (const source of sources) sourceTensor(source, tensors);
  }
}

/**
 * What tells one plan from another: sources by content, targets, tasks; not where files lie.
 */
export function planIdentity({ sources, files, tasks }: Plan): string {
  const contents = sources.map(({ size, sha256 }) => ({ size, sha256 }));
  return crypto
    .createHash('sha256')
    .update(JSON.stringify({ version: 1, contents, files, tasks }))
    .digest('hex');
}

/** Bytes that a task writes. */
export function writtenBytes(task: Task): number {
  return spansOf(task).reduce((sum, { length }) => sum + length, 0);
}

/** The parts of the data files that a task fills, in the order in which it hashes them. */
export function spansOf(task: Task): { readonly target: Target; readonly length: number }[] {
  const { count } = task.read;
  if (!('columns' in task)) {
    return [{ target: task.target, length: count * (task.kept === 'fp32' ? 4 : 2) }];
  }
  const rows = count / task.columns;
  const blocks = task.columns / BLOCK;
  const perByte = task.kept === 'int4' ? 2 : 1;
  return [
    { target: task.packed, length: count / perByte },
    { target: task.scales, length: rows * blocks * 4 },
    { target: task.zeros, length: rows * Math.ceil(blocks / perByte) },
  ];
}

type Cut = (from: number, count: number) => Reading;
type At = (offset: number) => Target;

function* floatTasks(
  { kept, transposed, place }: FloatJob,
  { shape }: Source,
  done: number,
  cut: Cut,
  target: At,
  most: number,
): Generator<Task> {
  const count = countOf(shape);
  const width = kept === 'fp32' ? 4 : 2;
  if (transposed) {
    const [rows = 1, columns = 1] = shape;
    const at = target(place.offset);
    yield { kept, read: cut(0, count), target: at, transposed: [rows, columns] };
    return;
  }
  for (let from = 0; from < count; from += most) {
    const read = cut(from, Math.min(most, count - from));
    yield { kept, read, target: target(place.offset + (done + from) * width) };
  }
}

function* blockTasks(
  { kept, columns, place, scales, zeros }: BlockJob,
  count: number,
  done: number,
  cut: Cut,
  target: At,
  most: number,
): Generator<Task> {
  const perByte = kept === 'int4' ? 2 : 1;
  const blocks = columns / BLOCK;
  const slab = Math.max(1, Math.floor(most / columns)) * columns;
  for (let from = 0; from < count; from += slab) {
    const row = (done + from) / columns;
    yield {
      kept,
      read: cut(from, Math.min(slab, count - from)),
      columns,
      packed: target(place.offset + (done + from) / perByte),
      scales: target(scales.offset + row * blocks * 4),
      zeros: target(zeros.offset + row * Math.ceil(blocks / perByte)),
    };
  }
}

/** A shape without its sizes of 1, which say nothing of where numbers lie. */
const squeezed = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join(',');

function sourceTensor(
  { name, shape }: Source,
  tensors: Tensors,
): SourceTensor & { readonly dtype: WeightDtype } {
  const tensor = tensors.get(name);
  if (!tensor) throw refused('convert.tensorMissing', { tensor: name });
  if (squeezed(tensor.shape) !== squeezed(shape)) {
    throw refused('convert.tensorShape', {
      tensor: name,
      shape: `[${tensor.shape.join(', ')}]`,
      expected: `[${shape.join(', ')}]`,
    });
  }
  const { dtype, file } = tensor;
  if (!isWeightDtype(dtype)) throw refused('convert.dtype', { tensor: name, file, dtype });
  return { ...tensor, dtype };
}
