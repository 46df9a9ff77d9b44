import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { FORMATS, type Format } from '../../archive/exportFile';
import { CommandError, EXIT, oneLine } from '../error';

const TYPED = {
  data: { type: 'string', multiple: true },
  conversation: { type: 'string', multiple: true },
  branch: { type: 'string', multiple: true },
  folder: { type: 'string', multiple: true },
  format: { type: 'string', multiple: true },
  out: { type: 'string', multiple: true },
  pictures: { type: 'string', multiple: true },
  'no-details': { type: 'boolean' },
  'no-thinking': { type: 'boolean' },
  metadata: { type: 'boolean' },
  location: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

type Typed = keyof typeof TYPED;

/** Which options each of the commands takes. */
const TAKEN = {
  export: [
    'data',
    'conversation',
    'branch',
    'folder',
    'format',
    'out',
    'pictures',
    'no-details',
    'no-thinking',
    'metadata',
    'location',
    'json',
  ],
  import: ['data', 'dry-run', 'json'],
  verify: ['json'],
  list: ['data', 'json'],
  delete: ['data', 'json'],
} as const satisfies Record<string, readonly Typed[]>;

type Name = keyof typeof TAKEN;

interface Common {
  /** Absolute data folder; undefined for the program's own. */
  readonly data: string | undefined;
  readonly json: boolean;
}

export interface ExportCommand extends Common {
  readonly kind: 'export';
  readonly selection: ExportSelection;
  readonly format: Format;
  readonly out: string;
  readonly options: ExportOptions;
}

export interface ImportCommand extends Common {
  readonly kind: 'import';
  readonly path: string;
  readonly dryRun: boolean;
}

export interface VerifyCommand extends Common {
  readonly kind: 'verify';
  readonly path: string;
}

export interface ListCommand extends Common {
  readonly kind: 'list';
  /** Absolute path of an archive; undefined to list the store. */
  readonly path: string | undefined;
}

export interface DeleteCommand extends Common {
  readonly kind: 'delete';
  /** Of the conversations that go to the trash. */
  readonly ids: readonly string[];
}

export type ArchiveCommand =
  | ExportCommand
  | ImportCommand
  | VerifyCommand
  | ListCommand
  | DeleteCommand
  | { readonly kind: 'help' };

/**
 * Reads the words after `archive`.
 *
 * @param folder absolute folder that relative paths are meant from
 * @throws CommandError with exit 2
 */
export function readArchiveOptions(words: readonly string[], folder: string): ArchiveCommand {
  const { values, positionals } = parseWords(words);
  if (values.help) return { kind: 'help' };
  const [name, ...paths] = positionals;
  if (!isName(name)) throw usage('Say what to do: export, import, verify, list or delete.');
  const given = single(name, values);
  const absolute = (option: Typed): string | undefined => {
    const value = given.get(option);
    return value === undefined ? undefined : path.resolve(folder, value);
  };
  const common = { data: absolute('data'), json: values.json === true };
  if (name === 'export') {
    if (paths.length > 0) throw usage('Give the file to write after --out.');
    const out = absolute('out');
    if (out === undefined) throw usage('Give the file to write, as in --out chats.metamorph.');
    const format = formatOf(given.get('format'), out);
    return {
      kind: 'export',
      ...common,
      out,
      format,
      selection: selectionOf(given),
      options: shownOf(values, given),
    };
  }
  if (name === 'delete') {
    if (paths.length === 0)
      throw usage('Give the id of the conversation to delete: list shows it.');
    return { kind: 'delete', ...common, ids: [...new Set(paths)] };
  }
  const [only, ...more] = paths.map((given) => path.resolve(folder, given));
  if (more.length > 0) throw usage(`Give ${name} one path, not ${paths.length}.`);
  if (name === 'list') return { kind: 'list', ...common, path: only };
  if (only === undefined) throw usage(`Say which file to ${name}.`);
  return name === 'verify'
    ? { kind: 'verify', ...common, path: only }
    : { kind: 'import', ...common, path: only, dryRun: values['dry-run'] === true };
}

type Values = ReturnType<typeof parseWords>['values'];

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: TYPED, allowPositionals: true, strict: true });
  } catch (error) {
    const said = oneLine(error instanceof Error ? error.message : String(error));
    const first = said.split(/\.\s/)[0]?.replace(/\.$/, '') ?? said;
    throw usage(`${first}: see npm run --silent archive -- --help.`);
  }
}

