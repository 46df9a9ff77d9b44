/** Kinds of numbers that checkpoints hold, named as in safetensors, with their sizes in bytes. */
export const DTYPE_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type Dtype = keyof typeof DTYPE_BYTES;

/** Whether a checkpoint's word for a kind of numbers is one of {@link DTYPE_BYTES}. */
export const isDtype = (word: unknown): word is Dtype =>
  typeof word === 'string' && Object.hasOwn(DTYPE_BYTES, word);

/** What a checkpoint says of a tensor, without where it lies. */
export interface TensorShape {
  readonly dtype: Dtype;
  /** Empty for a single number. */
  readonly shape: readonly number[];
}

/** A tensor of a checkpoint and where its numbers lie: in one piece, row by row, little-endian. */
export interface SourceTensor extends TensorShape {
  /** Path of the file. */
  readonly file: string;
  /** First byte in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** How many numbers a shape holds. */
export const countOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** The tensors of a checkpoint by name. */
export type Tensors<Kind extends TensorShape = SourceTensor> = ReadonlyMap<string, Kind>;
