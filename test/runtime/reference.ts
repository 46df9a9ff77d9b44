import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the PyTorch reference says of a tiny package (made by `python -m models.scripts.tiny_packages`). */
export interface Reference {
  readonly sequence: {
    readonly ids: number[];
    readonly index: number[];
    readonly positions: number[];
  };
  readonly prompts: readonly {
    readonly turns: readonly {
      readonly role: 'system' | 'user' | 'assistant';
      readonly text: string;
    }[];
    readonly ids: number[];
  }[];
  /** The greedy answer; -1 stands for a visual token. */
  readonly answer: { readonly question: string; readonly ids: number[]; readonly texts: string[] };
  readonly visualizer: {
    readonly times: number[];
    readonly guidance: number[];
    readonly steps: number;
  };
  readonly values: Readonly<Record<string, { readonly offset: number; readonly shape: number[] }>>;
}

export type TinyName = 'embedded-like' | 'full-like';
export const TINY: readonly TinyName[] = ['embedded-like', 'full-like'];

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Folder of a tiny package. */
export function tinyFolder(name: TinyName): string {
  return path.join(fixtures, 'packages', name);
}

/** The reference of a tiny package, and a reader of its arrays. */
export function readReference(name: TinyName): {
  reference: Reference;
  value: (name: string) => Float32Array;
} {
  const file = path.join(fixtures, 'reference', name);
  const reference = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Reference;
  const bytes = readFileSync(`${file}.bin`);
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const value = (key: string): Float32Array => {
    const place = reference.values[key];
    if (!place) throw new RangeError(`The reference has no ${key}.`);
    const size = place.shape.reduce((product, side) => product * side, 1);
    return numbers.slice(place.offset, place.offset + size);
  };
  return { reference, value };
}

/** Greatest absolute difference of two arrays of the same length. */
export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let greatest = 0;
  for (let place = 0; place < a.length; place += 1) {
    greatest = Math.max(greatest, Math.abs((a[place] ?? NaN) - (b[place] ?? NaN)));
  }
  return greatest;
}
