import { parseAddress } from './address';
import { readBody } from './body';
import { ChatReader } from './chat';
import { ConnectionError } from './error';
import { ask, type Peer } from './exchange';
import { ImagesReader } from './images';
import { picturesOf, readTurns, wordsOf, type ReadTurn } from './messages';
import { Output } from './output';
import { chatDraft, imagesDraft, isImages, type Draft } from './request';
import { openTransport, type Transport } from './transport';
import type { ConnectionRequest, ConnectionResult, EditRequest, OnEvent } from './types';
import type { Connection } from '../../shared/connection';

/** So often a request is made again without a key that the server refused. */
const MOST_CHANGES = 8;

export interface ConnectionOptions {
  /** Sent in the Authorization header to the connection's own host, and nowhere else. */
  readonly key?: string | undefined;
  /** Instead of one with sockets of its own; redirects must come through as they are. */
  readonly fetch?: typeof fetch | undefined;
  /** Certificates in PEM form that are believed beside the usual ones. */
  readonly ca?: string | undefined;
  /** Ends all requests. */
  readonly signal?: AbortSignal | undefined;
}

/** A model at a server. */
export interface OpenConnection {
  /**
   * Answers; resolves also when stopped (finish `cancelled`), and the request is closed at once.
   * Events that came before a failure stand.
   *
   * @throws ConnectionError
   */
  answer(
    request: ConnectionRequest,
    onEvent: OnEvent,
    signal?: AbortSignal,
  ): Promise<ConnectionResult>;
  /**
   * Draws the pictures of the last turn anew, where the mask says. Like {@link answer}.
   *
   * @throws ConnectionError
   */
  edit(request: EditRequest, onEvent: OnEvent, signal?: AbortSignal): Promise<ConnectionResult>;
  /** Ends all requests and the sockets that were kept. */
  close(): Promise<void>;
}

/**
 * Opens a connection; nothing is sent before something is asked.
 *
 * @throws ConnectionError when the address, the key or the certificate can be none
 */
export async function openConnection(
  connection: Connection,
  options: ConnectionOptions = {},
): Promise<OpenConnection> {
  const { limits, model } = connection;
  const { key } = options;
  const base = parseAddress(connection.address, key);
  const transport = await transportOf(base, limits.connectMs, options);
  const closing = new AbortController();
  const peer: Peer = { base, key, model, limits, fetch: transport.fetch };

  async function converse(
    request: EditRequest,
    onEvent: OnEvent,
    signal: AbortSignal | undefined,
  ): Promise<ConnectionResult> {
    const signals = [closing.signal, options.signal, signal].filter((one) => one !== undefined);
    const output = new Output(base.host, limits, onEvent);
    const waiting = (pauseMs: number): void => onEvent({ type: 'waiting', pauseMs });
    const asking = { ...peer, signal: AbortSignal.any(signals), waiting };
    try {
      const turns = await readTurns(request, connection);
      const count = request.drawing?.count ?? 1;
      await receive(draftOf(turns, request, connection), count, asking, output);
      if (!output.any) throw new ConnectionError('connection.empty', { host: base.host });
      return { finish: output.finish, tokens: output.tokens };
    } catch (error) {
      const stopped = error instanceof ConnectionError && error.key === 'connection.stopped';
      if (!stopped) throw error;
      return { finish: 'cancelled', tokens: output.tokens };
    }
  }

  return {
    answer: (request, onEvent, signal) => {
      const { turns, sampling, drawing, maxTokens, answer, stream } = request;
      const plain = { turns, sampling, drawing, maxTokens, answer, stream };
      return converse(plain, onEvent, signal);
    },
    edit: async (request, onEvent, signal) => {
      const { edits } = connection.capabilities;
      const able = request.mask
        ? edits === 'mask' && isImages(connection.dialect)
        : edits !== 'none';
      if (!able) throw new ConnectionError('connection.edits', { name: connection.name });
      const shown = request.turns.at(-1)?.parts.some(({ type }) => type === 'image');
      if (!shown) throw new ConnectionError('connection.question');
      return converse({ ...request, answer: 'picture' }, onEvent, signal);
    },
    close: async () => {
      closing.abort();
      await transport.close();
    },
  };
}

/** The way to a server: the given one, or one with sockets of its own. */
export async function transportOf(
  base: URL,
  connectMs: number,
  { fetch: given, ca }: Pick<ConnectionOptions, 'fetch' | 'ca'>,
): Promise<Transport> {
  if (given) return { fetch: given, close: () => Promise.resolve() };
  return openTransport(base, connectMs, ca);
}

function draftOf(turns: readonly ReadTurn[], request: EditRequest, connection: Connection): Draft {
  const { capabilities, dialect, name } = connection;
  const last = turns.at(-1);
  if (last?.role !== 'user') throw new ConnectionError('connection.question');
  const { answer = 'auto' } = request;
  const draws = answer === 'picture' || answer === 'both' || isImages(dialect);
  if (draws && capabilities.draws === 'none') {
    throw new ConnectionError('connection.draws', { name });
  }
  if (!isImages(dialect)) return chatDraft(turns, request, connection);
  if (wordsOf(last) === '') throw new ConnectionError('connection.question');
  const [first] = picturesOf(last);
  const { mask } = request;
  if (mask && (first?.width !== mask.width || first.height !== mask.height)) {
    throw new ConnectionError('connection.mask');
  }
  return imagesDraft(turns, request, connection);
}

/** Asks, without what the server refuses to be asked, and reads what comes. */
async function receive(draft: Draft, count: number, peer: Peer, output: Output): Promise<void> {
  for (let changes = 0; ; changes += 1) {
    let received;
    try {
      received = await ask(peer, draft.ask());
    } catch (error) {
      const refused = error instanceof ConnectionError ? error.circumstances.refused : undefined;
      if (changes < MOST_CHANGES && refused && draft.without(refused)) continue;
      throw error;
    }
    try {
      const chat = draft.path.startsWith('/chat');
      const reader = chat ? new ChatReader(output) : new ImagesReader(output, count);
      await readBody(received, reader, peer.limits, peer.key);
      return;
    } finally {
      received.close();
    }
  }
}
