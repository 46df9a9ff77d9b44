/** What comes by the clipboard or is dropped: files, or the words that mean the same. */

/** What is looked at of a `DataTransfer`. */
export interface Transfer {
  readonly files: ArrayLike<File>;
  getData(kind: string): string;
}

/** Longest picture that is taken out of an address (letters). */
const LONGEST_ADDRESS = 140_000_000;

/**
 * Files that are pasted. Programs of tables and of text put a picture of the words beside them: then
 * the words are meant. A copied file has its name beside it, and is meant itself.
 */
export function pastedFiles(data: Transfer | null): File[] {
  const files = [...Array.from(data?.files ?? [])];
  const text = data?.getData('text/plain').trim() ?? '';
  if (text === '' || files.length === 0) return files;
  const lines = text.split(/[\r\n]+/);
  const named = files.every(({ name }) => lines.some((line) => line.endsWith(name)));
  const drawn = files.every(({ type, name }) => type.startsWith('image/') && isUnnamed(name));
  return drawn && !named ? [] : files;
}

/** The name that the clipboard gives to a picture without one. */
const isUnnamed = (name: string): boolean => /^image\.(png|jpe?g|bmp|tiff?)$/i.test(name);

export interface Dropped {
  readonly files: readonly File[];
  readonly words: string;
  /** Whether the words are an address, of which nothing is fetched. */
  readonly address: boolean;
}

/** What is dropped: files, a picture that is its own address, or words. */
export function droppedIn(data: Transfer | null): Dropped {
  const files = Array.from(data?.files ?? []);
  const list = data?.getData('text/uri-list') ?? '';
  const address = list.split(/[\r\n]+/).find((line) => line !== '' && !line.startsWith('#')) ?? '';
  const words = data?.getData('text/plain') ?? '';
  if (files.length > 0) return { files, words: '', address: false };
  const written = address === '' ? words.trim() : address;
  const picture =
    fileOfAddress(written) ?? fileOfAddress(shownIn(data?.getData('text/html') ?? ''));
  if (picture) return { files: [picture], words: '', address: false };
  return { files: [], words: words === '' ? address : words, address: address !== '' };
}

/** Address of the picture that a piece of a page shows. */
const shownIn = (html: string): string =>
  /<img\b[^>]*?\ssrc="(data:image\/[^"]*)"/i.exec(html)?.[1] ?? '';

/** A picture that is its own address. */
function fileOfAddress(address: string): File | undefined {
  const start = /^data:(image\/[a-z0-9.+-]+)(?:;[^,;]*)*;base64,/i.exec(address.slice(0, 200));
  if (!start || address.length > LONGEST_ADDRESS) return undefined;
  try {
    const letters = atob(decodeURIComponent(address.slice(start[0].length)));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return new File([bytes], 'image', { type: start[1] ?? '' });
  } catch {
    return undefined;
  }
}
