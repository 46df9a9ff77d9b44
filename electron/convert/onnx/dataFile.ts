import { TYPE_BYTES, type NumberType, type Place } from './model';

/** How a weight is kept: whole numbers of few bits in blocks, or floats. */
export type Kept = 'int4' | 'int8' | 'fp16' | 'fp32';

/** Weights that share a scale and a zero point. */
export const BLOCK = 32;

/** A tensor that a weight is made of, by the name that the recipe gives it. */
export interface Source {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A weight in floats: its sources one after the other, or one matrix turned round. */
export interface FloatJob {
  readonly kept: 'fp16' | 'fp32';
  readonly transposed: boolean;
  readonly sources: readonly Source[];
  readonly place: Place;
}

/** A matrix [rows, columns] in blocks of a row, its sources one below the other. */
export interface BlockJob {
  readonly kept: 'int4' | 'int8';
  readonly sources: readonly Source[];
  readonly rows: number;
  readonly columns: number;
  readonly place: Place;
  /** float32 [rows, blocks]. */
  readonly scales: Place;
  /** [rows, blocks] of 8 bits, or of 4 bits two in a byte. */
  readonly zeros: Place;
}

/** What has to be written to a data file for one weight. */
export type Job = FloatJob | BlockJob;

/** From this size on a tensor begins on a page (bytes), so that the file can be mapped. */
const PAGE = 4096;
const SMALL = 16;

/** The layout of one data file: which weight lies where, known before any weight is read. */
export class DataFile {
  #size = 0;
  readonly #jobs = new Map<string, Job>();

  /** @param location name of the file, which lies in the folder of the graphs that read it */
  constructor(readonly location: string) {}

  /** Bytes of the file so far. */
  get size(): number {
    return this.#size;
  }

  /** What has to be written, in the order of the places. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** The place of a weight in floats; the same for the same weight, whichever graph asks. */
  floats(
    sources: readonly Source[],
    kept: FloatJob['kept'],
    count: number,
    transposed = false,
  ): FloatJob {
    return this.#once<FloatJob>(`${kept}:${transposed}:${keyOf(sources)}`, () => ({
      kept,
      transposed,
      sources,
      place: this.#place(kept === 'fp32' ? 'float' : 'float16', count),
    }));
  }

  /** The places of a matrix in blocks; the same for the same matrix, whichever graph asks. */
  blocks(
    sources: readonly Source[],
    kept: BlockJob['kept'],
    rows: number,
    columns: number,
  ): BlockJob {
    return this.#once<BlockJob>(`${kept}:${keyOf(sources)}`, () => {
      const perByte = kept === 'int4' ? 2 : 1;
      const blocks = columns / BLOCK;
      return {
        kept,
        sources,
        rows,
        columns,
        place: this.#place('uint8', (rows * columns) / perByte),
        scales: this.#place('float', rows * blocks),
        zeros: this.#place('uint8', rows * Math.ceil(blocks / perByte)),
      };
    });
  }

  #once<Kind extends Job>(key: string, make: () => Kind): Kind {
    const known = this.#jobs.get(key);
    if (known) return known as Kind;
    const made = make();
    this.#jobs.set(key, made);
    return made;
  }

  #place(type: NumberType, count: number): Place {
    const length = count * TYPE_BYTES[type];
    const step = length >= PAGE ? PAGE : SMALL;
    const offset = Math.ceil(this.#size / step) * step;
    this.#size = offset + length;
    return { location: this.location, offset, length };
  }
}

const keyOf = (sources: readonly Source[]): string => sources.map(({ name }) => name).join('+');
