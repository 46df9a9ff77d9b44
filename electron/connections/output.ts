import { ConnectionError } from './error';
import { receivedPicture } from './pictures';
import type { ConnectionResult, OnEvent } from './types';
import type { ConnectionLimits } from '../../shared/connection';

/** Gives on what a server sends, within the limits of its connection. */
export class Output {
  finish: 'stop' | 'length' = 'stop';
  tokens: ConnectionResult['tokens'] = { prompt: null, completion: null };
  #characters = 0;
  #pictures = 0;
  #started = false;

  constructor(
    readonly host: string,
    private readonly limits: ConnectionLimits,
    private readonly onEvent: OnEvent,
  ) {}

  /** Whether anything has come. */
  get any(): boolean {
    return this.#characters > 0 || this.#pictures > 0;
  }

  /** @throws ConnectionError when there are more words than allowed */
  words(type: 'text' | 'thought', text: string): void {
    const room = this.limits.characters - this.#characters;
    this.#characters += text.length;
    const kept = text.length <= room ? text : text.slice(0, room);
    if (kept !== '') this.onEvent({ type, text: kept });
    if (text.length <= room) return;
    const { characters } = this.limits;
    throw new ConnectionError('connection.wordsEndless', { host: this.host, characters });
  }

  /** @throws ConnectionError for what is no picture, or too many of them */
  picture(text: string): void {
    const index = this.#begin();
    const picture = receivedPicture(text, this.host, this.limits);
    this.#started = false;
    this.#pictures += 1;
    this.onEvent({ type: 'image', index, ...picture });
  }

  /** A picture that is not finished; the next one takes its place. */
  preview(text: string): void {
    const index = this.#begin();
    this.onEvent({
      type: 'image_progress',
      index,
      ...receivedPicture(text, this.host, this.limits),
    });
  }

  #begin(): number {
    if (this.#pictures >= this.limits.pictures) {
      const { pictures } = this.limits;
      throw new ConnectionError('connection.picturesEndless', { host: this.host, pictures });
    }
    if (!this.#started) this.onEvent({ type: 'image_start', index: this.#pictures });
    this.#started = true;
    return this.#pictures;
  }
}