const isName = (name: string | undefined): name is Name =>
  name !== undefined && Object.hasOwn(TAKEN, name);

/** Values by option, each given once, and none that the command would quietly drop. */
function single(name: Name, values: Values): ReadonlyMap<Typed, string> {
  const taken: readonly string[] = TAKEN[name];
  const found = new Map<Typed, string>();
  for (const [option, value] of Object.entries(values)) {
    if (value === false || value === undefined) continue;
    if (!taken.includes(option)) throw usage(`--${option} is not for ${name}: leave it out.`);
    if (!Array.isArray(value)) continue;
    if (value.length > 1) throw usage(`Give --${option} once, not ${value.length} times.`);
    if (value[0] === '') throw usage(`--${option} needs a value.`);
    found.set(option as Typed, value[0] ?? '');
  }
  return found;
}

function formatOf(given: string | undefined, out: string): Format {
  const end = path.extname(out).slice(1).toLowerCase();
  const wanted = given ?? (isFormat(end) ? end : 'metamorph');
  if (isFormat(wanted)) return wanted;
  throw usage(`--format takes ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1) ?? ''}.`);
}

const isFormat = (word: string): word is Format => (FORMATS as readonly string[]).includes(word);

function selectionOf(given: ReadonlyMap<Typed, string>): ExportSelection {
  const id = given.get('conversation');
  const messageId = given.get('branch');
  const folder = given.get('folder');
  if (folder !== undefined) {
    if (id !== undefined) throw usage('Give --folder or --conversation, not both.');
    return { kind: 'folder', folder };
  }
  if (id === undefined) {
    if (messageId !== undefined) throw usage('Give --branch together with --conversation.');
    return { kind: 'all' };
  }
  return messageId === undefined ? { kind: 'conversation', id } : { kind: 'branch', id, messageId };
}

function shownOf(values: Values, given: ReadonlyMap<Typed, string>): ExportOptions {
  const place = given.get('pictures') ?? 'inside';
  if (place !== 'inside' && place !== 'beside') throw usage('--pictures takes inside or beside.');
  return {
    details: values['no-details'] !== true,
    thinking: values['no-thinking'] !== true,
    metadata: values.location ? 'all' : values.metadata ? 'withoutPlace' : 'none',
    beside: place === 'beside',
  };
}

const usage = (sentence: string): CommandError => new CommandError(EXIT.usage, sentence);

/** What `--help` prints. */
export const ARCHIVE_HELP = `npm run --silent archive -- export [options] --out FILE
npm run --silent archive -- import [--data DIR] [--dry-run] [--json] PATH
npm run --silent archive -- verify [--json] PATH
npm run --silent archive -- list [--data DIR] [--json] [PATH]
npm run --silent archive -- delete [--data DIR] [--json] ID...

  --data DIR          the data folder of the studio (the program's own)
  --conversation ID   one conversation, not all
  --branch ID         with --conversation: the branch from its beginning to that message
  --folder NAME       the conversations of one folder
  --format FORMAT     metamorph (lossless), html, md, pdf or jsonl (by the end of FILE)
  --out FILE          the file to write; nothing is overwritten
  --pictures PLACE    html: inside the page, or beside it in NAME.files (inside)
  --no-details        leave out what answers and pictures were made with
  --no-thinking       leave out the pictures that the model drew to think
  --metadata          keep what photographs tell of camera and date, but not of their place
  --location          keep their place too; an archive keeps every picture as it is
  --dry-run           say what an import would do, and do nothing
  --json              print one JSON object

PATH is an archive (.metamorph), an export of ChatGPT, Open WebUI or Cherry Studio, or a folder of
pictures. An import only adds: what is there already is left out, what differs comes as a copy.
ID is a conversation as list shows it. A deleted one goes to the bin, from where the window, or an
import of what it was exported to, brings it back.

Exits with 0, 2 (wrong usage, or FILE cannot be written), 3 (an input cannot be read or is refused)
or 130 (interrupted).
`;
import type { ExportOptions, ExportSelection } from '../../../shared/ipc/archive';
