import fs from 'node:fs/promises';
import path from 'node:path';
import { countOf } from '../../convert/checkpoint/tensor';
import type { Source } from '../../convert/onnx/dataFile';
import { bfloats, type Noise } from './noise';
import { tokenizerOf } from './tokenizer';
import type { Marks, PublishedPart } from './models';

const BYTES = 2;
/** A file of a checkpoint has about so many bytes. */
const SHARD = 2e9;

/**
 * Writes a checkpoint as it would be published, in random numbers; little of it is ever in memory.
 *
 * @param shard bytes of a file, about
 */
export async function writePublished(
  folder: string,
  parts: readonly PublishedPart[],
  tokenizer: { readonly vocabulary: number; readonly marks: Marks },
  shard = SHARD,
): Promise<void> {
  const writer = new Writer();
  for (const { folder: inside, file, configFile, config, tensors } of parts) {
    const place = path.join(folder, inside);
    await fs.mkdir(place, { recursive: true });
    await fs.writeFile(path.join(place, configFile), JSON.stringify(config));
    const shards = cut(tensors, shard);
    const names = shards.map((_, index) => shardName(file, index, shards.length));
    for (const [index, part] of shards.entries()) {
      await writer.write(path.join(place, names[index] ?? ''), part);
    }
    if (shards.length > 1) {
      const map = shards.flatMap((part, index) => part.map(({ name }) => [name, names[index]]));
      const index = { metadata: {}, weight_map: Object.fromEntries(map) as object };
      await fs.writeFile(path.join(place, `${file}.safetensors.index.json`), JSON.stringify(index));
    }
  }
  const { vocabulary, marks } = tokenizer;
  const definition = JSON.stringify(tokenizerOf(vocabulary, marks));
  await fs.writeFile(path.join(folder, 'tokenizer.json'), definition);
  await fs.writeFile(path.join(folder, 'tokenizer_config.json'), '{}');
}

/** Tensors in their order, in as many files as it takes. */
function cut(tensors: readonly Source[], most: number): Source[][] {
  const shards: Source[][] = [[]];
  let bytes = 0;
  for (const tensor of tensors) {
    const size = countOf(tensor.shape) * BYTES;
    if (bytes > 0 && bytes + size > most) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)?.push(tensor);
    bytes += size;
  }
  return shards;
}

function shardName(file: string, index: number, count: number): string {
  if (count === 1) return `${file}.safetensors`;
  const digits = (value: number): string => String(value).padStart(5, '0');
  return `${file}-${digits(index + 1)}-of-${digits(count)}.safetensors`;
}

/** Writes files of safetensors; every tensor gets other bytes than those before it. */
class Writer {
  readonly #weights = bfloats(1, 0);
  readonly #norms = bfloats(2, 1);
  #tensor = 0;

  async write(file: string, tensors: readonly Source[]): Promise<void> {
    const handle = await fs.open(file, 'wx');
    try {
      await handle.write(headerOf(tensors));
      for (const { name, shape } of tensors) {
        const isNorm = shape.length === 1 && name.endsWith('.weight');
        const noise: Noise = isNorm ? this.#norms : this.#weights;
        this.#tensor += 1;
        for (const piece of noise.pieces(this.#tensor, countOf(shape) * BYTES)) {
          await writeAll(handle, piece);
        }
      }
    } finally {
      await handle.close();
    }
  }
}

/** Writes all of some bytes; one call may write fewer. */
export async function writeAll(handle: fs.FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}

function headerOf(tensors: readonly Source[]): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const { name, shape } of tensors) {
    const begin = end;
    end += countOf(shape) * BYTES;
    header[name] = { dtype: 'BF16', shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const bytes = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}
