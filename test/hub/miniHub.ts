/**
 * The hub in small, on this computer: lists and serves models as huggingface.co does, leads to a
 * second host for large files, notes what it was asked, and has faults that a test switches on.
 * `@huggingface/hub` and Python's `huggingface_hub` fetch from it too (`foreignClient.py`).
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fault, type Fault, type FaultKind } from './faults';
import { Repository, type Content, type Stored } from './repository';

/** A model of the mini hub. */
export interface MiniModel {
  /** Bytes by path, or a folder. */
  readonly files: Readonly<Record<string, Uint8Array | string>> | string;
  readonly licence?: string;
  /** Only for those with the hub's token. */
  readonly gated?: boolean;
  /** Files of this size and more have a SHA-256 and come from the second host. */
  readonly largeFrom?: number;
}

/** A request as it came. */
export interface Noted {
  readonly host: 'hub' | 'storage';
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

interface MiniHubOptions {
  /** The token that is accepted; every other one is refused. */
  readonly token?: string;
  /** Entries on a page of the tree. */
  readonly pageSize?: number;
  /** Whether a model's own description lacks sizes, as on some mirrors. */
  readonly bare?: boolean;
}

type Request = http.IncomingMessage;
type Response = http.ServerResponse;

/** Starts a mini hub with models by `owner/name`; to be closed. */
export async function startMiniHub(
  models: Readonly<Record<string, MiniModel>>,
  options: MiniHubOptions = {},
): Promise<MiniHub> {
  const repositories = new Map<string, Repository>();
  for (const [name, model] of Object.entries(models)) {
    repositories.set(name, await Repository.read(name, model));
  }
  const hub = new MiniHub(repositories, options);
  await hub.listen();
  return hub;
}

export class MiniHub {
  /** Requests in their order, of both hosts. */
  readonly requests: Noted[] = [];
  /** Faults that are on; one with a number of times goes off after them. */
  readonly faults: Fault[] = [];
  readonly #hub = http.createServer((request, response) => this.#answer('hub', request, response));
  readonly #storage = http.createServer((request, response) =>
    this.#answer('storage', request, response),
  );

  constructor(
    private readonly repositories: ReadonlyMap<string, Repository>,
    private readonly options: MiniHubOptions,
  ) {}

