/** Longest name of a field, and most lines of one event. */
const LONGEST_FIELD = 64;
const MOST_LINES = 10_000;
const FIRST_ROOM = 4096;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const COLON = 0x3a;

/** A line or an event that is longer than allowed. */
export class TooLongEvent extends Error {
  override readonly name = 'TooLongEvent';
}

/**
 * Server-sent events out of bytes that may be cut anywhere (WHATWG HTML, "Server-sent events"): the
 * `data` of each event. Comments and other fields are left out.
 */
export class EventReader {
  /** The line that is not ended yet, with room to grow. */
  #line = Buffer.alloc(FIRST_ROOM);
  #length = 0;
  #data: string[] = [];
  #characters = 0;
  #afterReturn = false;
  #first = true;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @param longest bytes of one line, and characters of one event */
  constructor(private readonly longest: number) {}

  /** Whether a piece of data has come whose event is not ended yet. */
  get within(): boolean {
    if (this.#data.length > 0) return true;
    return this.#length >= 5 && this.#line.toString('latin1', 0, 5) === 'data:';
  }

  /**
   * The events that a piece of bytes completes.
   *
   * @throws TooLongEvent
   */
  push(bytes: Uint8Array): string[] {
    const events: string[] = [];
    let begin = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      const byte = bytes[end];
      if (byte !== LINE_FEED && byte !== RETURN) continue;
      const continues = byte === LINE_FEED && this.#afterReturn && end === begin;
      if (!(continues && this.#length === 0)) {
        this.#keep(bytes.subarray(begin, end));
        this.#endLine(events);
      }
      this.#afterReturn = byte === RETURN;
      begin = end + 1;
    }
    if (begin < bytes.length) {
      this.#afterReturn = false;
      this.#keep(bytes.subarray(begin));
    }
    return events;
  }

  /** What an end without a blank line leaves over; most servers leave nothing. */
  rest(): string[] {
    const events: string[] = [];
    this.#endLine(events);
    if (this.#data.length > 0) events.push(this.#take());
    return events;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.longest) throw new TooLongEvent();
    if (length > this.#line.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#line.length));
      this.#line.copy(larger, 0, 0, this.#length);
      this.#line = larger;
    }
    this.#line.set(bytes, this.#length);
    this.#length = length;
  }

  #endLine(events: string[]): void {
    let bytes = this.#line.subarray(0, this.#length);
    this.#length = 0;
    if (this.#first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      bytes = bytes.subarray(3);
    }
    this.#first = false;
    if (bytes.length === 0) {
      if (this.#data.length > 0) events.push(this.#take());
      return;
    }
    const colon = bytes.subarray(0, LONGEST_FIELD).indexOf(COLON);
    const name = bytes.subarray(0, colon < 0 ? LONGEST_FIELD : colon).toString('latin1');
    if (name !== 'data') return;
    const value = colon < 0 ? '' : this.#decoder.decode(bytes.subarray(colon + 1));
    this.#characters += value.length;
    if (this.#characters > this.longest || this.#data.length >= MOST_LINES) {
      throw new TooLongEvent();
    }
    this.#data.push(value.startsWith(' ') ? value.slice(1) : value);
  }

  #take(): string {
    const event = this.#data.join('\n');
    this.#data = [];
    this.#characters = 0;
    return event;
  }
}
