import { rootCertificates } from 'node:tls';
import { isLoopback } from './address';
import { ConnectionError } from './error';

const VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'] as const;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;

/** How requests reach a server. */
export interface Transport {
  readonly fetch: typeof fetch;
  /** Ends the sockets that are kept open. */
  close(): Promise<void>;
}

/**
 * The way to a server, with sockets of its own. It obeys HTTP_PROXY, HTTPS_PROXY and NO_PROXY, but
 * for servers on this computer, and has no time limits but that for connecting.
 *
 * @param ca certificates in PEM form that are believed beside the usual ones
 * @throws ConnectionError when they are none
 */
export async function openTransport(
  base: URL,
  connectMs: number,
  ca: string | undefined,
): Promise<Transport> {
  if (ca !== undefined && !CERTIFICATES.test(ca)) {
    throw new ConnectionError('connection.ownCertificate');
  }
  const { Agent, EnvHttpProxyAgent, fetch: send } = await import('undici');
  const tls = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const connect = { ...tls, timeout: connectMs };
  // Longer than the limits of a connection, which are kept here and not by the agent.
  const patient = { headersTimeout: 0, bodyTimeout: 0, connect };
  const proxied = !isLoopback(base) && VARIABLES.some((name) => process.env[name]);
  const dispatcher = proxied
    ? new EnvHttpProxyAgent({ ...patient, requestTls: connect })
    : new Agent(patient);
  // The agent goes with the fetch of its own release: Node's may be older than it.
  const through: unknown = (url: string, init: object) => send(url, { ...init, dispatcher });
  return { fetch: through as typeof fetch, close: () => dispatcher.destroy() };
}
