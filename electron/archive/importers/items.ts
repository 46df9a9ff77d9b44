import { t } from '../../../shared/i18n/translate';
import { throwIfAborted, type Task } from '../../../shared/task';
import { asUtf8 } from '../encoding';
import { shownName } from '../error';
import { valuesOf, type FoundValue, type Unreadable, type Wanted } from '../jsonStream';
import type { ForeignBuilder } from './builder';
import type { Files } from './files';
import { AppError } from '../../../shared/ipc/errors';

/** Largest file of conversations (bytes): what is taken of it is held in memory. */
const LARGEST = 2 * 2 ** 30;

/** The members of a list, or what stands in its place. */
export const MEMBERS: Wanted = {
  opens: ({ length }, list) => list && length === 0,
  takes: () => true,
};

/**
 * Values of a JSON file of an export, one by one; letters that cannot be read are noted at its end.
 *
 * @throws AppError
 */
export async function* itemsOf(
  files: Files,
  name: string,
  builder: ForeignBuilder,
  task: Task,
  wanted: Wanted = MEMBERS,
): AsyncGenerator<FoundValue> {
  if (files.sizeOf(name) > LARGEST) {
    throw new AppError('input', t('imported.tooLarge', { name: shownName(name) }));
  }
  const unreadable: Unreadable = { texts: 0 };
  for await (const found of valuesOf(name, asUtf8(files.pieces(name)), wanted, unreadable)) {
    throwIfAborted(task.signal);
    yield found;
  }
  if (unreadable.texts > 0) {
    builder.note(t('imported.unreadable', { name: shownName(name), number: unreadable.texts }));
  }
}
