/** What can be wrong with a hub. */
import type http from 'node:http';

export type FaultKind =
  /** Refuses with a status (`value`) and, if given, one of the hub's codes. */
  | 'status'
  /** Ends the connection before an answer, or never answers. */
  | 'dropped'
  | 'silent'
  /** Leads to another address (`value`), by default to itself. */
  | 'redirect'
  /** Answers with a text that is no JSON. */
  | 'garbage'
  /** Breaks off, or falls silent, after so many bytes (`value`). */
  | 'truncated'
  | 'stalled'
  /** Waits so long between two chunks (`value` in ms). */
  | 'slow'
  | 'wrongBytes'
  /** Sends the whole instead of a piece. */
  | 'rangeIgnored'
  | 'contentRange'
  /** Says no length, and sends so many bytes too many (`value`). */
  | 'chunked'
  /** The headers of a file, or its listing, say something else (`value`). */
  | 'etag'
  | 'linkedSize'
  | 'listedSize'
  | 'listedPath'
  | 'listedHash';

/** A fault that is switched on. */
export interface Fault {
  readonly kind: FaultKind;
  readonly value?: string | number;
  /** The hub's own code of a refusal, as `GatedRepo`. */
  readonly code?: string;
  readonly retryAfter?: string;
  /** How often; without it always. */
  times?: number;
  /** So many requests come through before. */
  skip?: number;
  /** Only for requests whose `hub:/path` or `storage:/path` fits. */
  readonly on?: RegExp;
}

/** Answers a request with a fault that needs nothing of the model. */
export function fault(
  { kind, value, code, retryAfter }: Fault,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  if (kind === 'silent') return;
  if (kind === 'dropped') {
    request.socket.destroy();
  } else if (kind === 'redirect') {
    response.writeHead(302, { location: String(value ?? request.url) }).end();
  } else if (kind === 'garbage') {
    response.end(String(value ?? '<html>Sign in to this network</html>'));
  } else {
    if (code !== undefined) response.setHeader('x-error-code', code);
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    response.writeHead(Number(value)).end();
  }
}
