import type { Dice } from './suite';

/** A file by its name, whose ending says what it is. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * A file that was damaged in one of six ways: cut short, overwritten, told other sizes, filled up,
 * followed by another file, or with single bytes changed.
 */
export function mutant(dice: Dice, seeds: readonly NamedFile[]): NamedFile {
  const { name, bytes: whole } = dice.of(seeds);
  const bytes = Buffer.from(whole);
  const place = dice.below(bytes.length);
  switch (dice.below(6)) {
    case 0:
      return { name, bytes: bytes.subarray(0, place) };
    case 1:
      bytes.fill(dice.below(256), place, Math.min(bytes.length, place + 1 + dice.below(64)));
      return { name, bytes };
    case 2:
      // Sizes lie in the first bytes: they are made huge.
      bytes.writeUInt32BE(
        dice.of([0, 1, 0x7fffffff, 0xffffffff, 65_535]),
        dice.below(Math.min(60, bytes.length - 4)),
      );
      return { name, bytes };
    case 3:
      return {
        name,
        bytes: Buffer.concat([bytes.subarray(0, place), dice.bytes(40), bytes.subarray(place)]),
      };
    case 4:
      return { name, bytes: Buffer.concat([bytes.subarray(0, place), dice.of(seeds).bytes]) };
    default:
      for (let flips = 1 + dice.below(20); flips > 0; flips -= 1) {
        bytes[dice.below(bytes.length)] = dice.below(256);
      }
      return { name, bytes };
  }
}
