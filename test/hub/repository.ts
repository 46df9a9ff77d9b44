/** A model of the mini hub: its files with their hashes, under one commit. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Fault } from './faults';
import type { MiniModel } from './miniHub';

/** Bytes of a file from `begin` to before `end`. */
export type Content = (begin: number, end: number) => AsyncIterable<Buffer>;

export interface Stored {
  readonly path: string;
  readonly size: number;
  readonly blobId: string;
  /** Only of large files. */
  readonly sha256: string | undefined;
  readonly content: Content;
}

const LARGE_FROM = 10_000;
const CHUNK = 1 << 16;

export class Repository {
  commit = '';
  stored: Stored[] = [];

  private constructor(
    readonly name: string,
    readonly model: MiniModel,
  ) {}

  static async read(name: string, model: MiniModel): Promise<Repository> {
    const repository = new Repository(name, model);
    for (const [file, source] of Object.entries(filesOf(model.files))) {
      await repository.#store(file, source);
    }
    repository.#commit();
    return repository;
  }

  /** Puts other bytes in the place of a file, under a new commit. */
  async change(file: string, source: Uint8Array | string): Promise<void> {
    this.stored = this.stored.filter((one) => one.path !== file);
    await this.#store(file, source);
    this.#commit();
  }

  has(revision: string): boolean {
    return ['main', 'HEAD', 'refs/pr/1', this.commit].includes(revision);
  }

  named(paths: readonly string[]): Stored[] {
    return this.stored.filter((one) => paths.includes(one.path));
  }

  /** As a search finds it. */
  entry(): Record<string, unknown> {
    const { licence, gated } = this.model;
    const tags = licence === undefined ? ['safetensors'] : ['safetensors', `license:${licence}`];
    return {
      _id: this.commit.slice(0, 24),
      id: this.name,
      modelId: this.name,
      private: false,
      gated: gated ? 'auto' : false,
      downloads: 12,
      likes: 3,
      tags,
      lastModified: '2026-01-01T00:00:00.000Z',
      createdAt: '2026-01-01T00:00:00.000Z',
    };
  }

  /** Its own description, with sizes and hashes if they were asked for. */
  description(blobs: boolean, lie: Fault | undefined): Record<string, unknown> {
    const siblings = this.stored.map(({ path: name, size, blobId, sha256 }, index) => {
      const first = index === 0;
      const rfilename = first && lie?.kind === 'listedPath' ? lie.value : name;
      if (!blobs) return { rfilename };
      const said = first && lie?.kind === 'listedSize' ? Number(lie.value) : size;
      const hash = first && lie?.kind === 'listedHash' ? lie.value : sha256;
      const lfs = hash === undefined ? {} : { lfs: { sha256: hash, size: said, pointerSize: 134 } };
      return { rfilename, size: said, blobId, ...lfs };
    });
    return { ...this.entry(), sha: this.commit, siblings };
  }

  async #store(file: string, source: Uint8Array | string): Promise<void> {
    const size = typeof source === 'string' ? fs.statSync(source).size : source.length;
    const content = contentOf(source);
    const git = createHash('sha1').update(`blob ${size}\0`);
    const sha = createHash('sha256');
    for await (const chunk of content(0, size)) {
      git.update(chunk);
      sha.update(chunk);
    }
    const large = size >= (this.model.largeFrom ?? LARGE_FROM);
    const sha256 = large ? sha.digest('hex') : undefined;
    this.stored.push({ path: file, size, blobId: git.digest('hex'), sha256, content });
  }

  #commit(): void {
    const tree = this.stored.map(({ path: name, blobId }) => `${name} ${blobId}`).join('\n');
    this.commit = createHash('sha1').update(tree).digest('hex');
  }
}

function filesOf(files: MiniModel['files']): Readonly<Record<string, Uint8Array | string>> {
  if (typeof files !== 'string') return files;
  const names = fs.readdirSync(files, { recursive: true, encoding: 'utf8' }).sort();
  const whole = names.filter((name) => fs.statSync(path.join(files, name)).isFile());
  return Object.fromEntries(
    whole.map((name) => [name.split(path.sep).join('/'), path.join(files, name)]),
  );
}

function contentOf(source: Uint8Array | string): Content {
  return async function* (begin, end) {
    if (begin >= end) return;
    if (typeof source === 'string') {
      // Copies, since a fault may change them.
      for await (const chunk of fs.createReadStream(source, { start: begin, end: end - 1 })) {
        yield Buffer.from(chunk as Buffer);
      }
      return;
    }
    for (let at = begin; at < end; at += CHUNK) {
      yield Buffer.from(source.subarray(at, Math.min(end, at + CHUNK)));
      await Promise.resolve();
    }
  };
}
