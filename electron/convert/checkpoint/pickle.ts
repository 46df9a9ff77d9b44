import {
  listOf,
  mapOf,
  Mark,
  named,
  Named,
  PickleError,
  plain,
  rebuilt,
  storageOf,
  Tuple,
  withItems,
  type Pickled,
  type Value,
} from './pickled';

/**
 * Reads a pickle of a torch file. Nothing is run: tensors, storages and ordered dictionaries are
 * noted, and any other name is refused.
 *
 * @throws PickleError with the name that was asked for, or without one when the bytes are damaged
 */
export function readPickle(bytes: Uint8Array): Pickled {
  return new Unpickler(bytes).read();
}

class Unpickler {
  readonly #view: DataView;
  readonly #stack: Value[] = [];
  readonly #memo = new Map<number, Value>();
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): Pickled {
    for (;;) {
      const code = this.#byte();
      if (code === 0x2e) return plain(this.#pop());
      const step = STEPS[String.fromCharCode(code)];
      if (!step) throw new PickleError();
      step(this.#reader);
    }
  }

  readonly #reader: Reader = {
    byte: () => this.#byte(),
    number: (size, read) => {
      const at = this.#take(size);
      return read(this.#view, at);
    },
    text: (length) => {
      const at = this.#take(length);
      return decode(this.bytes.subarray(at, at + length));
    },
    line: () => {
      const end = this.bytes.indexOf(0x0a, this.#at);
      if (end < 0) throw new PickleError();
      const begin = this.#at;
      this.#at = end + 1;
      return decode(this.bytes.subarray(begin, end));
    },
    push: (value) => {
      this.#stack.push(value);
    },
    pop: () => this.#pop(),
    top: () => {
      const value = this.#stack.at(-1);
      if (value === undefined) throw new PickleError();
      return value;
    },
    sinceMark: () => {
      const mark = this.#stack.findLastIndex((value) => value instanceof Mark);
      if (mark < 0) throw new PickleError();
      return this.#stack.splice(mark).slice(1);
    },
    keep: (index, value) => {
      this.#memo.set(index ?? this.#memo.size, value);
    },
    kept: (index) => {
      const value = this.#memo.get(index);
      if (value === undefined) throw new PickleError();
      return value;
    },
  };

  #byte(): number {
    return this.bytes[this.#take(1)] ?? 0;
  }

  #take(length: number): number {
    const at = this.#at;
    if (!(length >= 0) || at + length > this.bytes.length) throw new PickleError();
    this.#at += length;
    return at;
  }

  #pop(): Value {
    const value = this.#stack.pop();
    if (value === undefined || value instanceof Mark) throw new PickleError();
    return value;
  }
}

/** What a step of a pickle works on. */
interface Reader {
  byte(): number;
  number(size: number, read: (view: DataView, at: number) => number): number;
  text(length: number): string;
  line(): string;
  push(value: Value): void;
  pop(): Value;
  top(): Value;
  sinceMark(): Value[];
  keep(index: number | undefined, value: Value): void;
  kept(index: number): Value;
}

const uint32 = (view: DataView, at: number): number => view.getUint32(at, true);
const uint16 = (view: DataView, at: number): number => view.getUint16(at, true);

/** Steps by the character of their code, as Python's `pickletools` lists them. */
const STEPS: Readonly<Record<string, (reader: Reader) => void>> = {
  '\x80': (r) => void r.byte(),
  '\x95': (r) => void r.number(8, () => 0),
  '(': (r) => r.push(new Mark()),
  '0': (r) => void r.pop(),
  '1': (r) => void r.sinceMark(),
  N: (r) => r.push(null),
  '\x88': (r) => r.push(true),
  '\x89': (r) => r.push(false),
  J: (r) => r.push(r.number(4, (view, at) => view.getInt32(at, true))),
  K: (r) => r.push(r.byte()),
  M: (r) => r.push(r.number(2, uint16)),
  G: (r) => r.push(r.number(8, (view, at) => view.getFloat64(at, false))),
  '\x8a': (r) => r.push(longOf(r)),
  X: (r) => r.push(r.text(r.number(4, uint32))),
  '\x8c': (r) => r.push(r.text(r.byte())),
  ']': (r) => r.push([]),
  '}': (r) => r.push(new Map()),
  ')': (r) => r.push(new Tuple([])),
  t: (r) => r.push(new Tuple(r.sinceMark())),
  l: (r) => r.push(r.sinceMark().map(plain)),
  d: (r) => r.push(withItems(new Map(), r.sinceMark())),
  '\x85': (r) => r.push(new Tuple([r.pop()])),
  '\x86': (r) => r.push(tupleOf(r, 2)),
  '\x87': (r) => r.push(tupleOf(r, 3)),
  a: (r) => {
    const item = plain(r.pop());
    listOf(r.top()).push(item);
  },
  e: (r) => {
    const items = r.sinceMark().map(plain);
    const list = listOf(r.top());
    for (const item of items) list.push(item);
  },
  s: (r) => {
    const value = r.pop();
    const key = r.pop();
    withItems(mapOf(r.top()), [key, value]);
  },
  u: (r) => {
    const items = r.sinceMark();
    withItems(mapOf(r.top()), items);
  },
  q: (r) => r.keep(r.byte(), r.top()),
  r: (r) => r.keep(r.number(4, uint32), r.top()),
  '\x94': (r) => r.keep(undefined, r.top()),
  h: (r) => r.push(r.kept(r.byte())),
  j: (r) => r.push(r.kept(r.number(4, uint32))),
  c: (r) => {
    const module = r.line();
    r.push(named(module, r.line()));
  },
  '\x93': (r) => {
    const name = r.pop();
    const module = r.pop();
    if (typeof name !== 'string' || typeof module !== 'string') throw new PickleError();
    r.push(named(module, name));
  },
  R: (r) => {
    const given = r.pop();
    const called = r.pop();
    if (!(called instanceof Named) || !(given instanceof Tuple)) throw new PickleError();
    r.push(rebuilt(called, given.items));
  },
  // The state of an ordered dictionary is torch's note of versions; it says nothing of weights.
  b: (r) => {
    r.pop();
    mapOf(r.top());
  },
  Q: (r) => r.push(storageOf(r.pop())),
};

function longOf(reader: Reader): number {
  const length = reader.byte();
  if (length > 8) throw new PickleError();
  let value = 0n;
  for (let index = 0; index < length; index += 1) {
    value |= BigInt(reader.byte()) << BigInt(8 * index);
  }
  return Number(BigInt.asIntN(8 * length, value));
}

function tupleOf(reader: Reader, length: number): Tuple {
  const items: Value[] = [];
  for (let index = 0; index < length; index += 1) items.unshift(reader.pop());
  return new Tuple(items);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PickleError();
  }
}
