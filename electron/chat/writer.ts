import type { AnswerEvent } from '../runtime/types';
import type { Store } from '../store/open';
import type { StudioEvent } from '../../shared/ipc/contract';
import type { Rendering, ImagePart, Part } from '../../shared/message';

/** How long words are collected before they are written and shown together (milliseconds). */
const GATHER = 50;

type AnswerEvents = Extract<StudioEvent, { sequence: number }>;
/** An event of an answer without the fields that the writer adds. */
type Numbered = AnswerEvents extends infer Event
  ? Event extends AnswerEvents
    ? Omit<Event, 'conversationId' | 'messageId' | 'sequence'>
    : never
  : never;

export interface WriterOptions {
  readonly store: Store;
  readonly emit: (event: StudioEvent) => void;
  readonly conversationId: string;
  readonly messageId: string;
  /** The part of the history that all pictures of this answer share. */
  readonly lineage: Pick<Rendering, 'parents' | 'instruction'>;
  /** Called once when the store refuses to take more; the answer should then end. */
  readonly onFault: () => void;
}

/**
 * Writes one answer as it comes: first into the store, then as an event, so that whatever was shown
 * outlives the program. Events keep their order and are numbered from 0 without a gap.
 */
export class AnswerWriter {
  /** The answer so far, including what the store could not write. */
  readonly parts: Part[] = [];
  /** The error with which the store refused to write, if it did. */
  fault: Error | undefined;
  #sequence = -1;
  #tail = Promise.resolve();
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;
  #lastWrite = 0;
  #places: number[] = [];
  #package: Pick<Rendering, 'package' | 'packageName'> | undefined;
  #visualTokens = 0;
  #tokens = 0;
  #firstToken = 0;

  constructor(private readonly options: WriterOptions) {}

  /** Number of the last event sent. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Tokens per second since the first one, text and visual together. */
  get tokensPerSecond(): number {
    const seconds = (performance.now() - this.#firstToken) / 1000;
    return this.#tokens < 2 || seconds <= 0 ? 0 : (this.#tokens - 1) / seconds;
  }

  /** Sets the package that draws, before the first picture, and its visual tokens per picture. */
  drawnBy(drawer: Pick<Rendering, 'package' | 'packageName'>, visualTokens: number): void {
    this.#package = drawer;
    this.#visualTokens = visualTokens;
  }

  /** Sends an event at once, with its number. */
  tell(event: Numbered): void {
    const { conversationId, messageId } = this.options;
    this.#sequence += 1;
    this.options.emit({ ...event, conversationId, messageId, sequence: this.#sequence });
  }

  /** Handles an event of the runtime; returns at once. */
  take(event: AnswerEvent): void {
    if (event.type === 'text') {
      this.#count(1);
      this.#gathered += event.text;
      const wait = Math.max(0, this.#lastWrite + GATHER - performance.now());
      this.#timer ??= setTimeout(() => this.#flush(), wait);
      return;
    }
    this.#flush();
    if (event.type === 'visual_tokens') this.#count(this.#visualTokens);
    this.#then(() => this.#handle(event));
  }

  /** Resolves once every event is written and sent. */
  async settled(): Promise<void> {
    this.#flush();
    await this.#tail;
  }

  #then(work: () => Promise<void> | void): void {
    this.#tail = this.#tail.then(work).catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (this.fault !== undefined) return;
    this.fault = error instanceof Error ? error : new Error(String(error));
    this.options.onFault();
  }

  /** Writes to the store, unless it has failed before: then the rest is only in memory. */
  #keep(write: () => void): void {
    if (this.fault !== undefined) return;
    try {
      write();
    } catch (error) {
      this.#failed(error);
    }
  }

  #count(tokens: number): void {
    if (this.#tokens === 0) this.#firstToken = performance.now();
    this.#tokens += tokens;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#gathered;
    this.#gathered = '';
    if (text !== '') this.#then(() => this.#writeText(text));
  }

  #writeText(text: string): void {
    const { messages } = this.options.store;
    const { messageId } = this.options;
    const last = this.parts.at(-1);
    const place = last?.type === 'text' ? this.parts.length - 1 : this.parts.length;
    if (last?.type === 'text') {
      this.parts[place] = { type: 'text', text: last.text + text };
      this.#keep(() => messages.appendText(messageId, place, text));
    } else {
      this.parts.push({ type: 'text', text });
      this.#keep(() => messages.addPart(messageId, place, { type: 'text', text }));
    }
    this.#lastWrite = performance.now();
    this.tell({ type: 'text', part: place, text, tokensPerSecond: this.tokensPerSecond });
  }

  async #handle(event: Exclude<AnswerEvent, { type: 'text' }>): Promise<void> {
    const { store, messageId, lineage } = this.options;
    switch (event.type) {
      case 'context':
        this.tell({
          type: 'context',
          used: event.prompt,
          length: event.length,
          droppedTurns: event.droppedTurns,
        });
        return;
      case 'image_start': {
        const place = this.parts.length;
        const part = {
          type: 'image',
          image: null,
          width: 0,
          height: 0,
          mediaType: 'image/png',
          rendering: null,
        } as const;
        this.parts.push(part);
        this.#places[event.index] = place;
        this.#keep(() => store.messages.addPart(messageId, place, part));
        this.tell({ type: 'image_start', part: place });
        return;
      }
      case 'visual_tokens': {
        const tokens = await store.images.saveTokens(event.tokens);
        const varied = event.drawn ? { drawn: await store.images.saveTokens(event.drawn) } : {};
        if (this.#package) {
          const rendering = { tokens, ...varied, ...event.settings, ...this.#package, ...lineage };
          this.#change(event.index, { rendering });
        }
        return;
      }
      case 'image_progress':
        this.tell({
          type: 'image_progress',
          part: this.#placeOf(event.index),
          step: event.step,
          steps: event.steps,
          // A copy: the contract's bytes lie in a buffer of their own.
          preview: event.png && new Uint8Array(event.png),
        });
        return;
      case 'image': {
        const image = await store.images.saveImage(event.png, 'image/png');
        const part = this.#change(event.index, { image, width: event.width, height: event.height });
        this.tell({ type: 'image', part: this.#placeOf(event.index), image: part });
        return;
      }
    }
  }

  #placeOf(index: number): number {
    const place = this.#places[index];
    if (place === undefined) throw new RangeError(`Picture ${index} never started.`);
    return place;
  }

  #change(index: number, change: Partial<ImagePart>): ImagePart {
    const place = this.#placeOf(index);
    const before = this.parts[place];
    if (before?.type !== 'image') throw new RangeError(`Part ${place} is not a picture.`);
    const part = { ...before, ...change };
    this.parts[place] = part;
    this.#keep(() =>
      this.options.store.messages.replacePicture(this.options.messageId, place, part),
    );
    return part;
  }
}
