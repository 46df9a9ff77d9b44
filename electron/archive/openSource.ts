import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startOf } from './encoding';
import { openChatGpt } from './importers/chatgpt';
import { openCherryStudio } from './importers/cherryStudio';
import { fileAndBeside, filesOfFolder, filesOfZip, type Files } from './importers/files';
import { openOpenWebUi } from './importers/openWebUi';
import { openPictureFolder } from './importers/pictureFolder';
import { kindOfJson, recognise, type Recognised } from './importers/recognise';
import type { Inspect } from '../images/types';
import { openArchive } from './openArchive';
import type { Source } from './source';
import { openZip } from './zip/read';
import { INDEX_NAME } from '../../shared/archive/schema';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import type { Task } from '../../shared/task';

/** What opening a file needs. */
export interface OpeningTask extends Task {
  readonly inspect: Inspect;
}

/**
 * Opens whatever can be imported, recognised by its content: one of our archives, another program's
 * export (zip or JSON, packed or unpacked), or a folder of pictures.
 *
 * @param file absolute path
 * @throws AppError
 */
export async function openSource(file: string, task: OpeningTask): Promise<Source> {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (!found) throw new AppError('input', t('archive.nothingThere', { path: file }));
  if (found.isDirectory()) return openFolder(file, task);
  const start = firstBytes(file);
  if (start.toString('latin1', 0, 2) === 'PK') return openZipped(file, task);
  if (/^[{[]/.test(startOf(start))) return openJson(file, task);
  if (file.endsWith('.metamorph') || file.endsWith('.zip')) return openArchive(file, task);
  throw unknown(file);
}

function firstBytes(file: string): Buffer {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      const start = Buffer.alloc(64);
      return start.subarray(0, fs.readSync(descriptor, start, 0, start.length, 0));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    throw new AppError('input', t('archive.unreadable', { path: file }));
  }
}

/** An export that was unpacked, in the folder or in one inside it; else its pictures. */
async function openFolder(folder: string, task: OpeningTask): Promise<Source> {
  const files = filesOfFolder(folder);
  const found = await recognise(files, 1);
  return found ? openFound(found, files, task) : openPictureFolder(folder, task.inspect, task);
}

/** @param close called when the source is closed, and when the zip is refused */
async function openZipped(
  file: string,
  task: OpeningTask,
  close: () => void = () => undefined,
): Promise<Source> {
  if (file.endsWith('.metamorph')) return openArchive(file, task);
  const zip = await openZip(file, undefined, undefined, false);
  if (zip.entries.has(INDEX_NAME)) {
    zip.close();
    return openArchive(file, task);
  }
  const files = filesOfZip(zip, close);
  try {
    const [only = ''] = files.names;
    if (files.names.length === 1 && /\.zip$/i.test(only)) return await openInner(file, files, task);
    const found = await recognise(files, DEEPEST);
    if (found) return await openFound(found, files, task);
    throw unknown(file);
  } catch (error) {
    files.close();
    throw error;
  }
}

/** A zip that was packed once more: it is unpacked beside nothing of the person's. */
async function openInner(file: string, files: Files, task: OpeningTask): Promise<Source> {
  const [only = ''] = files.names;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-import-'));
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const inner = path.join(folder, 'inner.zip');
    await pipeline(Readable.from(files.pieces(only)), fs.createWriteStream(inner), {
      ...(task.signal ? { signal: task.signal } : {}),
    });
    const zip = await openZip(inner, undefined, undefined, false);
    const within = filesOfZip(zip, remove);
    try {
      const found = await recognise(within, DEEPEST);
      if (!found) throw unknown(file);
      const source = await openFound(found, within, task);
      files.close();
      return source;
    } catch (error) {
      within.close();
      throw error;
    }
  } catch (error) {
    remove();
    throw error;
  }
}

/** JSON that was picked alone: its pictures and its other parts may lie beside it. */
async function openJson(file: string, task: OpeningTask): Promise<Source> {
  const name = path.basename(file);
  const kind = await kindOfJson(
    fileAndBeside(file, () => false),
    name,
  );
  if (!kind) throw unknown(file);
  const numbered = NUMBERED.test(name);
  const isPart = (other: string): boolean => numbered && NUMBERED.test(other);
  const files = fileAndBeside(file, (other) => isPart(other) || BESIDE[kind].test(other));
  const parts = [name, ...files.names.filter((other) => other !== name && isPart(other))];
  return openFound({ kind, parts: kind === 'chatgpt' ? parts : [name] }, files, task);
}

async function openFound(
  { kind, parts }: Recognised,
  files: Files,
  task: OpeningTask,
): Promise<Source> {
  const [name = ''] = parts;
  if (kind === 'chatgpt') return openChatGpt(files, parts, task.inspect, task);
  if (kind === 'openwebui') return openOpenWebUi(files, name, task.inspect, task);
  return openCherryStudio(files, name, task.inspect, task);
}

/** Folders below each other in which an export lies within a zip. */
const DEEPEST = 5;
/** A numbered part of an export of ChatGPT. */
const NUMBERED = /^conversations-\d+\.json$/;
/** Pictures of each program's exports, as they lie beside the JSON. */
const BESIDE: Readonly<Record<Recognised['kind'], RegExp>> = {
  chatgpt: /(^|\/)file[-_][A-Za-z0-9]+[^/]*$/,
  cherrystudio: /^Data\/Files\//,
  openwebui: /^(?!)/,
};

const unknown = (file: string): AppError =>
  new AppError('input', t('archive.unknown', { path: file }));
