import { refusedEntry } from './error';

/** A value inside of JSON, and the names of fields that lead to it; a place in a list is `*`. */
export interface FoundValue {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Which values of JSON are read, and how. */
export interface Wanted {
  /** Whether the members of a list or object come one by one. */
  opens(path: readonly string[], list: boolean): boolean;
  /** Whether a value is read as a whole; others are skipped. */
  takes(path: readonly string[]): boolean;
}

/** Counts what was read but was no text. */
export interface Unreadable {
  /** Values in which bytes that are no letters became one sign for what is unknown. */
  texts: number;
}

/** No file that is read nests deeper (objects and lists within each other). */
const DEEPEST = 64;
/** Largest value that is read as a whole (bytes). */
const LARGEST_VALUE = 256 * 2 ** 20;
const LONGEST_NAME = 10_000;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isEnd = (byte: number): boolean =>
  byte === COMMA || byte === LIST_END || byte === OBJECT_END || isSpace(byte);

/** A list or object whose members come one by one. */
interface Open {
  readonly list: boolean;
  key: string;
}

/** What may stand next: `first` is a value, or the end of a list that holds none. */
type State = 'value' | 'first' | 'inside' | 'key' | 'firstKey' | 'inKey' | 'colon' | 'after';

/**
 * Reads JSON in UTF-8 piece by piece, so that a file may be larger than a text can be.
 *
 * @param name of the file, for sentences
 * @throws AppError for what is no JSON, nests too deep or holds a value that is too large
 */
export async function* valuesOf(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  wanted: Wanted,
  unreadable: Unreadable = { texts: 0 },
): AsyncGenerator<FoundValue> {
  const splitter = new Splitter(name, wanted, unreadable);
  for await (const piece of pieces) yield* splitter.push(piece);
  yield* splitter.end();
}

class Splitter {
  readonly #opened: Open[] = [];
  #state: State = 'value';
  #done = false;
  /** Of the value or name that is being read: its pieces, whether it is kept, where it stands. */
  #pieces: Uint8Array[] = [];
  #size = 0;
  #takes = false;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** A number, `true`, `false` or `null`: it ends where something else begins. */
  #bare = false;
  #found: FoundValue[] = [];

  constructor(
    private readonly name: string,
    private readonly wanted: Wanted,
    private readonly unreadable: Unreadable,
  ) {}

  push(piece: Uint8Array): FoundValue[] {
    this.#found = [];
    let from = 0;
    let at = 0;
    while (at < piece.length) {
      if (this.#state === 'inside' || this.#state === 'inKey') {
        const end = this.#state === 'inside' ? this.#pass(piece, at) : this.#passName(piece, at);
        this.#keep(piece.subarray(from, end ?? piece.length));
        if (end === undefined) return this.#found;
        at = end;
        this.#finish();
      } else {
        const byte = piece[at] ?? 0;
        from = at;
        if (isSpace(byte)) at += 1;
        else at += this.#begin(byte);
      }
    }
    return this.#found;
  }

