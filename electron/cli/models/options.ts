import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Bits } from '../../../shared/catalogue';
import { CommandError, EXIT, oneLine } from '../error';

const TYPED = {
  data: { type: 'string' },
  precision: { type: 'string' },
  keep: { type: 'boolean' },
  hub: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

type Typed = keyof typeof TYPED;

/** Which options each of the commands takes, and how many words follow it at least and at most. */
const TAKEN = {
  list: { options: ['data', 'json'], words: [0, 0] },
  search: { options: ['hub', 'json'], words: [0, 1] },
  add: { options: ['data', 'precision', 'keep', 'json'], words: [1, 1] },
  remove: { options: ['data', 'json'], words: [1, 1] },
  verify: { options: ['data', 'json'], words: [1, 1] },
} as const satisfies Record<
  string,
  { readonly options: readonly Typed[]; readonly words: readonly [number, number] }
>;

type Name = keyof typeof TAKEN;

export interface ModelsCommand {
  readonly kind: Name;
  /** What follows the command: a text to search, or what names a model; empty for none. */
  readonly word: string;
  /** Absolute data folder; undefined for the program's own. */
  readonly data: string | undefined;
  readonly bits: Bits;
  readonly keepsSource: boolean;
  readonly hub: boolean;
  readonly json: boolean;
}

const PRECISIONS: readonly Bits[] = [4, 8, 16, 32];

/**
 * Reads the words after `models`.
 *
 * @param folder absolute folder that relative paths are meant from
 * @throws CommandError with exit 2
 */
export function readModelsOptions(
  words: readonly string[],
  folder: string,
): ModelsCommand | { readonly kind: 'help' } {
  const { values, positionals } = parsed(words);
  const [kind, ...rest] = positionals;
  if (values.help || kind === undefined) return { kind: 'help' };
  if (!isName(kind)) throw usage(`There is no command ${kind}: see models --help.`);
  const { options, words: count } = TAKEN[kind];
  const foreign = Object.keys(values).find((name) => !options.some((one) => one === name));
  if (foreign !== undefined) throw usage(`models ${kind} takes no --${foreign}.`);
  if (rest.length < count[0]) throw usage(`Say which model: models ${kind} NAME.`);
  if (rest.length > count[1]) throw usage('Put quotation marks around what has spaces in it.');
  const bits = Number(values.precision ?? 4);
  const known = PRECISIONS.find((one) => one === bits);
  if (known === undefined) throw usage('--precision takes 4, 8, 16 or 32.');
  return {
    kind,
    word: rest[0] ?? '',
    data: values.data === undefined ? undefined : path.resolve(folder, values.data),
    bits: known,
    keepsSource: values.keep ?? false,
    hub: values.hub ?? false,
    json: values.json ?? false,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: TYPED, allowPositionals: true, strict: true });
  } catch (error) {
    const said = oneLine(error instanceof Error ? error.message : String(error));
    throw usage(`${said.split(/\.\s/)[0] ?? said}: see models --help.`);
  }
}

const isName = (word: string): word is Name => Object.hasOwn(TAKEN, word);

const usage = (sentence: string): CommandError => new CommandError(EXIT.usage, sentence);

/** What `--help` prints. */
export const MODELS_HELP = `npm run --silent models -- list [--data DIR] [--json]
npm run --silent models -- search [TEXT] [--hub] [--json]
npm run --silent models -- add MODEL [--precision 4|8|16|32] [--keep] [--data DIR] [--json]
npm run --silent models -- remove NAME [--data DIR] [--json]
npm run --silent models -- verify NAME|DIR [--data DIR] [--json]

  list            the models of this computer
  search          models of the catalogue; with --hub also those of the hub with TEXT in their names
  add             fetches and converts a model of the catalogue or owner/name[@revision] of the hub,
                  converts a folder with a published checkpoint, or copies a package (folder or zip);
                  an interrupted add goes on where it was
  remove          removes a model for good
  verify          hashes every file of a model again

  --precision N   bits of the weights that are converted (4)
  --keep          keep what was fetched beside the converted model
  --hub           ask the hub, not the catalogue alone
  --data DIR      data folder of the studio (the program's own)
  --json          print JSON

Only add and search --hub use the network. HF_ENDPOINT names another hub, HF_TOKEN is sent to it for
models whose licence must be accepted first, and HTTPS_PROXY is used where it is set.
Exits with 0, 2 (wrong usage, or the disk is full), 3 (an input cannot be read or is refused), 4 (a
package is missing or damaged) or 130 (interrupted).
`;
