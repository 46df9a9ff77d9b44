import fs from 'node:fs';
import path from 'node:path';
import { snapshot } from '../../snapshot';
import type { Dice } from '../suite';

/** Folders of the studio, which a person's own folder may be called as well. */
const FOLDERS = ['images', 'tokens', 'thumbnails', 'copies', 'aside', 'packages', 'features'];
const MODES = [0o644, 0o600, 0o444, 0o400, 0o755];
/** Seconds since 1970 that a file may be from: 1980, and years that any sweep is after. */
const TIMES = [315_532_800, 946_684_800, 1_500_000_000, 1_700_000_000];

const isThere = (place: string): boolean =>
  fs.lstatSync(place, { throwIfNoEntry: false }) !== undefined;

const hex = (dice: Dice, length: number): string =>
  Array.from({ length }, () => dice.below(16).toString(16)).join('');

/** Names close to those that the studio gives, each of which it gives to nothing. */
const CLOSE: readonly ((dice: Dice) => string)[] = [
  (dice) => hex(dice, 63),
  (dice) => hex(dice, 65),
  (dice) => `${hex(dice, 63)}A`,
  (dice) => hex(dice, 64).toUpperCase().replace(/^./, 'F'),
  (dice) => `${hex(dice, 64)}.bak`,
  (dice) => `${hex(dice, 64)}.tmp`,
  (dice) => `${hex(dice, 64)}.${hex(dice, 10)}.tmp`,
  (dice) => `${hex(dice, 64)}.webp.bak`,
  (dice) => `${hex(dice, 64)}.webp.${hex(dice, 9)}.tmp`,
  (dice) => `incoming-${hex(dice, 11)}`,
  (dice) => `.adding-${hex(dice, 13)}`,
  (dice) => `.look-${hex(dice, 4)}.db`,
  (dice) => `.saving-${hex(dice, 4)}`,
  (dice) => `.${hex(dice, 16)}.partial`,
  (dice) => `.${hex(dice, 16)}.old`,
  (dice) => `studio.db.version${1 + dice.below(7)}.tmp`,
  () => 'studio.db.bak',
  () => 'window.json.tmp',
  () => 'moved.json.tmp',
  () => 'x.tmp',
  () => 'notes.partial',
  () => '2026-05-03T14-05-09-120Z.partial.bak',
  () => '2026-05-03.partial',
  () => '.unfinished-work',
  () => 'incoming-photos',
  () => 'wedding.jpg',
  () => 'Grüße 🦊.txt',
  () => '.hidden',
  () => 'two words.png',
];

/** What a person put beside the studio's files, and a folder outside that some of it leads to. */
export class Scattered {
  readonly #places: string[] = [];
  readonly #outside: string;

  /** @param outside an empty folder */
  constructor(
    private readonly dice: Dice,
    outside: string,
  ) {
    this.#outside = outside;
    for (const name of ['letter.txt', 'album/picture.png']) this.#file(path.join(outside, name));
  }

  /**
   * Scatters things of all kinds over a folder, which is made if need be.
   *
   * @param names further names close to the studio's in just that folder
   */
  over(folder: string, ...names: readonly string[]): void {
    fs.mkdirSync(folder, { recursive: true });
    const some = Array.from({ length: 3 + this.dice.below(5) }, () =>
      this.dice.of(CLOSE)(this.dice),
    );
    for (const name of new Set([...names, ...some, this.dice.of(FOLDERS)])) {
      const place = path.join(folder, name);
      // The studio's own folder of that name holds the studio's own files.
      if (isThere(place)) continue;
      this.#put(place);
    }
  }

  /** Puts a file at a place; what it is like is by chance. */
  file(place: string, bytes?: string): void {
    this.#file(place, bytes);
    this.#places.push(place);
  }

  /** What all of it is like, and the folder outside. */
  state(): ReadonlyMap<string, string> {
    return new Map(
      [this.#outside, ...this.#places].flatMap((place): [string, string][] =>
        isThere(place) ? [...snapshot(place)] : [[place, 'gone']],
      ),
    );
  }

  get count(): number {
    return this.#places.length;
  }

  #put(place: string): void {
    const { dice } = this;
    switch (dice.below(7)) {
      case 0:
        this.#nest(place);
        break;
      case 1:
        fs.symlinkSync(path.join(this.#outside, dice.of(['letter.txt', 'album'])), place);
        break;
      case 2:
        fs.symlinkSync(path.join(this.#outside, 'nowhere'), place);
        break;
      case 3:
        fs.linkSync(path.join(this.#outside, 'letter.txt'), place);
        break;
      default:
        this.#file(place);
    }
    this.#places.push(place);
  }

  /** A folder in which the same names lie again. */
  #nest(place: string): void {
    fs.mkdirSync(place);
    for (let number = this.dice.below(3); number >= 0; number -= 1) {
      this.#file(path.join(place, this.dice.of(FOLDERS), hex(this.dice, 64)));
      this.#file(path.join(place, this.dice.of(CLOSE)(this.dice)));
    }
    this.#age(place);
  }

  #file(place: string, bytes?: string): void {
    if (isThere(place)) return;
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, bytes ?? this.dice.bytes(1 + this.dice.below(60)));
    fs.chmodSync(place, this.dice.of(MODES));
    this.#age(place);
  }

  #age(place: string): void {
    const time = this.dice.of(TIMES);
    fs.utimesSync(place, time, time);
  }
}
