import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listRepository } from '../../electron/hub/listing';
import type { HubOptions } from '../../electron/hub/options';
import { startMiniHub } from './miniHub';
import { MODEL, optionsFor, refusalOf, TOKEN } from './setting';

/** Answers each address with a redirect to the next, the last one with a listing. */
function leading(...addresses: string[]): { options: HubOptions; seen: [string, boolean][] } {
  const seen: [string, boolean][] = [];
  const send = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    expect(init?.redirect).toBe('manual');
    const url = input instanceof Request ? input.url : input.toString();
    seen.push([new URL(url).origin, new Headers(init?.headers).has('authorization')]);
    const location = addresses[seen.length - 1];
    return Promise.resolve(
      location === undefined
        ? Response.json({
            sha: '0'.repeat(40),
            siblings: [{ rfilename: 'a', size: 0, blobId: '1'.repeat(40) }],
          })
        : new Response(null, { status: 307, headers: { location } }),
    );
  };
  const options = { endpoint: 'https://hub.test', token: TOKEN, fetch: send, retries: 0 };
  return { options, seen };
}

describe('the token', () => {
  // Catches a token that follows a redirect to another host, port or protocol, and one that is lost on
  // the way to the hub itself.
  it('goes to the hub alone', async () => {
    const { options, seen } = leading(
      '/renamed',
      'https://cdn.test/x',
      'https://hub.test:8443/x',
      'https://hub.test.evil.test/',
      'https://hub.test/back',
    );
    await listRepository(options, MODEL);
    expect(seen).toEqual([
      ['https://hub.test', true],
      ['https://hub.test', true],
      ['https://cdn.test', false],
      ['https://hub.test:8443', false],
      ['https://hub.test.evil.test', false],
      ['https://hub.test', true],
    ]);
  });

  // Catches a way that anybody can read along, which a mirror or a hotel would lead to.
  it.each([['http://cdn.test/'], ['http://hub.test/'], ['ftp://cdn.test/'], ['data:,x']])(
    'does not go on to %s',
    async (address) => {
      const { options, seen } = leading(address);
      expect((await refusalOf(listRepository(options, MODEL))).key).toBe('hub.redirectUnsafe');
      expect(seen).toHaveLength(1);
    },
  );

  // Catches a local cache behind a hub that cannot be used.
  it('stays behind on the way to this computer', async () => {
    const { options, seen } = leading('http://127.0.0.1:8080/');
    await listRepository(options, MODEL);
    expect(seen).toEqual([
      ['https://hub.test', true],
      ['http://127.0.0.1:8080', false],
    ]);
  });

  // Catches words of the system that repeat what was sent, and a certificate that is tried again.
  it.each([
    ['CERT_HAS_EXPIRED', 'hub.certificate', 1],
    ['ENOTFOUND', 'hub.network', 2],
    [`Bearer ${TOKEN}`, 'hub.network', 2],
  ])('is in no sentence when a request ends with %s', async (code, key, times) => {
    const cause = Object.assign(new Error(`Bearer ${TOKEN}`), { code });
    const send = vi.fn(() => Promise.reject(new TypeError('fetch failed', { cause })));
    const options = {
      endpoint: 'https://hub.test',
      token: TOKEN,
      fetch: send,
      retries: 1,
      pauseMs: 1,
    };
    const refusal = await refusalOf(listRepository(options, MODEL));
    expect([refusal.key, send.mock.calls.length]).toEqual([key, times]);
    expect(`${refusal.stack} ${String(refusal.cause)}`).not.toContain(TOKEN);
  });
});

describe('a proxy of the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  // Catches a program that goes past the only way out of a company's network, and one that goes
  // through it to what NO_PROXY names.
  it('is gone through, but not to what NO_PROXY names', async () => {
    const hub = await startMiniHub({ [MODEL]: { files: { 'config.json': new Uint8Array(2) } } });
    const passed: string[] = [];
    const proxy = http.createServer((_, response) => response.writeHead(400).end());
    proxy.on('connect', (request: http.IncomingMessage, client: net.Socket) => {
      passed.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const server = net.connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        server.pipe(client).pipe(server);
      });
      for (const socket of [server, client]) socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = proxy.address() as AddressInfo;
      vi.stubEnv('http_proxy', `http://127.0.0.1:${port}`);
      vi.stubEnv('no_proxy', '');
      vi.stubEnv('NO_PROXY', '');
      const options = optionsFor(hub, { token: undefined });
      expect((await listRepository(options, MODEL)).files).toHaveLength(1);
      expect(passed).toEqual([new URL(hub.endpoint).host]);

      vi.stubEnv('no_proxy', '127.0.0.1');
      expect((await listRepository(options, MODEL)).files).toHaveLength(1);
      expect(passed).toHaveLength(1);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await hub.close();
    }
  });
});
