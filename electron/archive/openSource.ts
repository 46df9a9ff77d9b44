import fs from 'node:fs';
import { CHERRY_FILE, isCherryStudio, openCherryStudio } from './importers/cherryStudio';
import { CHATGPT_FILE, isChatGpt, openChatGpt } from './importers/chatgpt';
import { filesOfZip, oneFile, type Files } from './importers/files';
import { isOpenWebUi, openOpenWebUi } from './importers/openWebUi';
import { openPictureFolder } from './importers/pictureFolder';
import type { Inspect } from '../images/types';
import { t } from '../../shared/i18n/translate';
import { parseJson } from './json';
import { openArchive } from './openArchive';
import type { Source } from './source';
import { openZip } from './zip/read';
import { INDEX_NAME } from '../../shared/archive/schema';
import { AppError } from '../../shared/ipc/errors';
import type { Task } from '../../shared/task';

/** What opening a file needs. */
export interface OpeningTask extends Task {
  readonly inspect: Inspect;
}

const LARGEST_JSON = 256 * 2 ** 20;

/**
 * Opens whatever can be imported, recognised by its content: one of our archives, another program's
 * export (zip or JSON), or a folder of pictures.
 *
 * @param file absolute path
 * @throws AppError
 */
export async function openSource(file: string, task: OpeningTask): Promise<Source> {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (!found) throw new AppError('input', t('archive.nothingThere', { path: file }));
  if (found.isDirectory()) return openPictureFolder(file, task.inspect, task);
  const start = firstBytes(file);
  if (start.startsWith('PK')) return openZipped(file, task);
  const text = start.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return openJson(file, found.size, task);
  if (file.endsWith('.metamorph') || file.endsWith('.zip')) return openArchive(file, task);
  throw unknown(file);
}

function firstBytes(file: string): string {
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      const start = Buffer.alloc(64);
      return start.toString('latin1', 0, fs.readSync(descriptor, start, 0, start.length, 0));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    throw new AppError('input', t('archive.unreadable', { path: file }));
  }
}

async function openZipped(file: string, task: OpeningTask): Promise<Source> {
  if (file.endsWith('.metamorph')) return openArchive(file, task);
  const zip = await openZip(file);
  if (zip.entries.has(INDEX_NAME)) {
    zip.close();
    return openArchive(file, task);
  }
  const files = filesOfZip(zip);
  try {
    if (files.names.some((name) => CHATGPT_FILE.test(name))) {
      return await openChatGpt(files, task.inspect, task);
    }
    if (zip.entries.has(CHERRY_FILE)) return await openCherry(files, task);
    throw unknown(file);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openCherry(files: Files, task: OpeningTask): Promise<Source> {
  const json = parseJson(CHERRY_FILE, await files.read(CHERRY_FILE));
  if (isCherryStudio(json)) return openCherryStudio(json, files, task.inspect, task);
  throw unknown(CHERRY_FILE);
}

async function openJson(file: string, size: number, task: OpeningTask): Promise<Source> {
  if (size > LARGEST_JSON) {
    throw new AppError('input', t('archive.large', { path: file }));
  }
  const files = oneFile(file);
  const [name = ''] = files.names;
  const json = parseJson(name, await files.read(name));
  if (isChatGpt(json)) {
    const named: Files = { ...files, names: ['conversations.json'] };
    return openChatGpt(named, task.inspect, task);
  }
  if (isOpenWebUi(json)) return openOpenWebUi(json, task.inspect, task);
  if (isCherryStudio(json)) return openCherryStudio(json, files, task.inspect, task);
  throw unknown(file);
}

const unknown = (file: string): AppError =>
  new AppError('input', t('archive.unknown', { path: file }));
