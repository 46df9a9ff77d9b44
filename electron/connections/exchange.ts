import { setTimeout as sleep } from 'node:timers/promises';
import { addressAt } from './address';
import { ConnectionError, withoutKey } from './error';
import { inMillions } from './pictures';
import { complaintOf, refusal } from './refusal';
import type { ConnectionLimits } from '../../shared/connection';

const MOST_REDIRECTS = 3;
/** With these a request is repeated as it was. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/;
/** So much of a refusal is read (bytes). */
const LONGEST_REFUSAL = 64_000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;

/** Who is asked, and within which bounds. */
export interface Peer {
  readonly base: URL;
  /** Sent in the Authorization header, to this host alone. */
  readonly key: string | undefined;
  readonly model: string;
  readonly limits: ConnectionLimits;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Called when the server is not ready, with how long it is waited for (ms). */
  readonly waiting?: ((pauseMs: number) => void) | undefined;
}

export interface Ask {
  readonly method: 'GET' | 'POST';
  /** Below the base address. */
  readonly path: string;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly mediaType?: string;
  /** Keys of the request that may be left out when the server refuses them. */
  readonly optional?: readonly string[];
}

/** @throws ConnectionError `connection.stopped` once the person stopped the request */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ConnectionError('connection.stopped');
}

/** A request that is given up when it takes too long or is stopped. */
class Watch {
  readonly #control = new AbortController();
  readonly #stop = (): void => this.#control.abort();
  readonly #begin = performance.now();
  #since = this.#begin;
  #began = false;
  #late: ConnectionError | undefined;

  constructor(private readonly peer: Peer) {
    throwIfStopped(peer.signal);
    peer.signal?.addEventListener('abort', this.#stop);
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** To be called with each piece of an answer: a sign of life alone is none. */
  progress(): void {
    this.#began = true;
    this.#since = performance.now();
  }

  /** Waits for the server; `broken` words what is neither too late nor a stop. */
  async during<T>(work: () => Promise<T>, broken: (error: unknown) => ConnectionError): Promise<T> {
    const { limits, signal } = this.peer;
    const bound = this.#began ? limits.stallMs : limits.firstMs;
    const rest = this.#since + bound - performance.now();
    const whole = this.#begin + limits.totalMs - performance.now();
    const timer = setTimeout(
      () => {
        this.#late = this.#tooLate(whole < rest);
        this.#control.abort();
      },
      Math.max(0, Math.min(rest, whole)),
    );
    try {
      return await work();
    } catch (error) {
      throwIfStopped(signal);
      throw this.#late ?? (error instanceof ConnectionError ? error : broken(error));
    } finally {
      clearTimeout(timer);
    }
  }

  #tooLate(whole: boolean): ConnectionError {
    const { base, limits } = this.peer;
    const { host } = base;
    if (whole) {
      const minutes = Math.max(1, Math.round(limits.totalMs / 60_000));
      return new ConnectionError('connection.endless', { host, minutes });
    }
    const bound = this.#began ? limits.stallMs : limits.firstMs;
    const key = this.#began ? 'connection.stalled' : 'connection.silent';
    return new ConnectionError(key, { host, seconds: Math.ceil(bound / 1000) });
  }

  /** Lets go of the socket. */
  end(): void {
    this.peer.signal?.removeEventListener('abort', this.#stop);
    this.#control.abort();
  }
}

/** An answer whose bytes are still to come; to be closed. */
export class Received {
  readonly mediaType: string;

  constructor(
    private readonly response: Response,
    private readonly peer: Peer,
    private readonly watch: Watch,
  ) {
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    this.mediaType = type.trim().toLowerCase();
  }

  get host(): string {
    return this.peer.base.host;
  }

  /** To be called when a piece of the answer was in what came. */
  progress(): void {
    this.watch.progress();
  }

  /**
   * The bytes as they come.
   *
   * @throws ConnectionError when there are too many, when they stall or break off
   */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { host } = this;
    const most = this.peer.limits.answerBytes;
    const check = (length: number): void => {
      if (length <= most) return;
      throw new ConnectionError('connection.answerLarge', { host, megabytes: inMillions(most) });
    };
    check(Number(this.response.headers.get('content-length') ?? 0));
    const body: ReadableStream<Uint8Array> | null = this.response.body;
    const reader = body?.getReader();
    let received = 0;
    while (reader) {
      const { done, value } = await this.watch.during(
        () => reader.read(),
        () => new ConnectionError('connection.broken', { host }),
      );
      throwIfStopped(this.peer.signal);
      if (done) return;
      received += value.length;
      check(received);
      yield value;
    }
  }

  /** All of it as text. */
  async text(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks()) {
      this.progress();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  close(): void {
    this.watch.end();
  }
}

/**
 * Asks a server; waits for one that is not ready yet.
 *
 * @throws ConnectionError for every answer but a good one
 */
export async function ask(peer: Peer, question: Ask): Promise<Received> {
  const end = performance.now() + peer.limits.startMs;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await askOnce(peer, question);
    } catch (error) {
      if (!(error instanceof ConnectionError) || !error.circumstances.again) throw error;
      const { waitMs } = error.circumstances;
      const rest = end - performance.now();
      if (rest <= 0 || (waitMs ?? 0) > rest) throw error;
      const wait = Math.min(waitMs ?? pause, rest);
      peer.waiting?.(wait);
      await sleep(wait, undefined, { signal: peer.signal }).catch(() => undefined);
      throwIfStopped(peer.signal);
    }
  }
}

