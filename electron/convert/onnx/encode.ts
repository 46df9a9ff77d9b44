import {
  MICROSOFT,
  TYPE,
  type Attribute,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './model';

/** Numbers of the fields in onnx.proto3, of the messages that a graph needs. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 } as const;
const OPSET = { domain: 1, version: 2 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { name: 1, float: 2, int: 3, string: 4, floats: 7, ints: 8, type: 20 } as const;
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9, external: 13, location: 14 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TYPE_PROTO = { tensor: 1 } as const;
const TENSOR_TYPE = { element: 1, shape: 2 } as const;
const SHAPE = { dim: 1 } as const;
const DIMENSION = { value: 1, word: 2 } as const;

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;
/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

/** Version of the format that onnxruntime 1.30 reads whole, and of ONNX's operators (with Gelu). */
const IR_VERSION = 10;
const OPERATORS = 20;

const VARINT = 0;
const LENGTH = 2;
const FIXED32 = 5;

type Bytes = Uint8Array;

/** A graph as the bytes of an ONNX file. Tensors with a place are only named. */
export function encodeModel(graph: Graph): Uint8Array {
  const body = join([
    ...graph.nodes.map((node) => message(GRAPH.node, encodeNode(node))),
    text(GRAPH.name, graph.name),
    ...graph.initializers.map((tensor) => message(GRAPH.initializer, encodeTensor(tensor))),
    ...graph.inputs.map((value) => message(GRAPH.input, encodeValue(value))),
    ...graph.outputs.map((value) => message(GRAPH.output, encodeValue(value))),
  ]);
  const opsets: [string, number][] = [
    ['', OPERATORS],
    [MICROSOFT, 1],
  ];
  return join([
    whole(MODEL.irVersion, IR_VERSION),
    text(MODEL.producer, 'metamorph-studio'),
    message(MODEL.graph, [body]),
    ...opsets.map(([domain, version]) =>
      message(MODEL.opset, [text(OPSET.domain, domain), whole(OPSET.version, version)]),
    ),
  ]);
}

function encodeNode({ op, domain, name, inputs, outputs, attributes }: Node): Bytes[] {
  return [
    ...inputs.map((input) => text(NODE.input, input)),
    ...outputs.map((output) => text(NODE.output, output)),
    text(NODE.name, name),
    text(NODE.op, op),
    ...Object.entries(attributes).map(([key, value]) =>
      message(NODE.attribute, [text(ATTRIBUTE.name, key), ...encodeAttribute(value)]),
    ),
    ...(domain ? [text(NODE.domain, domain)] : []),
  ];
}

function encodeAttribute(value: Attribute): Bytes[] {
  const ofType = (type: keyof typeof ATTRIBUTE_TYPE): Bytes =>
    whole(ATTRIBUTE.type, ATTRIBUTE_TYPE[type]);
  if (typeof value === 'number') return [whole(ATTRIBUTE.int, value), ofType('int')];
  if (typeof value === 'string') return [text(ATTRIBUTE.string, value), ofType('string')];
  if ('float' in value) return [float(ATTRIBUTE.float, value.float), ofType('float')];
  if ('floats' in value) {
    return [...value.floats.map((item) => float(ATTRIBUTE.floats, item)), ofType('floats')];
  }
  return [...value.map((item) => whole(ATTRIBUTE.ints, item)), ofType('ints')];
}

function encodeTensor(tensor: Initializer): Bytes[] {
  const head = [
    ...tensor.dims.map((size) => whole(TENSOR.dims, size)),
    whole(TENSOR.type, TYPE[tensor.type]),
    text(TENSOR.name, tensor.name),
  ];
  if ('raw' in tensor) return [...head, bytes(TENSOR.raw, tensor.raw)];
  const entries = Object.entries(tensor.place).map(([key, value]) =>
    message(TENSOR.external, [text(ENTRY.key, key), text(ENTRY.value, String(value))]),
  );
  return [...head, ...entries, whole(TENSOR.location, EXTERNAL)];
}

function encodeValue({ name, type, dims }: ValueInfo): Bytes[] {
  const shape = dims.map((size) =>
    message(SHAPE.dim, [
      typeof size === 'string' ? text(DIMENSION.word, size) : whole(DIMENSION.value, size),
    ]),
  );
  const tensor = message(TYPE_PROTO.tensor, [
    whole(TENSOR_TYPE.element, TYPE[type]),
    message(TENSOR_TYPE.shape, shape),
  ]);
  return [text(VALUE.name, name), message(VALUE.type, [tensor])];
}

/** A varint; negative numbers take ten bytes, as protobuf has it. */
function varint(value: number): number[] {
  const encoded: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    encoded.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  encoded.push(Number(rest));
  return encoded;
}

const tag = (field: number, kind: number): number[] => varint((field << 3) | kind);

const whole = (field: number, value: number): Bytes =>
  Uint8Array.from([...tag(field, VARINT), ...varint(value)]);

function float(field: number, value: number): Bytes {
  const body = new DataView(new ArrayBuffer(4));
  body.setFloat32(0, value, true);
  return join([Uint8Array.from(tag(field, FIXED32)), new Uint8Array(body.buffer)]);
}

const bytes = (field: number, body: Bytes): Bytes =>
  join([Uint8Array.from([...tag(field, LENGTH), ...varint(body.length)]), body]);

const text = (field: number, words: string): Bytes => bytes(field, new TextEncoder().encode(words));

const message = (field: number, parts: readonly Bytes[]): Bytes => bytes(field, join(parts));

function join(parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
