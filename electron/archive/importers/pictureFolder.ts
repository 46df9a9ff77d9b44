import { fileTypeFromBuffer } from 'file-type';
import fs from 'node:fs';
import path from 'node:path';
import type { Inspect } from '../../images/types';
import { hashOf } from '../../store/files';
import { t } from '../../../shared/i18n/translate';
import { shownName } from '../error';
import type { Source } from '../source';
import { ForeignBuilder } from './builder';
import { AppError } from '../../../shared/ipc/errors';
import type { Part } from '../../../shared/message';
import { throwIfAborted, type Task } from '../../../shared/task';

const MOST_FILES = 10_000;
const LARGEST = 100 * 2 ** 20;
/** Names of pictures: what has one of them and is none is noted by its name. */
const PICTURE = /\.(png|apng|jpe?g|jpe|jfif|webp|gif|avif|tiff?|bmp|heic|heif|jxl|svg)$/i;
/** Bytes by which the kind of a file is found. */
const LOOKED_AT = 4100;
const ADDRESS = /^data:image\/[a-z0-9.+-]+;base64,([A-Za-z0-9+/=\s]+)$/;

/** Bytes of a picture in a `data:` address; nothing for any other address. */
export function bytesOfAddress(address: string): Uint8Array | undefined {
  const base64 = ADDRESS.exec(address)?.[1];
  if (base64 === undefined || base64.length > LARGEST * 1.4) return undefined;
  return Buffer.from(base64, 'base64');
}

/** Parts of a text that contains pictures as Markdown with a `data:` address. */
export async function partsOfText(
  builder: ForeignBuilder,
  name: string,
  text: string,
): Promise<Part[]> {
  const parts: Part[] = [];
  let from = 0;
  const say = (to: number): void => {
    const said = text.slice(from, to);
    if (said.trim() !== '') parts.push({ type: 'text', text: said });
  };
  for (const found of text.matchAll(
    /!\[[^\]]*\]\((data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+)\)/g,
  )) {
    const bytes = bytesOfAddress(found[1] ?? '');
    const picture = bytes && (await builder.picture(name, bytes));
    if (!picture) continue;
    say(found.index);
    parts.push(picture);
    from = found.index + found[0].length;
  }
  say(text.length);
  return parts;
}

/** Names of the pictures in a folder, by their names or contents, and how much else there is. */
async function picturesIn(
  folder: string,
  { signal }: Task,
): Promise<{ readonly names: readonly string[]; readonly left: number }> {
  const names: string[] = [];
  let left = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    throwIfAborted(signal);
    if (entry.name.startsWith('.')) continue;
    const picture =
      entry.isFile() &&
      (PICTURE.test(entry.name) || (await isPicture(path.join(folder, entry.name))));
    if (picture) names.push(entry.name);
    else left += 1;
  }
  return { names: names.sort(), left };
}

async function isPicture(file: string): Promise<boolean> {
  try {
    const handle = await fs.promises.open(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    try {
      const start = Buffer.alloc(LOOKED_AT);
      const { bytesRead } = await handle.read(start, 0, LOOKED_AT, 0);
      const kind = await fileTypeFromBuffer(start.subarray(0, bytesRead));
      return kind?.mime.startsWith('image/') === true;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

/**
 * Opens a folder of pictures as one conversation that shows them, in the order of their names.
 * Folders inside it and links are left out.
 *
 * @param folder absolute path
 */
export async function openPictureFolder(
  folder: string,
  inspect: Inspect,
  task: Task = {},
): Promise<Source> {
  const builder = new ForeignBuilder('pictures', inspect);
  const { names, left } = await picturesIn(folder, task);
  if (names.length === 0) {
    throw new AppError('input', t('archive.noPictures', { folder }));
  }
  if (names.length > MOST_FILES) {
    throw new AppError('input', t('archive.manyPictures', { folder, most: MOST_FILES }));
  }
  if (left > 0) builder.note(t('imported.noPictures', { number: left }));
  const messages = [];
  let earliest = Infinity;
  let latest = 0;
  for (const name of names) {
    throwIfAborted(task.signal);
    const file = path.join(folder, name);
    const { size, mtimeMs } = fs.statSync(file);
    if (size > LARGEST) {
      builder.note(t('imported.largePicture', { name: shownName(name) }));
      continue;
    }
    const bytes = await fs.promises.readFile(file);
    const picture = await builder.picture(name, bytes, () => fs.promises.readFile(file));
    if (!picture) continue;
    const createdAt = Math.round(mtimeMs);
    earliest = Math.min(earliest, createdAt);
    latest = Math.max(latest, createdAt);
    messages.push({ name, createdAt, picture });
  }
  if (messages.length === 0) {
    throw new AppError('input', t('archive.noReadablePictures', { folder }));
  }
  // Named by content, so that the same pictures are the same conversation in any folder.
  const key = hashOf(
    Buffer.from(messages.map(({ name, picture }) => `${name} ${picture.image}`).join('\n')),
  );
  builder.add({
    key,
    title: path.basename(folder),
    createdAt: earliest,
    updatedAt: latest,
    leaf: String(messages.length - 1),
    messages: messages.map(({ name, createdAt, picture }, index) => ({
      key: String(index),
      parent: index === 0 ? null : String(index - 1),
      role: 'user' as const,
      createdAt,
      parts: [picture, { type: 'text' as const, text: name }],
    })),
  });
  return builder.finish();
}
