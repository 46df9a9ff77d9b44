import type { Inspect } from '../../images/types';
import fs from 'node:fs';
import path from 'node:path';
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
const PICTURE = /\.(png|apng|jpe?g|webp|gif|avif|tiff?)$/i;
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
  const names = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && PICTURE.test(entry.name))
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) {
    throw new AppError('input', t('archive.noPictures', { folder }));
  }
  if (names.length > MOST_FILES) {
    throw new AppError('input', t('archive.manyPictures', { folder, most: MOST_FILES }));
  }
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