  /** Address of the hub, for `HF_ENDPOINT`. */
  get endpoint(): string {
    return addressOf(this.#hub);
  }

  /** Address of the host that large files come from. */
  get storage(): string {
    return addressOf(this.#storage);
  }

  async listen(): Promise<void> {
    for (const server of [this.#hub, this.#storage]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#storage]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** A repository, to look up its commit or to change a file. */
  repository(name: string): Repository {
    const repository = this.repositories.get(name);
    if (!repository) throw new Error(`The mini hub has no model ${name}.`);
    return repository;
  }

  /** Switches faults on, in place of those that were. */
  set(...faults: readonly Fault[]): void {
    this.faults.splice(0, Infinity, ...faults);
    this.requests.length = 0;
  }

  #take(host: 'hub' | 'storage', path: string, ...kinds: FaultKind[]): Fault | undefined {
    const index = this.faults.findIndex(
      ({ kind, on }) => kinds.includes(kind) && (on === undefined || on.test(`${host}:${path}`)),
    );
    const found = this.faults[index];
    if (found?.skip) {
      found.skip -= 1;
      return undefined;
    }
    if (found?.times !== undefined) {
      found.times -= 1;
      if (found.times === 0) this.faults.splice(index, 1);
    }
    return found;
  }

  #answer(host: 'hub' | 'storage', request: Request, response: Response): void {
    const path = request.url ?? '/';
    const { authorization, range } = request.headers;
    this.requests.push({ host, method: request.method ?? '', path, authorization, range });
    const url = new URL(path, this.endpoint);
    const refused = this.#take(host, path, 'status', 'dropped', 'silent', 'redirect', 'garbage');
    if (refused) {
      fault(refused, request, response);
    } else if (host === 'storage') {
      this.#sendStored(url, request, response);
    } else if (authorization !== undefined && authorization !== `Bearer ${this.options.token}`) {
      refuse(response, 401, undefined, 'Invalid credentials in Authorization header');
    } else if (url.pathname.startsWith('/api/models')) {
      void this.#describe(url, request, response);
    } else {
      this.#resolve(url, request, response);
    }
  }

  async #describe(url: URL, request: Request, response: Response): Promise<void> {
    const path = url.pathname.split('/').slice(3).map(decodeURIComponent);
    if (path.length === 0) {
      const limit = Number(url.searchParams.get('limit') ?? 20);
      const found = [...this.repositories.values()]
        .filter(({ name }) => name.includes(url.searchParams.get('search') ?? ''))
        .map((repository) => repository.entry());
      send(response, found.slice(0, limit));
      return;
    }
    const [owner = '', name = '', kind = 'revision', revision = 'main', ...rest] = path;
    const repository = this.repositories.get(`${owner}/${name}`);
    if (!repository) {
      // The hub does not say whether a private model exists.
      refuse(response, 401, 'RepoNotFound', 'Repository not found');
    } else if (!repository.has(revision)) {
      refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    } else if (kind === 'tree') {
      this.#sendTree(repository, url, rest.join('/'), response);
    } else if (kind === 'paths-info') {
      send(response, repository.named(await pathsOf(request)).map(treeEntry));
    } else {
      const lie = this.#take('hub', url.pathname, 'listedSize', 'listedPath', 'listedHash');
      const blobs = url.searchParams.has('blobs') && !this.options.bare;
      send(response, repository.description(blobs, lie));
    }
  }

  #sendTree(repository: Repository, url: URL, folder: string, response: Response): void {
    const size = Number(url.searchParams.get('limit') ?? this.options.pageSize ?? 1000);
    const begin = Number(url.searchParams.get('cursor') ?? 0);
    const all = repository.stored.filter(({ path }) => !folder || path.startsWith(`${folder}/`));
    if (begin + size < all.length) {
      url.searchParams.set('cursor', String(begin + size));
      // A mirror repeats what the hub behind it says.
      const origin = this.options.bare ? 'https://huggingface.co' : this.endpoint;
      response.setHeader('link', `<${origin}${url.pathname}${url.search}>; rel="next"`);
    }
    send(response, all.slice(begin, begin + size).map(treeEntry));
  }

  /** `/owner/name/resolve/revision/path`: small files come from here, large ones from the storage. */
  #resolve(url: URL, request: Request, response: Response): void {
    const again = url.pathname.startsWith('/api/resolve-cache/models/');
    const parts = url.pathname.replace('/api/resolve-cache/models/', '/').split('/');
    const [, owner = '', name = '', ...rest] = parts.map(decodeURIComponent);
    const [revision = '', ...path] = again ? rest : rest.slice(1);
    const repository = this.repositories.get(`${owner}/${name}`);
    if (!repository || (!again && rest[0] !== 'resolve')) {
      return refuse(response, 401, 'RepoNotFound', 'Repository not found');
    }
    response.setHeader('x-repo-commit', repository.commit);
    if (repository.model.gated && request.headers.authorization === undefined) {
      return refuse(
        response,
        401,
        'GatedRepo',
        `Access to model ${repository.name} is restricted.`,
      );
    }
    if (!repository.has(revision)) {
      return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    }
    const [stored] = repository.named([path.join('/')]);
    if (!stored) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
    const etag = this.#take('hub', url.pathname, 'etag')?.value ?? stored.sha256 ?? stored.blobId;
    const linked = this.#take('hub', url.pathname, 'linkedSize')?.value ?? stored.size;
    if (stored.sha256 !== undefined) {
      response.setHeader('x-linked-etag', `"${etag}"`);
      response.setHeader('x-linked-size', String(linked));
      const signed = `/${stored.sha256}?repository=${repository.name}&signature=secret`;
      return redirect(response, this.storage + signed);
    }
    if (!again) {
      const cached = `/api/resolve-cache/models/${repository.name}/${repository.commit}`;
      return redirect(
        response,
        `${cached}/${stored.path.split('/').map(encodeURIComponent).join('/')}`,
      );
    }
    response.setHeader('etag', `"${etag}"`);
    this.#sendContent('hub', url, stored, request, response);
  }

