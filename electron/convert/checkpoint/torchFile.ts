import path from 'node:path';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { ConvertError, refused } from '../error';
import { readPickle } from './pickle';
import { PickleError, type Pickled, type PickledTensor } from './pickled';
import { countOf, DTYPE_BYTES, type SourceTensor } from './tensor';

/** Most entries of a torch file that are listed: one for each storage and a few more. */
const MOST_ENTRIES = 200_000;
/** Longest description of the tensors that is read (bytes). */
const LONGEST_PICKLE = 100_000_000;
/** Keys that a file of a training run keeps its weights under, beside its optimiser's state. */
const WRAPPERS = ['model_state_dict', 'state_dict', 'module', 'model'];

/**
 * The tensors of a file that torch saved. Only their description is read, and nothing of it is run.
 * Where the weights lie beside other things, such as an optimiser's state, those are passed over.
 *
 * @throws ConvertError when the file is damaged, older than torch 1.6 or asks for anything to be run
 */
export async function readTorchFile(file: string): Promise<Map<string, SourceTensor>> {
  const name = path.basename(file);
  let zip: ZipFile;
  try {
    zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw cause;
    throw refused('convert.torchUnreadable', { file: name }, { cause });
  }
  try {
    const entries = await entriesOf(zip, name);
    const root = [...entries.keys()].find((entry) => /^[^/]*\/data\.pkl$/.test(entry));
    const described = root === undefined ? undefined : entries.get(root);
    if (root === undefined || !described) throw refused('convert.torchUnreadable', { file: name });
    const folder = root.slice(0, root.indexOf('/') + 1);
    await checkByteOrder(zip, entries.get(`${folder}byteorder`), name);
    const pickled = unpickled(await bytesOf(zip, described, LONGEST_PICKLE, name), name);
    const places = new Map<string, number>();
    const found = new Map<string, SourceTensor>();
    for (const [tensor, value] of tensorsIn(pickled, name)) {
      const { key } = value.storage;
      const entry = entries.get(`${folder}data/${key}`);
      checkStorage(tensor, value, entry, name);
      if (!entry) continue;
      const place = places.get(key) ?? (await placeOf(zip, entry, name));
      places.set(key, place);
      found.set(tensor, placed(file, value, place));
    }
    return found;
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile, file: string): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw refused('convert.torchUnreadable', { file });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw refused('convert.torchUnreadable', { file });
      entries.set(entry.fileName, entry);
    }
  } catch (cause) {
    if (cause instanceof ConvertError) throw cause;
    throw refused('convert.torchUnreadable', { file }, { cause });
  }
  return entries;
}

async function bytesOf(
  zip: ZipFile,
  entry: Entry,
  most: number,
  file: string,
): Promise<Uint8Array> {
  if (entry.uncompressedSize > most) throw refused('convert.torchUnreadable', { file });
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      pieces.push(piece as Uint8Array);
    }
  } catch (cause) {
    throw refused('convert.torchUnreadable', { file }, { cause });
  }
  return Buffer.concat(pieces);
}

async function checkByteOrder(zip: ZipFile, entry: Entry | undefined, file: string): Promise<void> {
  if (!entry) return;
  const order = Buffer.from(await bytesOf(zip, entry, 64, file)).toString('latin1');
  if (order !== 'little') throw refused('convert.torchByteOrder', { file });
}

function unpickled(bytes: Uint8Array, file: string): Pickled {
  try {
    return readPickle(bytes);
  } catch (cause) {
    if (cause instanceof PickleError && cause.asked !== undefined) {
      throw refused('convert.torchForbidden', { file, name: cause.asked }, { cause });
    }
    // Also what nests too deeply for the stack.
    throw refused('convert.torchUnreadable', { file }, { cause });
  }
}

const isTensor = (value: Pickled | undefined): value is PickledTensor =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';

function tensorsIn(root: Pickled, file: string): [string, PickledTensor][] {
  const inner = root instanceof Map ? WRAPPERS.map((name) => root.get(name)) : [];
  for (const table of [root, ...inner]) {
    if (!(table instanceof Map)) continue;
    const found = [...table].filter(
      (item): item is [string, PickledTensor] => typeof item[0] === 'string' && isTensor(item[1]),
    );
    if (found.length > 0) return found;
  }
  throw refused('convert.torchNoTensors', { file });
}

function checkStorage(
  tensor: string,
  { storage, offset, shape, stride }: PickledTensor,
  entry: Entry | undefined,
  file: string,
): void {
  const width = DTYPE_BYTES[storage.dtype];
  const stored = entry?.compressionMethod === 0 && entry.uncompressedSize === entry.compressedSize;
  if (!entry || !stored || entry.uncompressedSize !== storage.count * width) {
    throw refused('convert.tensorOutside', { file, tensor });
  }
  if (offset + countOf(shape) > storage.count) {
    throw refused('convert.tensorOutside', { file, tensor });
  }
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 0;
    if (size > 1 && stride[axis] !== step) throw refused('convert.torchStride', { file, tensor });
    step *= size;
  }
}

async function placeOf(zip: ZipFile, entry: Entry, file: string): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (cause) {
    throw refused('convert.torchUnreadable', { file }, { cause });
  }
}

function placed(file: string, value: PickledTensor, place: number): SourceTensor {
  const { dtype } = value.storage;
  const width = DTYPE_BYTES[dtype];
  return {
    file,
    dtype,
    shape: value.shape,
    offset: place + value.offset * width,
    bytes: countOf(value.shape) * width,
  };
}
