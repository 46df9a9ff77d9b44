import type { z } from 'zod';
import { HubError, throwIfStopped } from './error';
import { addressAt, isLoopback, parseEndpoint, type HubOptions } from './options';
import { systemFetch } from './proxy';
import { refusal } from './refusal';

const STALL = 30_000;
const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Longest description that is read (bytes): a listing of a hundred thousand files has half of it. */
const LONGEST_JSON = 32_000_000;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/;

/** What is asked of the hub. */
export interface Question {
  /** Path below the endpoint, encoded, or an address that the hub itself gave. */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it is about, for sentences. */
  readonly repository: string;
  readonly revision?: string;
  readonly file?: string;
}

/** What the hub says of a file, also when another host sends its bytes. */
export interface Source {
  etag?: string;
  size?: number;
}

/** A request that is given up when it stalls or is stopped. */
class Watch {
  readonly #control = new AbortController();
  readonly #stop = (): void => this.#control.abort();
  #stalled = false;
  host: string;

  constructor(
    private readonly options: HubOptions,
    endpoint: URL,
  ) {
    this.host = endpoint.host;
    throwIfStopped(options.signal);
    options.signal?.addEventListener('abort', this.#stop);
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** Waits for the next sign of the server; `broken` words what is neither a stall nor a stop. */
  async during<T>(work: () => Promise<T>, broken: (error: unknown) => HubError): Promise<T> {
    const stallMs = this.options.stallMs ?? STALL;
    const timer = setTimeout(() => {
      this.#stalled = true;
      this.#control.abort();
    }, stallMs);
    try {
      return await work();
    } catch (error) {
      throwIfStopped(this.options.signal);
      if (!this.#stalled) throw broken(error);
      const seconds = Math.ceil(stallMs / 1000);
      throw new HubError('hub.stalled', { host: this.host, seconds }, true);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets go of the connection. */
  end(): void {
    this.options.signal?.removeEventListener('abort', this.#stop);
    this.#control.abort();
  }
}

/** An answer whose bytes are still to come; to be closed. */
export class Answer {
  constructor(
    readonly response: Response,
    readonly source: Source,
    private readonly question: Question,
    private readonly watch: Watch,
  ) {}

  get host(): string {
    return this.watch.host;
  }

  /** Whether the bytes were compressed all the same, so that their number was not announced. */
  get encoded(): boolean {
    return (this.response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  }

  /**
   * The bytes as they come.
   *
   * @throws HubError when there are more than `most`, when they stall or break off
   */
  async *chunks(most: number): AsyncGenerator<Uint8Array> {
    const { host } = this;
    const file = this.question.file ?? this.question.repository;
    let received = 0;
    const check = (sent: number): void => {
      if (sent > most) throw new HubError('hub.differs', { host, file, sent, listed: most });
    };
    if (!this.encoded) check(Number(this.response.headers.get('content-length') ?? 0));
    const body: ReadableStream<Uint8Array> | null = this.response.body;
    const reader = body?.getReader();
    while (reader) {
      const { done, value } = await this.watch.during(
        () => reader.read(),
        () => new HubError('hub.truncated', { host, file }, true),
      );
      if (done) return;
      received += value.length;
      check(received);
      yield value;
    }
  }

  /** All bytes, of which there are at most so many. */
  async bytes(most: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks(most)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  close(): void {
    this.watch.end();
  }
}

/**
 * Asks the hub once. Redirects are followed here, so that the token goes to the endpoint alone.
 *
 * @throws HubError for every answer but a good one
 */
export async function ask(options: HubOptions, question: Question): Promise<Answer> {
  const endpoint = parseEndpoint(options);
  const send = options.fetch ?? (await systemFetch());
  const watch = new Watch(options, endpoint);
  const source: Source = {};
  let url = typeof question.path === 'string' ? addressAt(endpoint, question.path) : question.path;
  try {
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      watch.host = url.host;
      const own = url.origin === endpoint.origin;
      // Compressed bytes could neither be counted nor asked for by their place.
      const headers: Record<string, string> = {
        'accept-encoding': 'identity',
        'user-agent': 'metamorph-studio',
        ...question.headers,
      };
      if (own && options.token) headers.authorization = `Bearer ${options.token}`;
      const { href } = url;
      const response = await watch.during(
        () => send(href, { headers, redirect: 'manual', signal: watch.signal }),
        (error) => unreachable(error, watch.host),
      );
      const location = response.headers.get('location');
      const leads = REDIRECTS.has(response.status) && location !== null;
      if (own) note(source, response.headers, leads);
      if (!leads) {
        if (!response.ok) throw refusal(response, { ...question, endpoint, own, host: url.host });
        return new Answer(response, source, question, watch);
      }
      await response.body?.cancel().catch(() => undefined);
      url = nextAddress(url, location);
    }
    throw new HubError('hub.redirects', { host: endpoint.host });
  } catch (error) {
    watch.end();
    throw error;
  }
}

/** Asks for JSON of a shape. @throws HubError when it is something else */
export async function askJson<T>(
  options: HubOptions,
  question: Question,
  shape: z.ZodType<T>,
): Promise<{ value: T; headers: Headers }> {
  const answer = await ask(options, question);
  try {
    const text = new TextDecoder().decode(await answer.bytes(LONGEST_JSON));
    return { value: shape.parse(JSON.parse(text)), headers: answer.response.headers };
  } catch (error) {
    if (error instanceof HubError && error.key !== 'hub.differs') throw error;
    throw new HubError('hub.unreadable', { host: answer.host });
  } finally {
    answer.close();
  }
}

function note(source: Source, headers: Headers, leads: boolean): void {
  const etag = headers.get('x-linked-etag') ?? (leads ? null : headers.get('etag'));
  const size = headers.get('x-linked-size');
  if (etag) source.etag = etag.replace(/^W\//, '').replaceAll('"', '').slice(0, 200);
  if (size && /^\d{1,15}$/.test(size)) source.size = Number(size);
}

function nextAddress(from: URL, location: string): URL {
  const host = from.host;
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (!next) throw new HubError('hub.redirectUnsafe', { host, target: '?' });
  const safe =
    next.protocol === 'https:' ||
    (next.protocol === 'http:' && (from.protocol === 'http:' || isLoopback(next)));
  // Not the whole address: it may hold a signature.
  const target = `${next.protocol}//${next.host}`;
  if (!safe || next.username || next.password) {
    throw new HubError('hub.redirectUnsafe', { host, target });
  }
  return next;
}

/** Words for what kept an answer from coming: of the error no more than its code. */
function unreachable(error: unknown, host: string): HubError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const detail = /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'fetch';
  return CERTIFICATE.test(detail)
    ? new HubError('hub.certificate', { host, detail })
    : new HubError('hub.network', { host, detail }, true);
}
