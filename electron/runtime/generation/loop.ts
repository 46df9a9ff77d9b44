import type { Heads, LanguageModel } from './languageModel';
import { Sampler } from './sampler';
import { textTokens, type Token } from './sequence';
import { yieldToEventLoop } from '../async';
import { DrawQueue } from '../visualizer/drawQueue';
import { ThinkingGuard } from './thinking';
import { Detokenizer, type Tokenizer } from './tokenizer';
import type { AnswerEvent, AnswerRequest, AnswerResult } from '../types';
import type { PictureDecoder } from '../visualizer/drawing';
import type { Prompt } from './prompt';
import type { Manifest } from '../../../shared/manifest';

/** What answering needs of a loaded package. */
export interface Parts {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly model: LanguageModel;
  readonly decoder: PictureDecoder;
}

type Finish = AnswerResult['finish'];

/**
 * One answer: the loop of MetaMorph (arXiv 2412.14164, section 3.2). After text the text head is
 * sampled; after image_start the vision head speaks m times; then image_end is fed and text resumes.
 */
export class Answer {
  readonly #sampler: Sampler;
  readonly #detokenizer: Detokenizer;
  readonly #drawQueue: DrawQueue;
  readonly #guard: ThinkingGuard;
  readonly #tokens = { text: 0, visual: 0 };
  /** Tokens after the prompt, also those that wait to be said. */
  #made = 0;
  readonly #begin = performance.now();
  #prefill = 0;
  #spent = 0;
  /** Visual tokens of the picture that is being predicted; undefined while text is written. */
  #picture: Float32Array[] | undefined;
  #pictures = 0;
  #leads: boolean;

  constructor(
    private readonly parts: Parts,
    private readonly request: AnswerRequest,
    private readonly prompt: Prompt,
    private readonly emit: (event: AnswerEvent) => void,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#sampler = new Sampler(request.sampling);
    this.#detokenizer = new Detokenizer(parts.tokenizer);
    this.#drawQueue = new DrawQueue(parts.decoder, emit, signal);
    this.#guard = new ThinkingGuard(parts, request.think);
    const { before, answer } = parts.manifest.languageModel.chatTemplate;
    this.#leads = before.assistant !== answer && before.assistant.trimEnd() === answer;
  }

  /** Runs the answer to its end; a stop takes effect between two steps. */
  async run(): Promise<AnswerResult> {
    const { contextLength } = this.parts.manifest.languageModel;
    const { tokens, droppedTurns } = this.prompt;
    this.emit({ type: 'context', prompt: tokens.length, length: contextLength, droppedTurns });
    const opening = this.#guard.opening.slice(0, this.#room());
    const heads = await this.parts.model.read([...tokens, ...textTokens(opening)], this.signal);
    this.#prefill = performance.now() - this.#begin;
    const finish = heads ? await this.#write(opening, heads) : 'cancelled';
    this.#release(this.#guard.settle());
    this.#flush();
    await this.#drawQueue.finish();
    return this.#result(this.signal?.aborted ? 'cancelled' : finish);
  }

