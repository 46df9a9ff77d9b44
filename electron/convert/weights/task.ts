import crypto from 'node:crypto';
import fs from 'node:fs';
import { DTYPE_BYTES } from '../checkpoint/tensor';
import { BLOCK } from '../onnx/dataFile';
import { toFloats, toHalves, transpose } from './cast';
import { spansOf, type Task } from './plan';
import { packZeros, quantize } from './quantize';

/** The source ended before a task had read its numbers. */
export class SourceEndedError extends Error {
  override readonly name = 'SourceEndedError';
}

/** Runs tasks: reads numbers, converts them and writes them to their places. */
export class TaskRunner {
  readonly #sources = new Map<string, number>();
  readonly #targets = new Map<string, number>();
  /** Kept between tasks, so that a worker's memory does not grow with what it has done. */
  #bytes = new ArrayBuffer(0);
  #floats = new Float32Array(0);

  /**
   * @param sources paths of the plan's sources
   * @param targets paths of the plan's data files, which exist
   */
  constructor(
    private readonly sources: readonly string[],
    private readonly targets: readonly string[],
  ) {}

  /** Runs a task; gives the SHA-256 of what it wrote. @throws errors of the file system */
  run(task: Task): string {
    const hash = crypto.createHash('sha256');
    const parts = this.#converted(task);
    for (const [index, { target }] of spansOf(task).entries()) {
      const part = parts[index];
      if (!part) continue;
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      this.#write(target.file, target.offset, bytes);
      hash.update(bytes);
    }
    return hash.digest('hex');
  }

  /** Closes all files. */
  close(): void {
    for (const file of [...this.#sources.values(), ...this.#targets.values()]) fs.closeSync(file);
    this.#sources.clear();
    this.#targets.clear();
  }

  /** What a task writes, in the order of its spans. */
  #converted(task: Task): (Uint8Array | Uint16Array | Float32Array)[] {
    const { dtype, count } = task.read;
    const bytes = this.#read(task);
    if (task.kept === 'fp16') {
      const halves = new Uint16Array(count);
      toHalves(bytes, dtype, halves);
      return [task.transposed ? turned(halves, new Uint16Array(count), task.transposed) : halves];
    }
    if (this.#floats.length < count) this.#floats = new Float32Array(count);
    const values = this.#floats.subarray(0, count);
    toFloats(bytes, dtype, values);
    if (!('columns' in task)) {
      return [task.transposed ? turned(values, new Float32Array(count), task.transposed) : values];
    }
    const width = task.kept === 'int4' ? 4 : 8;
    const blocks = count / BLOCK;
    const packed = new Uint8Array((count * width) / 8);
    const scales = new Float32Array(blocks);
    const zeros = new Uint8Array(blocks);
    quantize(values, width, BLOCK, { packed, scales, zeros });
    const rows = count / task.columns;
    const bound = width === 4 ? packZeros(zeros, rows, task.columns / BLOCK) : zeros;
    return [packed, scales, bound];
  }

  #read({ read: { source, dtype, offset, count } }: Task): Uint8Array {
    const length = count * DTYPE_BYTES[dtype];
    if (this.#bytes.byteLength < length) this.#bytes = new ArrayBuffer(length);
    const bytes = new Uint8Array(this.#bytes, 0, length);
    const file = opened(this.#sources, this.sources[source], 'r');
    let read = 0;
    while (read < length) {
      const got = fs.readSync(file, bytes, read, length - read, offset + read);
      if (got === 0) throw new SourceEndedError(this.sources[source]);
      read += got;
    }
    return bytes;
  }

  #write(index: number, offset: number, bytes: Uint8Array): void {
    const file = opened(this.#targets, this.targets[index], 'r+');
    let written = 0;
    while (written < bytes.length) {
      written += fs.writeSync(file, bytes, written, bytes.length - written, offset + written);
    }
  }
}

function turned<Kind extends Float32Array | Uint16Array>(
  values: Kind,
  into: Kind,
  transposed: readonly [number, number],
): Kind {
  transpose(values, ...transposed, into);
  return into;
}

function opened(files: Map<string, number>, path: string | undefined, flags: string): number {
  if (path === undefined) throw new RangeError('The plan has no such file.');
  const known = files.get(path);
  if (known !== undefined) return known;
  const file = fs.openSync(path, flags);
  files.set(path, file);
  return file;
}
