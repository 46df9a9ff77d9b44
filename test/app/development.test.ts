import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';

const servers: http.Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  for (const server of servers.splice(0)) server.close();
});

/** Answers of the development's protocol, over a server that says what it was asked for. */
async function develop() {
  const server = http.createServer(({ url, headers }, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`${url} ${headers.accept}`);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('METAMORPH_DEV_SERVER', `http://127.0.0.1:${port}`);
  const { changes, fromServer } = await import('../../electron/app/development');
  const answer = fromServer(() => Promise.resolve(new Response('as before')));
  return { answer, changes, port };
}

// Catches a page under development whose policy lets in more than the server's own script and socket.
it('the window under development comes from the server, under the policy of the studio', async () => {
  const { answer, port } = await develop();
  const page = await answer(
    new Request('studio://app/index.html?t=1', { headers: { Accept: 'text/css' } }),
  );
  expect(await page.text()).toBe('/index.html?t=1 text/css');
  expect(page.headers.get('Content-Type')).toBe('text/html');
  const policy = page.headers.get('Content-Security-Policy')?.split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'nonce-development'");
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port} studio://image`);
});

// Catches pictures that are asked from the server, or a socket to elsewhere.
it('all else stays as it is', async () => {
  const { answer, changes, port } = await develop();
  const picture = await answer(new Request(`studio://image/${'0'.repeat(64)}`));
  expect(await picture.text()).toBe('as before');
  expect(changes().test(`ws://127.0.0.1:${port}/?token=1`)).toBe(true);
  expect(changes().test(`ws://127.0.0.1:${port}1/`)).toBe(false);
});

it('a page whose server is gone is refused, and nothing breaks', async () => {
  const { answer } = await develop();
  const [server] = servers;
  server?.close();
  await once(server ?? new http.Server(), 'close');
  expect((await answer(new Request('studio://app/index.html'))).status).toBe(502);
});