  #sendStored(url: URL, request: Request, response: Response): void {
    const name = url.searchParams.get('repository') ?? '';
    const sha256 = url.pathname.slice(1);
    const stored = this.repositories.get(name)?.stored.find((one) => one.sha256 === sha256);
    if (!stored || request.headers.authorization !== undefined) {
      return refuse(response, 400, undefined, 'Only one auth mechanism allowed');
    }
    // Like the storage's own: it has nothing to do with the hub's.
    response.setHeader('etag', '"storage"');
    this.#sendContent('storage', url, stored, request, response);
  }

  #sendContent(
    host: 'hub' | 'storage',
    url: URL,
    { size, content }: Stored,
    request: Request,
    response: Response,
  ): void {
    const take = (...kinds: FaultKind[]): Fault | undefined =>
      this.#take(host, url.pathname, ...kinds);
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const ranged = asked && !take('rangeIgnored');
    const begin = ranged ? Number(asked[1]) : 0;
    const end = ranged && asked[2] ? Math.min(Number(asked[2]) + 1, size) : size;
    if (ranged && begin >= size) {
      response.setHeader('content-range', `bytes */${size}`);
      return refuse(response, 416, undefined, 'Range Not Satisfiable');
    }
    response.setHeader('accept-ranges', 'bytes');
    if (ranged) response.setHeader('content-range', `bytes ${begin}-${end - 1}/${size}`);
    const lie = take('contentRange');
    if (ranged && lie) response.setHeader('content-range', String(lie.value));
    const length = end - begin;
    const chunked = take('chunked');
    if (!chunked) response.setHeader('content-length', String(length));
    response.statusCode = ranged ? 206 : 200;
    if (request.method === 'HEAD') return void response.end();
    const more = chunked && Number(chunked.value ?? 0);
    const cut = take('truncated', 'stalled', 'slow', 'wrongBytes');
    void stream(response, content, { begin, end, more: more ?? 0, cut });
  }
}

/** Sends a piece of a file, or what a fault leaves of it. */
async function stream(
  response: Response,
  content: Content,
  { begin, end, more, cut }: { begin: number; end: number; more: number; cut: Fault | undefined },
): Promise<void> {
  const left = Number(cut?.value ?? 0);
  const stops = cut?.kind === 'truncated' || cut?.kind === 'stalled';
  const last = stops ? Math.min(end, begin + left) : end;
  try {
    for await (const chunk of content(begin, last)) {
      if (cut?.kind === 'wrongBytes') chunk[0] = (chunk[0] ?? 0) ^ 1;
      if (cut?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, left));
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
  } catch {
    response.destroy();
    return;
  }
  if (cut?.kind === 'stalled') return;
  if (cut?.kind === 'truncated' && response.hasHeader('content-length')) {
    // What was written goes out before the connection is cut.
    response.write('', () => setTimeout(() => response.destroy(), 20));
    return;
  }
  if (more > 0) response.write(new Uint8Array(more));
  response.end();
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

async function pathsOf(request: Request): Promise<string[]> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  if (!body.startsWith('{')) return new URLSearchParams(body).getAll('paths');
  return [(JSON.parse(body) as { paths: string | string[] }).paths].flat();
}

const treeEntry = ({ path, size, blobId, sha256 }: Stored): object => ({
  type: 'file',
  path,
  size,
  oid: blobId,
  ...(sha256 !== undefined && { lfs: { oid: sha256, size, pointerSize: 134 } }),
});

function send(response: Response, value: unknown): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(value));
}

function redirect(response: Response, location: string): void {
  response.writeHead(302, { location, 'content-length': '0' });
  response.end();
}

function refuse(
  response: Response,
  status: number,
  code: string | undefined,
  message: string,
): void {
  response.statusCode = status;
  if (code !== undefined) response.setHeader('x-error-code', code);
  response.setHeader('x-error-message', message);
  send(response, { error: message });
}

function addressOf(server: http.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
