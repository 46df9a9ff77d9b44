import { HubError } from './error';

/** The hub that is asked unless another one is set. */
export const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** Which hub is asked, and how. */
export interface HubOptions {
  /** Address of the hub or of a mirror; see {@link chosenEndpoint}. */
  readonly endpoint: string;
  /** Sent to the host of the endpoint alone. */
  readonly token?: string | undefined;
  /** Instead of Node's own, which obeys proxies; redirects must come through as they are. */
  readonly fetch?: typeof fetch | undefined;
  /** After so long without a byte a request is given up (ms). */
  readonly stallMs?: number | undefined;
  /** How often a request is repeated without a success between. */
  readonly retries?: number | undefined;
  /** Pause before the first repetition; each further one is twice as long (ms). */
  readonly pauseMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The endpoint of the settings, else `HF_ENDPOINT`, else the public hub. */
export function chosenEndpoint(
  setting: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return setting?.trim() || environment.HF_ENDPOINT?.trim() || DEFAULT_ENDPOINT;
}

/** Whether an address stays on this computer. */
export const isLoopback = ({ hostname }: URL): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/**
 * The address of the hub.
 *
 * @throws HubError when it is none, or when the token could be read on the way there
 */
export function parseEndpoint({ endpoint, token }: HubOptions): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const bare = url && !url.search && !url.hash && !url.username && !url.password;
  if (!bare || !/^https?:$/.test(url.protocol)) {
    throw new HubError('hub.endpoint', { endpoint: withoutCredentials(endpoint) });
  }
  // A header of another shape is refused by fetch in words that repeat the token.
  if (token !== undefined && !/^[\x21-\x7e]{1,512}$/.test(token)) {
    throw new HubError('hub.tokenShape');
  }
  if (token !== undefined && url.protocol === 'http:' && !isLoopback(url)) {
    throw new HubError('hub.tokenPlain', { host: url.host });
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** An address below the endpoint, which may itself have a path. */
export const addressAt = (endpoint: URL, path: string): URL =>
  new URL(endpoint.href.replace(/\/$/, '') + path);

const withoutCredentials = (address: string): string => address.replace(/\/\/[^/]*@/, '//…@');
