import { ConnectionError } from './error';

/** Whether an address stays on this computer. */
export const isLoopback = ({ hostname }: URL): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/** Whether an address stays in the own network, as far as its name says. */
const isLocal = (url: URL): boolean =>
  isLoopback(url) ||
  /^(10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2})$/.test(
    url.hostname,
  ) ||
  /^\[f[cd][0-9a-f]{2}:|^\[fe80:/.test(url.hostname) ||
  /^[^.[\]]+$|\.(local|lan|internal|home\.arpa)$/.test(url.hostname);

/**
 * The base address of a server: what stands before `/chat/completions`. A bare host gets `/v1`.
 *
 * @throws ConnectionError when it is none, or when the key could be read on the way there
 */
export function parseAddress(address: string, key?: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const bare = url && !url.search && !url.hash && !url.username && !url.password;
  if (!bare || !/^https?:$/.test(url.protocol)) {
    throw new ConnectionError('connection.address', { address: withoutCredentials(address) });
  }
  // A header of another shape is refused by fetch in words that repeat the key.
  if (key !== undefined && !/^[\x21-\x7e]{1,2000}$/.test(key)) {
    throw new ConnectionError('connection.keyShape');
  }
  if (key !== undefined && url.protocol === 'http:' && !isLocal(url)) {
    throw new ConnectionError('connection.keyPlain', { host: url.host });
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  if (url.pathname === '/') url.pathname = '/v1';
  return url;
}

/** An address below the base. */
export const addressAt = (base: URL, path: string): URL =>
  new URL(base.href.replace(/\/$/, '') + path);

const withoutCredentials = (address: string): string =>
  address.replace(/\/\/[^/]*@/, '//…@').replace(/[?#].*/s, '…');