  /** Tokens that may still come: within the context and within what was asked for. */
  #room(): number {
    const { contextLength } = this.parts.manifest.languageModel;
    const most = Math.min(this.request.maxTokens, contextLength - this.prompt.tokens.length);
    return most - this.#made;
  }

  async #write(opening: readonly number[], first: Heads): Promise<Finish> {
    this.#made = opening.length;
    this.#release(opening);
    let heads = first;
    while (this.#room() > 0) {
      const next = await this.#next(heads);
      if (next === 'stop') return 'stop';
      if (next === 'again') {
        heads = await this.#startOver();
        continue;
      }
      this.#made += 1;
      // The last token is shown but never read: nothing would come after it.
      if (this.#room() === 0) break;
      await this.#drawQueue.share(this.#spent);
      await yieldToEventLoop();
      if (this.signal?.aborted) return 'cancelled';
      const begin = performance.now();
      heads = await this.parts.model.step([next]);
      this.#spent += performance.now() - begin;
    }
    return 'length';
  }

  /** Decides the next token and tells of it; `stop` at the end of text. */
  async #next(heads: Heads): Promise<Token | 'stop' | 'again'> {
    if (this.#picture) return this.#look(this.#picture, await this.#visual(heads));
    const { endOfTextIds, imageStartId } = this.parts.manifest.languageModel;
    const id = this.#sampler.choose(await heads.logits(), this.#masked());
    if (endOfTextIds.includes(id)) return 'stop';
    const heard = this.#guard.accept(id);
    if (heard === 'refused') return 'again';
    this.#release(heard);
    if (id === imageStartId) this.#startPicture();
    return { kind: 'text', id };
  }

  /** What the vision head says; after the last visual token it is not asked. */
  async #visual(heads: Heads): Promise<Float32Array | undefined> {
    const { visualTokens } = this.parts.manifest.visionEncoder;
    return (this.#picture?.length ?? 0) < visualTokens ? heads.visual() : undefined;
  }

  /** The next token of a picture: a visual one, or image_end after the last of them. */
  #look(picture: Float32Array[], visual: Float32Array | undefined): Token {
    const { visualTokens } = this.parts.manifest.visionEncoder;
    if (visual) {
      const place = picture.length;
      picture.push(visual);
      this.#tokens.visual += 1;
      if (picture.length === visualTokens) this.#draw(picture);
      return { kind: 'visual', place, vector: visual };
    }
    this.#picture = undefined;
    this.#tokens.text += 1;
    return { kind: 'text', id: this.parts.manifest.languageModel.imageEndId };
  }

  #masked(): Set<number> {
    const { imageStartId, imageEndId } = this.parts.manifest.languageModel;
    // image_end is fed after the last visual token and never chosen.
    const masked = new Set([imageEndId, ...this.#guard.masked()]);
    const needed = this.parts.manifest.visionEncoder.visualTokens + 1;
    const draws = this.parts.manifest.capabilities.draws === 'itself';
    if (!draws || this.#room() - 1 < needed) masked.add(imageStartId);
    return masked;
  }

  #startPicture(): void {
    this.#flush();
    this.#picture = [];
    this.emit({ type: 'image_start', index: this.#pictures });
  }

  #draw(picture: readonly Float32Array[]): void {
    const index = this.#pictures;
    this.#pictures += 1;
    const { visualizer } = this.request;
    const tokens = new Float32Array(picture.flatMap((vector) => [...vector]));
    const settings = { ...visualizer, seed: (visualizer.seed + index) >>> 0 };
    this.#drawQueue.begin(index, tokens, settings, this.#spent);
  }

  /** Says text tokens that are settled. */
  #release(ids: readonly number[]): void {
    for (const id of ids) this.#say(id);
  }

  #say(id: number): void {
    this.#tokens.text += 1;
    this.#sampler.note(id);
    const { imageStartId } = this.parts.manifest.languageModel;
    if (id === imageStartId) return;
    this.#show(this.#detokenizer.push(id));
  }

  #flush(): void {
    this.#show(this.#detokenizer.flush());
  }

  /** White space that the template has before an answer is the model's to write, and not shown. */
  #show(text: string): void {
    const shown = this.#leads ? text.trimStart() : text;
    if (shown === '') return;
    this.#leads = false;
    this.emit({ type: 'text', text: shown });
  }

  /** Goes back to where the answer began: what came so far was what must not start it. */
  async #startOver(): Promise<Heads> {
    this.#made = 0;
    const begin = performance.now();
    const heads = await this.parts.model.read(this.prompt.tokens);
    this.#spent += performance.now() - begin;
    if (!heads) throw new Error('Reading without a signal ends with heads.');
    return heads;
  }

  #result(finish: Finish): AnswerResult {
    const { text, visual } = this.#tokens;
    const { length } = this.prompt.tokens;
    return {
      finish,
      tokens: { prompt: length, text, visual },
      timings: {
        prefill: this.#prefill,
        perToken: text + visual > 0 ? this.#spent / (text + visual) : 0,
        visualizer: this.#drawQueue.spent,
        total: performance.now() - this.#begin,
      },
      context: {
        used: length + this.#made,
        length: this.parts.manifest.languageModel.contextLength,
        droppedTurns: this.prompt.droppedTurns,
      },
    };
  }
}
