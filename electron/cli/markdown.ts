import type { AnsweredPart } from './answer';

/**
 * Prints an answer as Markdown while it comes. Parts keep their order: words after a picture wait
 * until it is drawn.
 */
export class MarkdownPrinter {
  /** Part that is being printed, and how much of its text has been. */
  #place = 0;
  #printed = 0;
  #end = '';

  /** @param pathOf the file of the picture with an index, from 0 */
  constructor(
    private readonly out: (text: string) => void,
    private readonly pathOf: (index: number) => string,
  ) {}

  /** Prints what is new and in turn. */
  show(parts: readonly AnsweredPart[]): void {
    for (let part = parts[this.#place]; part; part = parts[this.#place]) {
      if (part.type === 'text') {
        this.#say(part.text.slice(this.#printed));
        this.#printed = part.text.length;
        if (this.#place === parts.length - 1) return;
      } else {
        if (!part.drawn) return;
        this.#picture(part.index);
      }
      this.#next();
    }
  }

  /** Prints the rest, past pictures that were never drawn, and ends the line. */
  finish(parts: readonly AnsweredPart[]): void {
    this.show(parts);
    while (this.#place < parts.length) {
      this.#next();
      this.show(parts);
    }
    if (this.#end !== '' && !this.#end.endsWith('\n')) this.#say('\n');
  }

  #next(): void {
    this.#place += 1;
    this.#printed = 0;
  }

  #picture(index: number): void {
    if (this.#end !== '') this.#say(this.#end.endsWith('\n') ? '\n' : '\n\n');
    const file = this.pathOf(index);
    const target = /^[^\s()<>\\]*$/.test(file) ? file : `<${file}>`;
    this.#say(`![Picture ${index + 1}](${target})\n\n`);
  }

  #say(text: string): void {
    if (text === '') return;
    this.#end = text.slice(-2);
    this.out(text);
  }
}
