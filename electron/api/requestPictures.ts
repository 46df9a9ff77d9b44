import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Folder of the pictures of one request. */
const OF_REQUEST = /^[0-9a-f]{16}$/;

/**
 * Pictures of clients as files, which the model reads: for as long as their request takes, and nowhere
 * near the store, its database and its copies.
 */
export class RequestPictures {
  /** @param folder absolute folder of them all; made when it is needed */
  constructor(private readonly folder: string) {}

  /** Removes what a crash left of requests. */
  sweep(): void {
    if (!fs.existsSync(this.folder)) return;
    for (const name of fs.readdirSync(this.folder)) {
      if (!OF_REQUEST.test(name)) continue;
      fs.rmSync(path.join(this.folder, name), { recursive: true, force: true });
    }
  }

  /**
   * Does the work of a request, whatever comes of it without a picture left behind.
   *
   * @param work is given how to write a picture; returns its absolute path
   */
  async during<Result>(
    work: (write: (bytes: Uint8Array) => Promise<string>) => Promise<Result>,
  ): Promise<Result> {
    const own = path.join(this.folder, randomBytes(8).toString('hex'));
    let count = 0;
    try {
      return await work(async (bytes) => {
        await fs.promises.mkdir(own, { recursive: true, mode: 0o700 });
        const file = path.join(own, String((count += 1)));
        await fs.promises.writeFile(file, bytes, { flag: 'wx', mode: 0o600 });
        return file;
      });
    } finally {
      await fs.promises.rm(own, { recursive: true, force: true });
    }
  }
}
