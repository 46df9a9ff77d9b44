import type { Tokenizer } from './tokenizer';
import type { AnswerRequest } from '../types';
import type { Manifest } from '../../../shared/manifest';

/**
 * Begins an answer with the package's thinking phrase, or keeps that phrase from beginning it.
 *
 * To keep it away, the first tokens wait as long as they are the phrase's; when they have become
 * all of it, the answer starts over without its first token. Other answers that begin with the
 * same words are let through.
 */
export class ThinkingGuard {
  /** Tokens that the answer begins with. */
  readonly opening: readonly number[];
  readonly #phrase: readonly number[];
  #waiting: number[] = [];
  #watching: boolean;
  #refused = false;

  constructor(
    { manifest, tokenizer }: { readonly manifest: Manifest; readonly tokenizer: Tokenizer },
    think: AnswerRequest['think'],
  ) {
    const { thinkingPhrase } = manifest.prompts;
    const phrase = thinkingPhrase === null ? [] : tokenizer.encode(thinkingPhrase);
    this.opening = think === 'always' ? phrase : [];
    this.#phrase = phrase;
    this.#watching = think === 'never' && phrase.length > 0;
  }

  /** Tokens that must not come next. */
  masked(): readonly number[] {
    const first = this.#phrase[0];
    const atStart = this.#watching && this.#waiting.length === 0;
    return atStart && this.#refused && first !== undefined ? [first] : [];
  }

  /** Takes the next text token; gives those that may be said now, or `refused` to start over. */
  accept(id: number): readonly number[] | 'refused' {
    if (!this.#watching) return [id];
    this.#waiting.push(id);
    if (this.#phrase[this.#waiting.length - 1] !== id) return this.settle();
    if (this.#waiting.length < this.#phrase.length) return [];
    this.#waiting = [];
    this.#refused = true;
    return 'refused';
  }

  /** Ends the waiting: all that waited may be said. */
  settle(): readonly number[] {
    const settled = this.#waiting;
    this.#waiting = [];
    this.#watching = false;
    return settled;
  }
}
