import type { Selection } from '../archive/selection';
import { sentence } from '../../shared/i18n/translate';
import type { Store } from '../store/open';

/** Letters of a title that a file's name has at most. */
const MOST_LETTERS = 60;
/** Names that are devices on Windows, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name for a file: of a title only what every system takes in names. */
export function plainName(title: string, without: string): string {
  const plain = [
    ...title
      .replace(/[^\p{L}\p{N} ]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, MOST_LETTERS)
    .join('')
    .trim();
  return plain === '' || DEVICE.test(plain) ? without : plain;
}

/** A name for the file of an export: the title of what is exported. */
export function nameOf(store: Store, selection: Selection): string {
  const without = sentence('exported.file');
  if (selection.kind === 'all') return without;
  if (selection.kind === 'folder') return plainName(selection.folder, without);
  return plainName(store.conversations.get(selection.id).title, without);
}
