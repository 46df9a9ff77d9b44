import fs from 'node:fs/promises';
import path from 'node:path';
import { refused } from '../error';
import { isObject, readJson } from './json';
import { readSafetensors } from './safetensors';
import type { SourceTensor } from './tensor';
import { readTorchFile } from './torchFile';

/** A checkpoint: its tensors, of which only the places are known, and the files they lie in. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, SourceTensor>;
  /** Paths of the files that hold tensors. */
  readonly files: readonly string[];
}

/** Names of a whole checkpoint, the first that is there is read; an index beside it says its shards. */
export const CHECKPOINT_NAMES = [
  'model.safetensors',
  'diffusion_pytorch_model.safetensors',
  'diffusion_pytorch_model.fp16.safetensors',
  'pytorch_model.bin',
  'diffusion_pytorch_model.bin',
] as const;

/** Most files that an index may name. */
const MOST_SHARDS = 1_000;

/**
 * Finds the checkpoint of a folder, whole or in shards; safetensors go before torch's files.
 *
 * @throws ConvertError when there is none, a shard is missing or a file is damaged
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const there = new Set(await fs.readdir(folder));
  for (const name of CHECKPOINT_NAMES) {
    if (there.has(`${name}.index.json`)) return openShards(folder, `${name}.index.json`, there);
    if (there.has(name)) return openFiles([path.join(folder, name)]);
  }
  throw refused('convert.noCheckpoint', { folder: path.basename(folder) });
}

/** The checkpoint that one file is, by its kind. @throws ConvertError when it is damaged */
export async function openFile(file: string): Promise<Checkpoint> {
  return openFiles([file]);
}

/**
 * The shards that an index names.
 *
 * @param index what the index file says
 * @returns the shard of each tensor
 * @throws ConvertError when it is none or names a file outside of the folder
 */
export function shardsOf(index: Record<string, unknown>, file: string): Map<string, string> {
  const name = path.basename(file);
  const map = index.weight_map;
  if (!isObject(map)) throw refused('convert.jsonUnreadable', { file: name });
  const shards = new Map<string, string>();
  for (const [tensor, shard] of Object.entries(map)) {
    if (typeof shard !== 'string' || !/^[\w][\w.-]*\.(safetensors|bin)$/.test(shard)) {
      throw refused('convert.shardName', { file: name, tensor });
    }
    shards.set(tensor, shard);
  }
  if (shards.size === 0 || new Set(shards.values()).size > MOST_SHARDS) {
    throw refused('convert.jsonUnreadable', { file: name });
  }
  return shards;
}

async function openShards(
  folder: string,
  index: string,
  there: ReadonlySet<string>,
): Promise<Checkpoint> {
  const shards = shardsOf(await readJson(path.join(folder, index)), index);
  const names = [...new Set(shards.values())].sort();
  for (const shard of names) {
    if (!there.has(shard)) throw refused('convert.shardMissing', { file: index, shard });
  }
  const opened = await openFiles(names.map((name) => path.join(folder, name)));
  for (const [tensor, shard] of shards) {
    const place = opened.tensors.get(tensor);
    if (!place || path.basename(place.file) !== shard) {
      throw refused('convert.shardDisagrees', { file: index, shard, tensor });
    }
  }
  return opened;
}

async function openFiles(files: readonly string[]): Promise<Checkpoint> {
  const tensors = new Map<string, SourceTensor>();
  for (const file of files) {
    const read = file.endsWith('.safetensors') ? readSafetensors(file) : readTorchFile(file);
    for (const [tensor, place] of await read) {
      if (tensors.has(tensor)) {
        throw refused('convert.tensorTwice', { file: path.basename(file), tensor });
      }
      tensors.set(tensor, place);
    }
  }
  return { tensors, files };
}
