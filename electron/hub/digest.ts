import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { throwIfStopped } from './error';
import type { HubFile } from './listing';

const CHUNK = 1 << 20;

/** The hash that a file must have, with its kind before it. */
export const expectedDigest = ({ sha256, blobId }: HubFile): string =>
  sha256 === undefined ? `git:${blobId}` : `sha256:${sha256}`;

/** The hash of a file while its bytes come: SHA-256 of a large one, else that of git's blobs. */
export class Digest {
  readonly #hash;
  readonly #kind;

  constructor({ sha256, size }: HubFile) {
    this.#kind = sha256 === undefined ? 'git' : 'sha256';
    this.#hash = createHash(sha256 === undefined ? 'sha1' : 'sha256');
    if (sha256 === undefined) this.#hash.update(`blob ${size}\0`);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Takes in the first bytes of a file. */
  async read(handle: FileHandle, length: number, signal: AbortSignal | undefined): Promise<void> {
    const buffer = Buffer.alloc(Math.min(CHUNK, length));
    for (let position = 0; position < length;) {
      throwIfStopped(signal);
      const most = Math.min(buffer.length, length - position);
      const { bytesRead } = await handle.read(buffer, 0, most, position);
      if (bytesRead === 0) return;
      this.update(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
  }

  /** The hash with its kind, as {@link expectedDigest} has it. */
  end(): string {
    return `${this.#kind}:${this.#hash.digest('hex')}`;
  }
}

/** Whether a file on the disk is the one that was listed. */
export async function isFetched(
  target: string,
  file: HubFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const handle = await open(target, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const state = await handle.stat();
    if (!state.isFile() || state.size !== file.size) return false;
    const digest = new Digest(file);
    await digest.read(handle, file.size, signal);
    return digest.end() === expectedDigest(file);
  } finally {
    await handle.close();
  }
}
