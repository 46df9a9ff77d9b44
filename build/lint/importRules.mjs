import path from 'node:path';

/**
 * A room of the program and what its files may import.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {string} what what it is there for, in a few words
 * @property {RegExp} files the files that lie in it
 * @property {string[]} rooms rooms that it may import from
 * @property {string[]=} types rooms that it may import only types from
 * @property {string[]=} forbidden packages that must stay out; a `*` at the end stands for all
 * @property {boolean=} separate whether the folders in it may not import from each other
 */

const NO_WINDOW = ['react', 'react-dom', '@mantine/*'];
const NO_NODE = ['node:*', 'electron', 'onnxruntime-node', 'better-sqlite3', 'sharp'];
const WINDOW_BASE = ['renderer/components', 'renderer/state', 'renderer/lib', 'shared'];

/**
 * All rooms; the first whose pattern fits a file is its room.
 *
 * @type {Room[]}
 */
export const ROOMS = [
  {
    name: 'shared',
    what: 'what window and program agree on: calls, messages, manifest, sentences',
    files: /^shared\//,
    rooms: ['shared'],
    forbidden: ['node:*', 'electron'],
  },
  {
    name: 'renderer/lib',
    what: '`api.ts`, `i18n.ts`, `locales/`: calls and words',
    files: /^renderer\/(api\.|i18n\.|locales\/)/,
    rooms: ['renderer/lib', 'shared'],
    forbidden: NO_NODE,
  },
  {
    name: 'renderer/state',
    what: 'what the window knows and does, without a view of it',
    files: /^renderer\/state\//,
    rooms: ['renderer/state', 'renderer/lib', 'shared'],
    forbidden: NO_NODE,
  },
  {
    name: 'renderer/components',
    what: 'parts that several views or dialogs show',
    files: /^renderer\/components\//,
    rooms: WINDOW_BASE,
    forbidden: NO_NODE,
  },
  {
    name: 'renderer/sidebar',
    what: 'the list of conversations',
    files: /^renderer\/sidebar\//,
    rooms: ['renderer/sidebar', ...WINDOW_BASE],
    forbidden: NO_NODE,
  },
  {
    name: 'renderer/dialogs',
    what: 'dialogs that belong to no view',
    files: /^renderer\/dialogs\//,
    rooms: ['renderer/dialogs', ...WINDOW_BASE],
    forbidden: NO_NODE,
  },
  {
    name: 'renderer/registry',
    what: 'the list of all views',
    files: /^renderer\/views\/registry\./,
    rooms: ['renderer/views', 'renderer/state'],
    forbidden: NO_NODE,
  },
  {
    name: 'renderer/views',
    what: 'a folder for each view; none imports from another',
    files: /^renderer\/views\//,
    rooms: ['renderer/views', ...WINDOW_BASE],
    forbidden: NO_NODE,
    separate: true,
  },
  {
    name: 'renderer/app',
    what: 'the window: `main.tsx`, `app/`, commands',
    files: /^renderer\//,
    rooms: [
      'renderer/app',
      'renderer/registry',
      'renderer/views',
      'renderer/dialogs',
      'renderer/sidebar',
      ...WINDOW_BASE,
    ],
    forbidden: NO_NODE,
  },
  {
    name: 'disk',
    what: 'files written whole or not at all',
    files: /^electron\/disk\//,
    rooms: ['disk', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  // The one protocol between the program and its child processes.
  {
    name: 'process',
    what: 'one client and server for all child processes',
    files: /^electron\/process\//,
    rooms: ['process', 'shared'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'host',
    what: 'the runtime as the program sees it; owns the child',
    files: /^electron\/runtime\/host[./]/,
    rooms: ['host', 'process', 'shared'],
    types: ['runtime'],
    forbidden: ['onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  // The check of packages: nothing of it opens a graph, so the program may use it too.
  {
    name: 'package',
    what: 'the check of packages',
    files: /^electron\/runtime\/(package|verified)[./]/,
    rooms: ['package', 'shared'],
    types: ['runtime'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'telemetry',
    what: 'turns off what onnxruntime would send',
    files: /^electron\/runtime\/telemetry[./]/,
    rooms: ['telemetry'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', ...NO_WINDOW],
  },
  // The only door to onnxruntime, so that nothing loads it before its telemetry is off.
  {
    name: 'onnxruntime',
    what: 'the only place that loads onnxruntime',
    files: /^electron\/runtime\/onnxruntime[./]/,
    rooms: ['onnxruntime', 'telemetry'],
    forbidden: ['electron', 'better-sqlite3', ...NO_WINDOW],
  },
  // No library of pictures is behind it, so the program may use it too.
  {
    name: 'png',
    what: 'the chunks of a PNG',
    files: /^electron\/images\/png[./]/,
    rooms: ['png'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  {
    name: 'runtime',
    what: 'graphs: `generation/`, `visualizer/`, `locate/`',
    files: /^electron\/runtime\//,
    rooms: ['runtime', 'onnxruntime', 'process', 'package', 'images', 'shared'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'recovery',
    what: 'backups, check, repair, rescue, move',
    files: /^electron\/recovery\//,
    rooms: ['recovery', 'process', 'store', 'disk', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', ...NO_WINDOW],
  },
  {
    name: 'store',
    what: 'SQLite and the files beside it',
    files: /^electron\/store\//,
    rooms: ['store', 'disk', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', ...NO_WINDOW],
  },
  {
    name: 'keys',
    what: 'keys for services of others',
    files: /^electron\/keys\//,
    rooms: ['keys', 'disk', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'archive',
    what: 'exports, imports, other programs’ files',
    files: /^electron\/archive\//,
    rooms: ['archive', 'recovery', 'store', 'images', 'process', 'disk', 'png', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  {
    name: 'convert',
    what: 'published checkpoints to graphs and weights',
    files: /^electron\/convert\//,
    rooms: ['convert', 'process', 'package', 'disk', 'shared'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  {
    name: 'hub',
    what: 'lists, reads and fetches models of the Hugging Face hub',
    files: /^electron\/hub\//,
    rooms: ['hub', 'shared'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  {
    name: 'connections',
    what: 'models that other servers answer with',
    files: /^electron\/connections\//,
    rooms: ['connections', 'shared'],
    types: ['runtime'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  {
    name: 'packages',
    what: 'adding and keeping packages',
    files: /^electron\/packages\//,
    rooms: ['packages', 'package', 'archive', 'disk', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'catalogue',
    what: 'getting a model: catalogue, hub, conversion',
    files: /^electron\/catalogue\//,
    rooms: ['catalogue', 'hub', 'convert', 'packages', 'package', 'disk', 'shared'],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  {
    name: 'api',
    what: 'local server for other programs',
    files: /^electron\/api\//,
    rooms: ['api', 'chat', 'store', 'shared'],
    types: ['runtime', 'images'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'chat',
    what: 'a turn: prompt, answer, queue, events',
    files: /^electron\/chat[./]/,
    rooms: ['chat', 'store', 'host', 'png', 'shared'],
    types: ['runtime'],
    forbidden: ['electron', 'onnxruntime-node', ...NO_WINDOW],
  },
  {
    name: 'ipc',
    what: 'router and a file of handlers for each domain of calls',
    files: /^electron\/ipc[./]/,
    rooms: [
      'catalogue',
      'hub',
      'ipc',
      'api',
      'chat',
      'archive',
      'packages',
      'recovery',
      'store',
      'keys',
      'host',
      'disk',
      'shared',
    ],
    types: ['runtime', 'images'],
    forbidden: ['onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'images',
    what: 'reading and writing picture files',
    files: /^electron\/images\//,
    rooms: ['images', 'process', 'png', 'shared'],
    forbidden: ['electron', 'onnxruntime-node', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'preload',
    what: 'the bridge into the window',
    files: /^electron\/preload[./]/,
    rooms: ['preload', 'shared'],
  },
  {
    name: 'cli',
    what: 'the commands, in plain Node',
    files: /^electron\/cli[./]/,
    rooms: [
      'cli',
      'package',
      'packages',
      'catalogue',
      'convert',
      'hub',
      'archive',
      'chat',
      'recovery',
      'store',
      'keys',
      'disk',
      'runtime',
      'images',
      'shared',
    ],
    forbidden: ['onnxruntime-node', 'electron', 'better-sqlite3', ...NO_WINDOW],
  },
  {
    name: 'testing',
    what: 'starts the program under Playwright',
    files: /^electron\/testing\//,
    rooms: ['testing'],
    forbidden: NO_WINDOW,
  },
  {
    name: 'bench',
    what: '`npm run bench`',
    files: /^electron\/bench\//,
    rooms: [
      'bench',
      'testing',
      'cli',
      'runtime',
      'package',
      'convert',
      'images',
      'store',
      'shared',
    ],
    forbidden: ['onnxruntime-node', 'electron', ...NO_WINDOW],
  },
  {
    name: 'main',
    what: '`main.ts`, `app/` and the entries of processes',
    files: /^electron\//,
    rooms: [
      'catalogue',
      'convert',
      'main',
      'ipc',
      'api',
      'chat',
      'archive',
      'packages',
      'recovery',
      'store',
      'keys',
      'host',
      'telemetry',
      'process',
      'disk',
      'shared',
    ],
    types: ['runtime', 'images'],
    forbidden: ['onnxruntime-node', 'better-sqlite3', 'sharp', ...NO_WINDOW],
  },
  { name: 'build', what: 'set-up, packing, lint rules', files: /^build\//, rooms: ['build'] },
];

/**
 * The room that a file lies in.
 *
 * @param {string} file path from the root of the repository, with forward slashes
 * @returns {Room | undefined} nothing for files outside all rooms (tests, configuration)
 */
export function roomOf(file) {
  return ROOMS.find((room) => room.files.test(file));
}

/**
 * @param {string} specifier
 * @param {string} pattern a package name, or one ending in `*` for all that begin so
 */
function isPackage(specifier, pattern) {
  if (pattern.endsWith('*')) return specifier.startsWith(pattern.slice(0, -1));
  return specifier === pattern || specifier.startsWith(`${pattern}/`);
}

/**
 * The folder of a room that a file lies in.
 *
 * @param {Room} room
 * @param {string} file
 */
function folderIn(room, file) {
  return file.replace(room.files, '').split('/')[0];
}

/**
 * Says why a file may not import something, or nothing when it may.
 *
 * @param {string} file path from the root, with forward slashes
 * @param {string} specifier the words between the quotes of the import
 * @param {boolean} [typeOnly] whether nothing of it is left when the program runs
 * @returns {string | undefined} one sentence
 */
export function importFault(file, specifier, typeOnly = false) {
  const from = roomOf(file);
  if (!from) return undefined;
  if (!specifier.startsWith('.')) {
    const pattern = from.forbidden?.find((name) => isPackage(specifier, name));
    return pattern && `${from.name} may not import the package ${specifier}.`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''));
  if (target.startsWith('../')) return `${specifier} leads out of the repository.`;
  // A specifier has no extension, so the pattern of a room's file needs one to match.
  const to = roomOf(`${target}.ts`) ?? roomOf(`${target}/`);
  if (!to) return `${from.name} may not import ${target}, which lies outside the program.`;
  if (from === to && from.separate && folderIn(from, file) !== folderIn(from, target)) {
    return `${file} may not import ${target}: the folders of ${from.name} stay separate.`;
  }
  if (from.rooms.includes(to.name)) return undefined;
  if (typeOnly && from.types?.includes(to.name)) return undefined;
  return `${from.name} may not import from ${to.name}: imports go only downwards.`;
}

/**
 * ESLint rule: every import, export-from and `import()` of a file obeys {@link ROOMS}.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const importRules = {
  meta: {
    type: 'problem',
    docs: { description: 'imports go only downwards between the rooms of the program' },
    schema: [],
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');

    /** @param {{ source?: unknown, importKind?: string, exportKind?: string }} node */
    function check(node) {
      const source = /** @type {import('estree').Literal | null | undefined} */ (node.source);
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const typeOnly = (node.importKind ?? node.exportKind) === 'type';
      const message = importFault(file, source.value, typeOnly);
      if (message) context.report({ node: source, message });
    }

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

/**
 * The table of rooms in ARCHITECTURE.md, which `npm run schemas` writes.
 *
 * @returns {string} Markdown
 */
export function tableOfRooms() {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rows = ROOMS.map(({ name, what, rooms, types = [], forbidden = [] }) => {
    const others = rooms.filter((room) => room !== name);
    const packages = forbidden.filter((one) => !NO_WINDOW.includes(one));
    const window = NO_WINDOW.every((one) => forbidden.includes(one)) ? ['React', 'Mantine'] : [];
    return line([
      `\`${name}\``,
      what,
      [...others, ...types.map((room) => `types of ${room}`)].join(', '),
      [...packages, ...window].join(', '),
    ]);
  });
  const head = ['Room', 'What it is there for', 'May import', 'Never'];
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}
