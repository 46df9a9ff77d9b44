import { yieldToEventLoop } from '../async';
import type { AnswerEvent } from '../types';
import type { Drawing, PictureDecoder } from './drawing';
import type { VisualizerSettings } from '../../../shared/ipc/pictures';

interface Job {
  readonly index: number;
  readonly drawing: Drawing;
  started: boolean;
}

/**
 * The pictures of an answer while they are drawn, in the one thread that also writes: pictures and
 * words get the same share of the time, so that words go on while a picture becomes clear.
 */
export class DrawQueue {
  readonly #jobs: Job[] = [];
  #spent = 0;
  /** How far the words were ahead when the first waiting picture began. */
  #lead = 0;

  constructor(
    private readonly decoder: PictureDecoder,
    private readonly emit: (event: AnswerEvent) => void,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Milliseconds spent on drawing. */
  get spent(): number {
    return this.#spent;
  }

  /** Takes a picture whose tokens are complete. */
  begin(
    index: number,
    tokens: Float32Array,
    settings: VisualizerSettings,
    wordsSpent: number,
  ): void {
    const drawing = this.decoder.begin(tokens, settings);
    if (this.#jobs.length === 0) this.#lead = wordsSpent - this.#spent;
    this.#jobs.push({ index, drawing, started: false });
    const drawn = settings.variation > 0 ? { drawn: drawing.tokens } : {};
    this.emit({ type: 'visual_tokens', index, tokens, settings, ...drawn });
  }

  /** One step of drawing, if it is the pictures' turn: the first of each at once, for its preview. */
  async share(wordsSpent: number): Promise<void> {
    const job = this.#jobs[0];
    if (!job || (job.started && this.#spent + this.#lead > wordsSpent)) return;
    await this.#advance(job);
  }

  /** Draws all that is left; ends early when stopped. */
  async finish(): Promise<void> {
    for (let job = this.#jobs[0]; job; job = this.#jobs[0]) {
      await yieldToEventLoop();
      if (this.signal?.aborted) return;
      await this.#advance(job);
    }
  }

  async #advance(job: Job): Promise<void> {
    await yieldToEventLoop();
    if (this.signal?.aborted) return;
    const begin = performance.now();
    job.started = true;
    const preview = await job.drawing.advance();
    this.#spent += performance.now() - begin;
    const { index } = job;
    if (preview) this.emit({ type: 'image_progress', index, ...preview });
    const { picture } = job.drawing;
    if (!picture) return;
    const { png, width, height } = picture;
    this.#jobs.shift();
    this.emit({ type: 'image', index, png, width, height });
  }
}
