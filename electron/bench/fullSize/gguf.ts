import fs from 'node:fs/promises';
import type { LanguageShape } from '../../convert/onnx/language';
import { writeAll } from './checkpoint';
import { Noise, randomWords } from './noise';

/** Kinds of numbers of a GGUF file, with the bytes of a block and the numbers in it. */
const KINDS = {
  F32: { id: 0, bytes: 4, numbers: 1 },
  Q4_0: { id: 2, bytes: 18, numbers: 32 },
  Q8_0: { id: 8, bytes: 34, numbers: 32 },
} as const;
type Kind = keyof typeof KINDS;

/** Kinds of values of its header. */
const VALUE = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;
const ALIGNMENT = 32;
const BLOCKS = 2 ** 18;

interface GgufTensor {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly kind: Kind;
}

/** Tensors of a LLaMA with layers in Q4_0, tables in Q8_0 and norms in full. */
export function ggufTensors(shape: LanguageShape): GgufTensor[] {
  const { layers, heads, kvHeads, headWidth, hidden, feedForward, vocabulary } = shape;
  const matrix = (name: string, rows: number, columns: number, kind: Kind = 'Q4_0') => ({
    name: `${name}.weight`,
    rows,
    columns,
    kind,
  });
  const norm = (name: string) => matrix(name, 1, hidden, 'F32');
  return [
    matrix('token_embd', vocabulary, hidden, 'Q8_0'),
    ...Array.from({ length: layers }, (_, layer) => `blk.${layer}.`).flatMap((at) => [
      norm(`${at}attn_norm`),
      norm(`${at}ffn_norm`),
      matrix(`${at}attn_q`, heads * headWidth, hidden),
      matrix(`${at}attn_k`, kvHeads * headWidth, hidden),
      matrix(`${at}attn_v`, kvHeads * headWidth, hidden),
      matrix(`${at}attn_output`, hidden, heads * headWidth),
      matrix(`${at}ffn_gate`, feedForward, hidden),
      matrix(`${at}ffn_up`, feedForward, hidden),
      matrix(`${at}ffn_down`, hidden, feedForward),
    ]),
    norm('output_norm'),
    matrix('output', vocabulary, hidden, 'Q8_0'),
  ];
}

/** Bytes of a tensor. */
export function ggufBytes({ rows, columns, kind }: GgufTensor): number {
  const { bytes, numbers } = KINDS[kind];
  return (rows * columns * bytes) / numbers;
}

/** Writes a language model in random numbers as llama.cpp reads it. */
export async function writeGguf(file: string, shape: LanguageShape): Promise<void> {
  const tensors = ggufTensors(shape);
  const noises = { F32: ones(), Q4_0: blocks('Q4_0', 0.005), Q8_0: blocks('Q8_0', 0.0003) };
  const handle = await fs.open(file, 'wx');
  try {
    const header = headerOf(shape, tensors);
    await writeAll(handle, padded(header));
    for (const [index, tensor] of tensors.entries()) {
      const bytes = ggufBytes(tensor);
      for (const piece of noises[tensor.kind].pieces(index, bytes)) await writeAll(handle, piece);
      await writeAll(handle, new Uint8Array(aligned(bytes) - bytes));
    }
  } finally {
    await handle.close();
  }
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(aligned(bytes.length));
  whole.set(bytes);
  return whole;
}

const ones = (): Noise => new Noise(new Uint8Array(new Float32Array(BLOCKS).fill(1).buffer), 4);

/** Random blocks that share a scale. */
function blocks(kind: 'Q4_0' | 'Q8_0', scale: number): Noise {
  const { bytes } = KINDS[kind];
  const words = randomWords(bytes);
  const noise = Uint8Array.from({ length: BLOCKS * bytes }, () => words.next().value & 255);
  const half = halfOf(scale);
  for (let at = 0; at < noise.length; at += bytes) {
    noise[at] = half & 255;
    noise[at + 1] = half >>> 8;
  }
  return new Noise(noise, bytes);
}

/** A small positive number as float16, cut short; it is normal or below that. */
function halfOf(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const steps = Math.floor((value / 2 ** exponent) * 1024);
  return steps < 1024 ? steps : ((exponent + 15) << 10) | (steps - 1024);
}

function headerOf(shape: LanguageShape, tensors: readonly GgufTensor[]): Uint8Array {
  const out = new Bytes();
  const entries = entriesOf(shape);
  out.raw(Buffer.from('GGUF')).uint32(3).uint64(tensors.length).uint64(entries.length);
  for (const write of entries) write(out);
  let offset = 0;
  for (const tensor of tensors) {
    const { name, rows, columns, kind } = tensor;
    out.string(name);
    if (kind === 'F32') out.uint32(1).uint64(columns);
    else out.uint32(2).uint64(columns).uint64(rows);
    out.uint32(KINDS[kind].id).uint64(offset);
    offset += aligned(ggufBytes(tensor));
  }
  return out.all();
}

type Entry = (out: Bytes) => void;

function entriesOf(shape: LanguageShape): Entry[] {
  const { vocabulary } = shape;
  const number = (key: string, value: number): Entry => {
    return (out) => out.string(key).uint32(VALUE.uint32).uint32(value);
  };
  const float = (key: string, value: number): Entry => {
    return (out) => out.string(key).uint32(VALUE.float32).float32(value);
  };
  const word = (key: string, value: string): Entry => {
    return (out) => out.string(key).uint32(VALUE.string).string(value);
  };
  const list = (key: string, kind: number, count: number, item: (out: Bytes, at: number) => void) =>
    ((out) => {
      out.string(key).uint32(VALUE.array).uint32(kind).uint64(count);
      for (let at = 0; at < count; at += 1) item(out, at);
    }) satisfies Entry;
  return [
    word('general.architecture', 'llama'),
    number('llama.block_count', shape.layers),
    number('llama.context_length', shape.context),
    number('llama.embedding_length', shape.hidden),
    number('llama.feed_forward_length', shape.feedForward),
    number('llama.attention.head_count', shape.heads),
    number('llama.attention.head_count_kv', shape.kvHeads),
    float('llama.attention.layer_norm_rms_epsilon', shape.epsilon),
    float('llama.rope.freq_base', shape.theta),
    number('llama.rope.dimension_count', shape.headWidth),
    number('llama.vocab_size', vocabulary),
    word('tokenizer.ggml.model', 'gpt2'),
    word('tokenizer.ggml.pre', 'llama-bpe'),
    list('tokenizer.ggml.tokens', VALUE.string, vocabulary, (out, at) => out.string(`t${at}`)),
    list('tokenizer.ggml.token_type', VALUE.int32, vocabulary, (out) => out.uint32(1)),
    list('tokenizer.ggml.merges', VALUE.string, 1, (out) => out.string('t 1')),
    number('tokenizer.ggml.bos_token_id', 0),
    number('tokenizer.ggml.eos_token_id', 1),
  ];
}

/** Bytes that grow, little-endian. */
class Bytes {
  readonly #parts: Buffer[] = [];

  raw(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }

  uint32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.raw(bytes);
  }

  uint64(value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return this.raw(bytes);
  }

  float32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return this.raw(bytes);
  }

  string(text: string): this {
    const bytes = Buffer.from(text);
    return this.uint64(bytes.length).raw(bytes);
  }

  all(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
