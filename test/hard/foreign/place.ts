import type { Dice } from '../suite';
import type { Scattered } from './scatter';

/** What a layout is made with. */
export interface Room {
  readonly dice: Dice;
  readonly scattered: Scattered;
  /** A new empty folder, removed after the test. */
  readonly folder: () => string;
}

/** A place that the studio sweeps, moves, exports to or cleans. */
export interface PartRef {
  readonly name: string;
  /**
   * Puts the studio's own files and foreign ones there.
   *
   * @returns lets the studio do its work there, and expects that it really did it
   */
  prepare(room: Room): Promise<() => Promise<void>>;
}
