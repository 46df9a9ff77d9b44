import type { Manifest } from '../../shared/manifest';

/** Opening a graph takes about so many times as long as checking its hash. */
const OPENING = 3;

/** How far the loading of a package is, for the person who waits. */
export class LoadProgress {
  #sizes = new Map<string, number>();
  #total = 0;
  #done = 0;
  #reported = 0;

  /** @param tell called with the share that is done, 0 to 1, once a whole percent is reached */
  constructor(private readonly tell: (share: number) => void) {}

  /** The manifest was read: from now on it is known how much there is to do. */
  begin({ files, data }: Manifest, graphs: readonly string[]): void {
    this.#sizes = new Map(files.map(({ path, size }) => [path, size]));
    const checked = [...files, ...data].reduce((sum, { size }) => sum + size, 0);
    const opened = graphs.reduce((sum, name) => sum + this.#sizeOf(name), 0);
    this.#total = checked + opened * OPENING;
  }

  /** So many bytes more were hashed. */
  checked(bytes: number): void {
    this.#add(bytes);
  }

  /** A graph was opened. */
  opened(file: string): void {
    this.#add(this.#sizeOf(file) * OPENING);
  }

  #sizeOf(file: string): number {
    return this.#sizes.get(file) ?? 0;
  }

  #add(work: number): void {
    this.#done += work;
    const percent = Math.floor((this.#done / this.#total) * 100);
    if (percent <= this.#reported || percent > 100) return;
    this.#reported = percent;
    this.tell(percent / 100);
  }
}