  end(): FoundValue[] {
    this.#found = [];
    // A number alone ends with its file.
    if (this.#state === 'inside' && this.#bare && this.#opened.length === 0) this.#finish();
    if (!this.#done) throw refusedEntry(this.name, 'entry.noJson');
    return this.#found;
  }

  /** Meets a byte between values. @returns how many bytes of it were used */
  #begin(byte: number): number {
    const top = this.#opened.at(-1);
    const closes = byte === (top?.list ? LIST_END : OBJECT_END) && top !== undefined;
    switch (this.#state) {
      case 'colon':
        if (byte !== COLON) throw refusedEntry(this.name, 'entry.noJson');
        this.#state = 'value';
        return 1;
      case 'after':
        if (this.#done) throw refusedEntry(this.name, 'entry.noJson');
        if (closes) return this.#close();
        if (byte !== COMMA) throw refusedEntry(this.name, 'entry.noJson');
        this.#state = top?.list ? 'value' : 'key';
        return 1;
      case 'key':
      case 'firstKey':
        if (closes && this.#state === 'firstKey') return this.#close();
        if (byte !== QUOTE) throw refusedEntry(this.name, 'entry.noJson');
        this.#state = 'inKey';
        this.#takes = true;
        this.#escaped = false;
        this.#quoted = false;
        return 0;
      default:
        if (closes && this.#state === 'first') return this.#close();
        return this.#beginValue(byte);
    }
  }

  #beginValue(byte: number): number {
    const path = this.#path();
    if (byte === LIST || byte === OBJECT) {
      if (this.wanted.opens(path, byte === LIST)) {
        if (this.#opened.length >= DEEPEST) throw this.#tooDeep();
        this.#opened.push({ list: byte === LIST, key: '' });
        this.#state = byte === LIST ? 'first' : 'firstKey';
        return 1;
      }
    } else if (isEnd(byte) || byte === COLON) throw refusedEntry(this.name, 'entry.noJson');
    this.#state = 'inside';
    this.#takes = this.wanted.takes(path);
    this.#depth = 0;
    this.#quoted = false;
    this.#escaped = false;
    this.#bare = byte !== LIST && byte !== OBJECT && byte !== QUOTE;
    return 0;
  }

  /** Where the value ends that is being read; nothing when it goes on behind the piece. */
  #pass(piece: Uint8Array, start: number): number | undefined {
    if (this.#bare) {
      for (let at = start; at < piece.length; at += 1) if (isEnd(piece[at] ?? 0)) return at;
      return undefined;
    }
    for (let at = start; at < piece.length; at += 1) {
      const byte = piece[at];
      if (this.#quoted) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#quoted = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) this.#quoted = true;
      else if (byte === LIST || byte === OBJECT) {
        this.#depth += 1;
        if (this.#depth + this.#opened.length > DEEPEST) throw this.#tooDeep();
      } else if (byte === LIST_END || byte === OBJECT_END) {
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      }
    }
    return undefined;
  }

  #passName(piece: Uint8Array, start: number): number | undefined {
    for (let at = start; at < piece.length; at += 1) {
      const byte = piece[at];
      if (!this.#quoted) this.#quoted = true;
      else if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) return at + 1;
    }
    return undefined;
  }

  #keep(bytes: Uint8Array): void {
    if (!this.#takes || bytes.length === 0) return;
    this.#size += bytes.length;
    const most = this.#state === 'inKey' ? LONGEST_NAME : LARGEST_VALUE;
    if (this.#size > most) throw refusedEntry(this.name, 'entry.largeValue');
    // The reader may use its piece again.
    this.#pieces.push(bytes.slice());
  }

  #finish(): void {
    const bytes = this.#takes ? Buffer.concat(this.#pieces) : undefined;
    this.#pieces = [];
    this.#size = 0;
    const value = bytes && this.#parse(bytes);
    const top = this.#opened.at(-1);
    if (this.#state === 'inKey') {
      if (top) top.key = String(value);
      this.#state = 'colon';
      return;
    }
    if (bytes) this.#found.push({ path: this.#path(), value });
    this.#ended();
  }

  #close(): number {
    this.#opened.pop();
    this.#ended();
    return 1;
  }

  #ended(): void {
    this.#state = 'after';
    this.#done = this.#opened.length === 0;
  }

  #path(): string[] {
    return this.#opened.map(({ list, key }) => (list ? '*' : key));
  }

  #parse(bytes: Uint8Array): unknown {
    const text = this.#decoded(bytes);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return this.#parseControls(text);
    }
  }

  /** Control characters are not allowed in JSON, but stand in files that were mended by hand. */
  #parseControls(text: string): unknown {
    try {
      const value = JSON.parse(text.replace(/\p{Cc}/gu, ' ')) as unknown;
      this.unreadable.texts += 1;
      return value;
    } catch {
      throw refusedEntry(this.name, 'entry.noJson');
    }
  }

  #decoded(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.unreadable.texts += 1;
      return new TextDecoder('utf-8').decode(bytes);
    }
  }

  #tooDeep(): Error {
    return refusedEntry(this.name, 'entry.deep', { levels: DEEPEST });
  }
}
