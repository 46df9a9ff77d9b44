import type { Dtype } from './tensor';

/** A tensor as a torch file describes it: a part of one of its storages. */
export interface PickledTensor {
  readonly kind: 'tensor';
  readonly storage: PickledStorage;
  /** First number of it in the storage. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** A storage: an entry of the zip whose numbers are of one kind. */
export interface PickledStorage {
  readonly kind: 'storage';
  readonly dtype: Dtype;
  /** Its entry is `data/KEY`. */
  readonly key: string;
  /** Numbers in it. */
  readonly count: number;
}

/** What a restricted pickle can say. A dictionary keeps only keys that are strings or numbers. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | PickledTensor
  | PickledStorage
  | Pickled[]
  | Map<string | number, Pickled>;

/** Why a pickle is refused. */
export class PickleError extends Error {
  override readonly name = 'PickleError';

  /** @param asked the name that the file wanted to be called; undefined for a damaged file */
  constructor(readonly asked?: string) {
    super(asked === undefined ? 'The pickle is damaged.' : `The pickle asks for ${asked}.`);
  }
}

/** Storages whose numbers can be told apart by their names. */
const STORAGES: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

type Rebuilder = 'tensor' | 'parameter' | 'dictionary';

/** The only functions that may be called, and none of them is: what they make is only noted. */
const REBUILDERS: Readonly<Record<string, Rebuilder>> = {
  'torch._utils _rebuild_tensor_v2': 'tensor',
  'torch._utils _rebuild_parameter': 'parameter',
  'collections OrderedDict': 'dictionary',
};

/** Where a group of values begins on the stack. */
export class Mark {}
/** A name that the file asked for: one of the few that are known. */
export class Named {
  constructor(
    readonly call: Rebuilder | undefined,
    readonly dtype: Dtype | undefined,
    readonly name: string,
  ) {}
}
/** A tuple: it stands for a call's arguments until it is a list. */
export class Tuple {
  #plain: Pickled[] | undefined;
  constructor(readonly items: readonly Value[]) {}

  /** The items as a list, made once: a tuple of tuples may name the same one very often. */
  get plain(): Pickled[] {
    return (this.#plain ??= this.items.map(plain));
  }
}
/** What lies on the stack. */
export type Value = Pickled | Mark | Named | Tuple;

/** @throws PickleError for a name that is not known */
export function named(module: string, name: string): Named {
  const full = `${module}.${name}`;
  const dtype = module === 'torch' && Object.hasOwn(STORAGES, name) ? STORAGES[name] : undefined;
  const key = `${module} ${name}`;
  const call = Object.hasOwn(REBUILDERS, key) ? REBUILDERS[key] : undefined;
  if (!call && !dtype) throw new PickleError(full);
  return new Named(call, dtype, full);
}

/** What a known call would make. */
export function rebuilt({ call, name }: Named, given: readonly Value[]): Value {
  const [first, second, shape, stride] = given;
  switch (call) {
    case 'dictionary':
      if (given.length > 0) throw new PickleError(name);
      return new Map();
    case 'parameter':
      if (!isKind(first, 'tensor')) throw new PickleError();
      return first;
    case 'tensor':
      if (!isKind(first, 'storage') || !isSize(second)) throw new PickleError();
      return {
        kind: 'tensor',
        storage: first,
        offset: second,
        shape: sizesOf(shape),
        stride: sizesOf(stride),
      };
    default:
      throw new PickleError(name);
  }
}

/** A storage by the file's note of it. */
export function storageOf(value: Value): PickledStorage {
  const items = value instanceof Tuple ? value.items : [];
  const [word, type, key, , count] = items;
  if (word !== 'storage' || !(type instanceof Named) || !type.dtype) throw new PickleError();
  if (typeof key !== 'string' || !isSize(count)) throw new PickleError();
  return { kind: 'storage', dtype: type.dtype, key, count };
}

const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function sizesOf(value: Value | undefined): number[] {
  if (!(value instanceof Tuple) || !value.items.every(isSize)) throw new PickleError();
  return [...value.items] as number[];
}

function isKind<Kind extends 'tensor' | 'storage'>(
  value: Value | undefined,
  kind: Kind,
): value is Extract<PickledTensor | PickledStorage, { kind: Kind }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

/** @throws PickleError when it is no list */
export function listOf(value: Value): Pickled[] {
  if (!Array.isArray(value)) throw new PickleError();
  return value;
}

/** @throws PickleError when it is no dictionary */
export function mapOf(value: Value): Map<string | number, Pickled> {
  if (!(value instanceof Map)) throw new PickleError();
  return value;
}

/** Puts keys and values, in turn, into a dictionary. */
export function withItems(
  map: Map<string | number, Pickled>,
  items: readonly Value[],
): Map<string | number, Pickled> {
  if (items.length % 2 !== 0) throw new PickleError();
  for (let index = 0; index < items.length; index += 2) {
    const key = items[index];
    if (typeof key !== 'string' && typeof key !== 'number') throw new PickleError();
    map.set(key, plain(items[index + 1]));
  }
  return map;
}

/** Tuples become lists; names that are no value of their own are refused. */
export function plain(value: Value | undefined): Pickled {
  if (value instanceof Tuple) return value.plain;
  if (value instanceof Named) throw new PickleError(value.name);
  if (value === undefined || value instanceof Mark) throw new PickleError();
  return value;
}
