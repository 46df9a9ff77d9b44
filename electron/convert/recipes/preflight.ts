import { parseJson } from '../checkpoint/json';
import { CHECKPOINT_NAMES, shardsOf } from '../checkpoint/open';
import { headerLength, LENGTH_BYTES, parseHeader } from '../checkpoint/safetensors';
import type { SourceTensor } from '../checkpoint/tensor';
import { refused } from '../error';
import type { Skeleton } from '../onnx/skeleton';
import { recipeFor } from './open';
import { precisionOf, type Bits } from './precision';
import { checkLayout, type Description } from './recipe';

/** Files of a model that are somewhere else. */
export interface RemoteFiles {
  /** Sizes in bytes by name. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Bytes of a file from `begin` to before `end`. */
  read(name: string, begin: number, end: number): Promise<Uint8Array>;
}

/** What can be said of a model before it is fetched. */
export interface Preflight {
  readonly description: Description;
  /** Names of the files that the conversion reads. */
  readonly files: readonly string[];
  /** Bytes to be fetched. */
  readonly fetched: number;
  /** Bytes of the converted model. */
  readonly converted: number;
}

/**
 * Matches a model against the recipes by its configuration and the headers of its files alone.
 *
 * @throws ConvertError as the conversion would
 */
export async function preflight(
  remote: RemoteFiles,
  bits: Bits,
  skeletons: readonly Skeleton[],
): Promise<Preflight> {
  const config = await remoteJson(remote, 'config.json');
  const recipe = recipeFor(config);
  const names = await weightFiles(remote);
  const tensors = new Map<string, SourceTensor>();
  for (const name of names) {
    const size = sizeOf(remote, name);
    const first = await remote.read(name, 0, Math.min(LENGTH_BYTES, size));
    const end = LENGTH_BYTES + headerLength(first, size, name);
    for (const entry of parseHeader(await remote.read(name, LENGTH_BYTES, end), size, name)) {
      tensors.set(...entry);
    }
  }
  const laidOut = recipe.layOut({ main: { config, tensors } }, precisionOf(bits), skeletons);
  checkLayout(laidOut);
  const graphs = Object.values(laidOut.graphs).reduce((sum, bytes) => sum + bytes.length, 0);
  return {
    description: laidOut.description,
    files: names,
    fetched: names.reduce((sum, name) => sum + sizeOf(remote, name), 0),
    converted: laidOut.files.reduce((sum, { size }) => sum + size, graphs),
  };
}

async function weightFiles(remote: RemoteFiles): Promise<string[]> {
  for (const name of CHECKPOINT_NAMES.filter((one) => one.endsWith('.safetensors'))) {
    const index = `${name}.index.json`;
    if (remote.sizes.has(index)) {
      const shards = shardsOf(await remoteJson(remote, index), index);
      return [...new Set(shards.values())].sort();
    }
    if (remote.sizes.has(name)) return [name];
  }
  throw refused('convert.noSafetensors');
}

async function remoteJson(remote: RemoteFiles, name: string): Promise<Record<string, unknown>> {
  const bytes = await remote.read(name, 0, sizeOf(remote, name));
  return parseJson(new TextDecoder().decode(bytes), name);
}

function sizeOf(remote: RemoteFiles, name: string): number {
  const size = remote.sizes.get(name);
  if (size === undefined) throw refused('convert.fileMissing', { file: name });
  return size;
}
