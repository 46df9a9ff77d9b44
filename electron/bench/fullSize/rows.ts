import { memoryOf } from '../../convert/package/memory';
import type { Bits } from '../../convert/recipes/precision';
import type { Manifest } from '../../../shared/manifest';
import { bounded, plain, short, unmeasured, type Figure } from '../figures';
import type { ConvertTimes, Phase, RunTimes } from './calls';
import type { Held, Most } from './inChild';

/** What a model of full size was measured to do. */
export interface FullSizeMeasured {
  readonly manifest: Manifest;
  readonly bits: Bits;
  /** Numbers of all weights. */
  readonly weights: number;
  readonly workers: number;
  readonly converted: ConvertTimes;
  readonly run: RunTimes;
  readonly most: Most;
  readonly contexts: readonly number[];
  readonly targets: { readonly load: number };
  /** Why nothing ran beside it, where nothing was wanted. */
  readonly noPeer: string;
}

/** Most times of llama.cpp's, after the shorter and after the longer context. */
const ONE = [1.2, 1.4];
const TWO = [0.8, 0.95];

/** The rows of the table. */
export function fullSizeRows(measured: FullSizeMeasured): Figure[] {
  return [
    ...converterRows(measured),
    ...loadingRows(measured),
    ...stepRows(measured),
    ...drawingRows(measured),
  ];
}

const seconds = (milliseconds: number): string => `${short(milliseconds / 1000)} s`;
const megabytes = (bytes: number): string => `${short(bytes / 1e6)} MB`;
const UNTOLD = 'only Linux says what a process holds';

function converterRows({ converted, weights, workers }: FullSizeMeasured): Figure[] {
  const { whole, weights: spent, processor, peak } = converted;
  const speed = `converter, weights a second on ${workers} workers`;
  const memory = 'converter, the most memory of its process';
  return [
    plain('converter, files hashed before and after included', seconds(whole)),
    bounded(speed, weights / 1e6 / (spent / 1000), 'million', { least: 120 }),
    // Other programs make the time longer, and this hardly.
    plain(
      'converter, weights a second of one processor',
      `${short(weights / 1e6 / (processor / 1000))} million`,
    ),
    peak === undefined
      ? unmeasured(memory, UNTOLD)
      : bounded(memory, peak / 1e6, 'MB', { most: 500 }),
  ];
}

function loadingRows(measured: FullSizeMeasured): Figure[] {
  const { run, targets } = measured;
  return [
    bounded('loading, hashes known', run.load / 1000, 's', { most: targets.load }),
    ...memoryRows(measured, 'loaded', 'memory once loaded', 0, 'own'),
  ];
}

function stepRows({ run, contexts, noPeer }: FullSizeMeasured): Figure[] {
  const { own, peer, codes } = run;
  const why = run.noPeer ?? noPeer;
  const rows: Figure[] = [];
  const kinds = [
    { kind: 'one', words: 'a step of one sequence', bounds: ONE },
    { kind: 'two', words: 'a step of two sequences', bounds: TWO },
  ] as const;
  for (const { kind, words, bounds } of kinds) {
    for (const [place, context] of contexts.entries()) {
      const name = `${words} after ${context.toLocaleString('en-GB')}`;
      const time = own[kind][context] ?? NaN;
      const other = peer?.[kind][context];
      const ratio = `${name}, against llama.cpp Q4_0`;
      rows.push(plain(name, `${short(time)} ms`));
      if (other === undefined) rows.push(unmeasured(ratio, why));
      else {
        const row = bounded(ratio, time / other, 'times', { most: bounds[place] ?? Infinity });
        rows.push({ ...row, value: `${row.value} (its: ${short(other)} ms)` });
      }
    }
  }
  for (const context of codes ? contexts : []) {
    const name = `a step of two sequences by their codes after ${context.toLocaleString('en-GB')}`;
    rows.push(plain(name, `${short(codes?.[context] ?? NaN)} ms`));
  }
  const its = peer ? ` (llama.cpp: ${short(peer.reading)} tokens/s)` : '';
  return [...rows, plain('reading a prompt', `${short(own.reading)} tokens/s${its}`)];
}

function drawingRows(measured: FullSizeMeasured): Figure[] {
  const { drawn } = measured.run;
  if (!drawn) return [];
  const { codes, guidance, prompt, total, perCode, decoder } = drawn;
  const name = `a picture of ${codes} codes, guidance ${guidance}, after a prompt of ${prompt}`;
  return [
    bounded(name, total / 1000, 's', { most: 25 }),
    plain('the same, for a code', `${short(perCode)} ms`),
    plain('the same, codes to pixels, the graph opened', seconds(decoder)),
    ...memoryRows(measured, 'drawing', 'the most memory while drawing', prompt + codes, 'peak'),
  ];
}

/** Memory of a process beside what the manifest's rule gives for as many positions. */
function memoryRows(
  { manifest, bits, most }: FullSizeMeasured,
  phase: Phase,
  name: string,
  positions: number,
  which: 'own' | 'peak',
): Figure[] {
  const held: Held | undefined = most.get(phase);
  if (!held) return [unmeasured(name, UNTOLD)];
  const { languageModel, data } = manifest;
  const shape = { language: { ...languageModel, context: positions } };
  const computed = memoryOf({ ...shape, sequences: languageModel.sequences }, bits, data)[which];
  const ratio = held.resident / computed;
  const value = `${megabytes(held.resident)}, of which ${megabytes(held.resident - held.own)} are mapped files`;
  return [
    plain(name, value),
    {
      ...bounded(`${name}, against what is computed`, ratio, 'times', { least: 0.85, most: 1.15 }),
      value: `${short(ratio)} times (${megabytes(computed)})`,
    },
  ];
}