async function askOnce(peer: Peer, question: Ask): Promise<Received> {
  const watch = new Watch(peer);
  const { host } = peer.base;
  const headers: Record<string, string> = {
    accept: 'application/json, text/event-stream',
    // Few bytes must not become endless ones.
    'accept-encoding': 'identity',
    'user-agent': 'metamorph-studio',
  };
  if (question.mediaType !== undefined) headers['content-type'] = question.mediaType;
  if (peer.key !== undefined) headers.authorization = `Bearer ${peer.key}`;
  const { method, body } = question;
  let url = addressAt(peer.base, question.path);
  try {
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const { href } = url;
      const { signal } = watch;
      const response = await watch.during(
        () => peer.fetch(href, { method, headers, body, redirect: 'manual', signal }),
        (error) => unreachable(error, host),
      );
      const received = new Received(response, peer, watch);
      if (response.status >= 300 && response.status < 400) {
        url = nextAddress(response, url, peer);
        await response.body?.cancel().catch(() => undefined);
        continue;
      }
      if (response.ok) return received;
      const complaint = complaintOf(parsed(await startOf(received)));
      const asked = {
        host,
        path: withoutKey(url.pathname, peer.key),
        model: peer.model,
        key: peer.key,
      };
      throw refusal(response, complaint, asked, question.optional ?? []);
    }
    throw new ConnectionError('connection.redirects', { host });
  } catch (error) {
    watch.end();
    throw error;
  }
}

/** The first bytes of a refusal; one that breaks off is a refusal too. */
async function startOf(received: Received): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of received.chunks()) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_REFUSAL) break;
    }
  } catch (error) {
    if (error instanceof ConnectionError && error.key === 'connection.stopped') throw error;
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, LONGEST_REFUSAL);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where a redirect leads: what is sent goes to the host of the connection and to no other. */
function nextAddress({ status, headers }: Response, from: URL, { base, key }: Peer): URL {
  const { host } = base;
  const location = headers.get('location');
  if (!REDIRECTS.has(status) || location === null || !URL.canParse(location, from.href)) {
    throw new ConnectionError('connection.unexpected', { host, status });
  }
  const next = new URL(location, from);
  if (next.origin !== base.origin || next.username || next.password) {
    // Not the whole address: it may hold a signature.
    throw new ConnectionError('connection.redirect', {
      host,
      target: withoutKey(originOf(next), key),
    });
  }
  return next;
}

const originOf = ({ protocol, host }: URL): string => `${protocol}//${host}`;

/** Words for what kept an answer from coming: of the error no more than its code. */
function unreachable(error: unknown, host: string): ConnectionError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const detail = /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'fetch';
  const key = CERTIFICATE.test(detail) ? 'connection.certificate' : 'connection.unreachable';
  return new ConnectionError(key, { host, detail });
}
