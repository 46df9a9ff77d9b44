/** Kinds of numbers of a tensor, as `TensorProto.DataType` numbers them. */
export const TYPE = {
  float: 1,
  uint8: 2,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;

export type NumberType = keyof typeof TYPE;

/** Bytes of one number. */
export const TYPE_BYTES: Readonly<Record<NumberType, number>> = {
  float: 4,
  uint8: 1,
  int64: 8,
  bool: 1,
  float16: 2,
};

/** Domain of the operators that onnxruntime adds to ONNX's own. */
export const MICROSOFT = 'com.microsoft';

/** An attribute of a node. Plain numbers are whole ones. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

/** A step of a graph. An empty name stands for an input or output that is left out. */
export interface Node {
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Where the numbers of a large tensor lie: in a file beside the graph. */
export interface Place {
  /** Name of the file in the graph's folder. */
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A tensor that a graph holds, or that lies at a place in a file beside it. */
export type Initializer = {
  readonly name: string;
  readonly type: NumberType;
  readonly dims: readonly number[];
} & ({ readonly raw: Uint8Array } | { readonly place: Place });

/** An input or output of a graph; a word in its dimensions stands for any size. */
export interface ValueInfo {
  readonly name: string;
  readonly type: NumberType;
  readonly dims: readonly (number | string)[];
}

/** A graph, before it becomes bytes. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}
