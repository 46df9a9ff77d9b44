import path from 'node:path';
import { asUtf8 } from '../encoding';
import { valuesOf } from '../jsonStream';
import { CHATGPT_FILE, isChatGpt } from './chatgpt';
import type { Files } from './files';
import { isOpenWebUi } from './openWebUi';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';

/** An export of another program among files. */
export interface Recognised {
  readonly kind: 'chatgpt' | 'openwebui' | 'cherrystudio';
  /** Files of its conversations, in order. */
  readonly parts: readonly string[];
}

/** JSON files that are looked into before the rest is taken for something else. */
const MOST_LOOKED_AT = 50;
/** What a newer Cherry Studio writes in the place of JSON. */
const CHERRY_DATABASE = /(^|\/)IndexedDB\/[^/]+\.leveldb\//;

const folderOf = (name: string): string => path.posix.dirname(name);
const depthOf = (name: string): number => name.split('/').length;

/**
 * The export that a zip or folder holds, known by what is in it and not by how it was packed;
 * nothing when it holds none.
 *
 * @param deepest folders below each other in which it may lie
 * @throws AppError for a backup of a known program in a form that is not read
 */
export async function recognise(files: Files, deepest: number): Promise<Recognised | undefined> {
  const near = files.names
    .filter((name) => depthOf(name) <= deepest + 1 && name.toLowerCase().endsWith('.json'))
    .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
  const [first] = near.filter((name) => CHATGPT_FILE.test(name));
  if (first !== undefined) {
    const same = near.filter(
      (name) => CHATGPT_FILE.test(name) && folderOf(name) === folderOf(first),
    );
    return { kind: 'chatgpt', parts: same };
  }
  for (const name of near.slice(0, MOST_LOOKED_AT)) {
    const kind = await kindOfJson(files, name).catch((error: unknown) => {
      // What is no JSON among other files is none of our concern.
      if (error instanceof AppError) return undefined;
      throw error;
    });
    if (kind) return { kind, parts: [name] };
  }
  if (files.names.some((name) => CHERRY_DATABASE.test(name))) throw newerCherry();
  return undefined;
}

/**
 * Which program wrote a JSON file; nothing for any other.
 *
 * @throws AppError for what is no JSON
 */
export async function kindOfJson(
  files: Files,
  name: string,
): Promise<Recognised['kind'] | undefined> {
  const names = new Set<string>();
  const read = (wanted: Parameters<typeof valuesOf>[2]) =>
    valuesOf(name, asUtf8(files.pieces(name)), wanted);
  const members = read({
    opens: (path, list) => path.length === 0 || (path[0] === 'indexedDB' && !list),
    takes: (path) => {
      names.add(path.join('.'));
      return path[0] === '*';
    },
  });
  for await (const { value } of members) {
    if (isChatGpt(value)) return 'chatgpt';
    if (isOpenWebUi(value)) return 'openwebui';
  }
  if (names.has('indexedDB.topics')) return 'cherrystudio';
  if (!names.has('mapping') && !names.has('chat')) return undefined;
  for await (const { value } of read({ opens: () => false, takes: () => true })) {
    if (isChatGpt(value)) return 'chatgpt';
    if (isOpenWebUi(value)) return 'openwebui';
  }
  return undefined;
}

const newerCherry = (): AppError => new AppError('input', t('archive.newerCherry'));
