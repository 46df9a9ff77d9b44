/** Ends what is said before the first of some sequences; what may begin one is held back. */
export class StopFilter {
  #held = '';
  #hit = false;

  /** @param say is called with words that are settled */
  constructor(
    private readonly stops: readonly string[],
    private readonly say: (text: string) => void,
  ) {}

  /** Whether a sequence came; nothing is said any more. */
  get hit(): boolean {
    return this.#hit;
  }

  push(text: string): void {
    if (this.#hit) return;
    this.#held += text;
    const places = this.stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at >= 0);
    if (places.length > 0) {
      this.#hit = true;
      this.#release(Math.min(...places));
      this.#held = '';
    } else this.#release(this.#held.length - this.#begun());
  }

  /** Says what was held back: what comes next cannot go on with it. */
  flush(): void {
    if (!this.#hit) this.#release(this.#held.length);
  }

  /** Letters at the end that a sequence begins with. */
  #begun(): number {
    let most = 0;
    for (const stop of this.stops) {
      for (let length = Math.min(stop.length - 1, this.#held.length); length > most; length -= 1) {
        if (stop.startsWith(this.#held.slice(-length))) most = length;
      }
    }
    return most;
  }

  #release(length: number): void {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    if (text !== '') this.say(text);
  }
}
