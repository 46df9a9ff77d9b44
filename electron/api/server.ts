import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { complete, type Answering } from './complete';
import { answerTo, ApiError } from './error';
import { isKey } from './key';
import { parseCompletion } from './request';
import { respondStream, respondWhole, sendJson } from './respond';
import type { PackageChoice, PackageCard } from '../../shared/ipc/packages';
import { t } from '../../shared/i18n/translate';

export interface ApiOptions extends Answering {
  readonly cards: () => Promise<PackageCard[]>;
  /** Called with unexpected errors. */
  readonly report: (error: unknown) => void;
}

/** What one client may send, after how much it is cut off, and how many may wait. */
export const API_LIMITS = { body: 32 * 2 ** 20, discarded: 256 * 2 ** 20, waiting: 8 } as const;
const HOST = '127.0.0.1';
/** Most connections at once; further ones are closed at once, whether they know the key or not. */
export const CONNECTIONS = 64;
/** Longest time (milliseconds) that a request may take to arrive. */
const ARRIVAL = 60_000;

/** A server that listens. */
export interface ApiServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves OpenAI's chat completions to programs of this computer.
 *
 * @param port 0 for any that is free
 * @param keyHash hash of the key that each request must carry
 */
export async function openApi(
  options: ApiOptions,
  port: number,
  keyHash: string,
): Promise<ApiServer> {
  options.pictures.sweep();
  let waiting = 0;
  const server = http.createServer({ requestTimeout: ARRIVAL, headersTimeout: ARRIVAL });
  server.maxConnections = CONNECTIONS;
  const own = (): number => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkCaller(request, own(), keyHash);
    const pathname = pathOf(request.url ?? '/');
    if (pathname === '/v1/models' && request.method === 'GET') {
      sendJson(response, 200, { object: 'list', data: (await options.cards()).map(modelOf) });
      return;
    }
    if (pathname.startsWith('/v1/models/') && request.method === 'GET') {
      sendJson(response, 200, modelNamed(pathname.slice(11), await options.cards()));
      return;
    }
    if (pathname !== '/v1/chat/completions') {
      throw new ApiError(404, 'not_found', t('api.noSuchPlace'));
    }
    if (request.method !== 'POST') throw new ApiError(405, 'method', t('api.wantsPost'));
    if (waiting >= API_LIMITS.waiting) {
      throw new ApiError(429, 'too_many_requests', t('api.tooMany'));
    }
    waiting += 1;
    try {
      await answer(request, response);
    } finally {
      waiting -= 1;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asked = parseCompletion(await bodyOf(request));
    const choice = choiceOf(asked.model, await options.cards());
    const responder = asked.stream
      ? respondStream(response, asked.model, asked.stream_options?.include_usage === true)
      : respondWhole(response, asked.model);
    const ended = await complete(options, asked, choice, responder, gone.signal);
    if (!gone.signal.aborted) responder.end(ended);
  }

  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that is gone gets nothing, and that is no fault of anybody.
      if (response.destroyed) return;
      const { status, body } = answerTo(error, options.report);
      if (response.headersSent) response.end(`data: ${JSON.stringify(body)}\n\n`);
      else {
        if (status === 413) response.setHeader('Connection', 'close');
        if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
        sendJson(response, status, body);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    port: own(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The path of an address; a slash too many, as settings of clients have it, changes nothing. */
function pathOf(address: string): string {
  const [path = ''] = address.split(/[?#]/, 1);
  const plain = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** Only programs of this computer that know the key; never a page of a browser. */
function checkCaller({ headers }: IncomingMessage, port: number, keyHash: string): void {
  // A page could reach this port by a name of its own that leads here.
  const hosts = [`${HOST}:${port}`, `localhost:${port}`];
  if (headers.origin !== undefined || !hosts.includes(headers.host?.toLowerCase() ?? '')) {
    throw new ApiError(403, 'forbidden', t('api.noPages'));
  }
  const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (!isKey(given, keyHash)) {
    throw new ApiError(401, 'invalid_api_key', t('api.wrongKey'));
  }
}

/**
 * The text of a request. What is too large is read on to its end, but not kept: a client that still
 * sends reads no answer.
 *
 * @throws ApiError 413
 */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = piece as Buffer;
    size += bytes.byteLength;
    if (size > API_LIMITS.discarded) break;
    if (size <= API_LIMITS.body) pieces.push(bytes);
    else pieces.length = 0;
  }
  if (size > API_LIMITS.body) {
    throw new ApiError(413, 'request_too_large', t('api.tooLarge'));
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The name of a package among models. */
const idOf = ({ name, version }: PackageCard): string =>
  `${name}-${version}`.toLowerCase().replace(/[^a-z0-9.]+/g, '-');

const modelCalled = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'local' });
const modelOf = (card: PackageCard) => modelCalled(idOf(card));

/** @throws ApiError 404 */
function modelNamed(id: string, cards: readonly PackageCard[]) {
  choiceOf(id, cards);
  return modelCalled(id);
}

/** Which package a model's name means; null for the one of the settings. */
function choiceOf(model: string, cards: readonly PackageCard[]): PackageChoice | null {
  if (model === 'default') return null;
  const card = cards.find((one) => idOf(one) === model);
  if (!card) throw new ApiError(404, 'model_not_found', t('api.noSuchModel', { model }));
  return card.choice;
}
