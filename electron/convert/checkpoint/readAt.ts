import type { FileHandle } from 'node:fs/promises';

/**
 * Bytes of a file from a place on; fewer where the file ends earlier.
 *
 * @param begin first byte
 */
export async function readAt(
  handle: FileHandle,
  begin: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, begin + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}
