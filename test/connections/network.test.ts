import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../electron/connections/connection';
import { CERTIFICATE, PRIVATE_KEY } from './certificate';
import {
  CHATS,
  connectionTo,
  FORMS,
  KEY,
  keyOf,
  LIMITS,
  outcomeOf,
  question,
  serve,
} from './setting';
import { openaiChat } from './servers/openaiChat';
import { event, send } from './servers/server';

const closing: (() => void)[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

function listening(server: net.Server): Promise<number> {
  closing.push(() => server.close());
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

const word = (content: string): string => event({ choices: [{ delta: { content } }] });
const SAY = question('Say.');

describe('a redirect', () => {
  // Catches what a person writes, or the key, being sent to a host that nobody chose.
  it.each([301, 302, 307, 308])('%i to another host is not followed', async (status) => {
    const other = await serve(openaiChat);
    const server = await serve();
    server.instead = (_, response) =>
      void response.writeHead(status, { location: `${other.address}/chat/completions` }).end();
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), SAY, { key: KEY });
    expect(keyOf(asked)).toBe('connection.redirect');
    expect(asked.error).toMatchObject({ message: expect.stringContaining(other.origin) as string });
    expect(other.requests).toEqual([]);
  });

  // Catches a server behind another path that cannot be reached, or is asked without the question.
  it.each([301, 302, 307, 308])('%i on the same host is followed as it was', async (status) => {
    const server = await serve(openaiChat);
    server.key = KEY;
    server.instead = (_, response) => {
      server.instead = undefined;
      response.writeHead(status, { location: '/v1/chat/completions' }).end();
    };
    const asked = await outcomeOf(connectionTo(`${server.origin}/old`, 'openai-chat'), SAY, {
      key: KEY,
    });
    expect(asked.text).toBe('Hello there.');
    const [first, second] = server.requests;
    expect(second?.method).toBe('POST');
    expect(second?.bytes).toEqual(first?.bytes);
  });
});

describe('a server that is not ready', () => {
  const limits = { ...LIMITS, startMs: 30_000 };

  // Catches a first question that fails since the engine still loads its model.
  it.each([503, 429])('is asked again after %i, and says so', async (status) => {
    const server = await serve(openaiChat);
    server.instead = (_, response) => {
      if (server.requests.length === 2) server.instead = undefined;
      response.setHeader('retry-after', '0');
      send(response, status, { detail: 'Loading model' });
    };
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat', { limits }), SAY);
    expect(asked.text).toBe('Hello there.');
    expect(asked.events.filter(({ type }) => type === 'waiting')).toHaveLength(2);
    expect(server.requests).toHaveLength(3);
  });

  // Catches a person who waits an hour since a server said so.
  it('is not waited for longer than allowed', async () => {
    const server = await serve();
    server.instead = (_, response) => {
      response.setHeader('retry-after', '3600');
      send(response, 429, {});
    };
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat', { limits }), SAY);
    expect(keyOf(asked)).toBe('connection.tooMany');
    expect((asked.error as Error).message).toMatch(/ 60 min\.$/);
    expect(server.requests).toHaveLength(1);
  });

  // Catches a stop that waits for the pause to end.
  it('is no longer waited for once stopped', async () => {
    const server = await serve();
    const stop = new AbortController();
    server.instead = (_, response) => send(response, 503, {});
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat', { limits }), SAY, {
      stop: stop.signal,
      onEvent: () => stop.abort(),
    });
    expect(asked.result?.finish).toBe('cancelled');
    expect(server.requests).toHaveLength(1);
  });
});

describe('stopping', () => {
  // Catches a server that goes on computing: it writes its next word only if nobody went away.
  it.each(CHATS)('reaches a server of $dialect before its next token', async ({ dialect }) => {
    const server = await serve();
    const stop = new AbortController();
    let written = 0;
    const gone = new Promise<void>((resolve) => {
      server.instead = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.once('close', resolve);
        const write = (): void => {
          written += 1;
          response.write(word(`w${written} `));
        };
        write();
        const timer = setInterval(write, 1500);
        response.once('close', () => clearInterval(timer));
      };
    });
    const asked = await outcomeOf(connectionTo(server.address, dialect), SAY, {
      stop: stop.signal,
      onEvent: ({ type }) => type === 'text' && stop.abort(),
    });
    await gone;
    expect(written).toBe(1);
    expect(asked.error).toBeUndefined();
    expect(asked.result?.finish).toBe('cancelled');
    expect(asked.text).toBe('w1 ');
  });

  // Catches a stop that is only seen once the server has answered.
  it.each(FORMS)('ends a request of $dialect that nothing answered', async ({ dialect }) => {
    const server = await serve();
    const stop = new AbortController();
    const gone = new Promise<void>((resolve) => {
      server.instead = (_, response) => {
        response.once('close', resolve);
        stop.abort();
      };
    });
    const asked = await outcomeOf(connectionTo(server.address, dialect), SAY, {
      stop: stop.signal,
    });
    await gone;
    expect(asked.result?.finish).toBe('cancelled');
  });

  // Catches a stop before the start that sends what was written all the same.
  it('before the start sends nothing', async () => {
    const server = await serve(openaiChat);
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), SAY, {
      stop: AbortSignal.abort(),
    });
    expect(asked.result?.finish).toBe('cancelled');
    expect(server.requests).toEqual([]);
  });

  // Catches sockets, or listeners of a signal, that are left of each stopped answer.
  it('at random places leaves nothing behind', async () => {
    const server = await serve();
    server.instead = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let left = 12;
      const timer = setInterval(() => {
        left -= 1;
        if (left > 0) return void response.write(word('w '));
        clearInterval(timer);
        response.end(event({ choices: [{ delta: {}, finish_reason: 'stop' }] }) + event('[DONE]'));
      }, 1);
      response.once('close', () => clearInterval(timer));
    };
    const open = await openConnection(connectionTo(server.address, 'openai-chat'));
    const ends = { stop: 0, length: 0, cancelled: 0 };
    for (let turn = 0; turn < 50; turn += 1) {
      const stop = new AbortController();
      let left = (turn * 7) % 17;
      const listen = (): void => {
        left -= 1;
        if (left === 0) stop.abort();
      };
      const { finish } = await open.answer(SAY, listen, stop.signal);
      ends[finish] += 1;
    }
    expect(ends.cancelled).toBeGreaterThan(20);
    expect(ends.stop).toBeGreaterThan(10);
    await open.close();
    await vi.waitFor(async () => expect(await server.sockets()).toBe(0));
  });
});

// Catches a socket that is opened before anything is asked, or outlives the connection.
it('no socket is open before a question and after the end', async () => {
  const server = await serve(openaiChat);
  const open = await openConnection(connectionTo(server.address, 'openai-chat'));
  expect(await server.sockets()).toBe(0);
  await open.answer(SAY, () => undefined);
  await open.close();
  await vi.waitFor(async () => expect(await server.sockets()).toBe(0));
  expect((await open.answer(SAY, () => undefined)).finish).toBe('cancelled');
  expect(server.requests).toHaveLength(1);
});

// Catches an address that nobody listens at and a sentence that does not say so.
it('a server that is not there cannot be reached', async () => {
  const port = await listening(net.createServer());
  for (const close of closing.splice(0)) close();
  const asked = await outcomeOf(connectionTo(`http://127.0.0.1:${port}`, 'openai-chat'), SAY);
  expect(keyOf(asked)).toBe('connection.unreachable');
  expect((asked.error as Error).message).toContain('ECONNREFUSED');
});

describe('a certificate', () => {
  async function secure(): Promise<string> {
    const server = https.createServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, (_, response) =>
      send(response, 200, { choices: [{ message: { content: 'Safe.' }, finish_reason: 'stop' }] }),
    );
    closing.push(() => server.closeAllConnections());
    return `https://127.0.0.1:${await listening(server)}`;
  }

  // Catches a server that anyone on the way could be, and its own certificate that is not believed.
  it('of one’s own is believed where it was given, and nowhere else', async () => {
    const connection = connectionTo(await secure(), 'openai-chat');
    const refused = await outcomeOf(connection, SAY, { key: KEY });
    expect(keyOf(refused)).toBe('connection.certificate');
    const believed = await outcomeOf(connection, SAY, { key: KEY, ca: CERTIFICATE });
    expect(believed.text).toBe('Safe.');
  });

  // Catches a file that is none and is found out only by a failure that says something else.
  it('that is none is refused at once', async () => {
    const asked = await outcomeOf(connectionTo('https://a.test', 'openai-chat'), SAY, {
      ca: 'no certificate',
    });
    expect(keyOf(asked)).toBe('connection.ownCertificate');
  });
});

// Catches a proxy that is passed by, and one that is asked for a server on this computer.
it('a proxy is used, but not for this computer', async () => {
  const server = await serve(openaiChat);
  const { port } = new URL(server.origin);
  let proxied = 0;
  const proxy = http.createServer((request, response) => {
    proxied += 1;
    const { pathname } = new URL(request.url ?? '', server.origin);
    const { method, headers } = request;
    const onward = http.request({ port, path: pathname, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  proxy.on('connect', (_, socket: net.Socket) => {
    proxied += 1;
    const onward = net.connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  closing.push(() => proxy.closeAllConnections());
  const address = `http://127.0.0.1:${await listening(proxy)}`;
  vi.stubEnv('HTTP_PROXY', address);
  vi.stubEnv('http_proxy', address);
  vi.stubEnv('NO_PROXY', '');
  vi.stubEnv('no_proxy', '');
  const through = await outcomeOf(connectionTo('http://model.test', 'openai-chat'), SAY);
  expect(through.text).toBe('Hello there.');
  expect(proxied).toBe(1);
  const direct = await outcomeOf(connectionTo(server.address, 'openai-chat'), SAY);
  expect(direct.text).toBe('Hello there.');
  expect(proxied).toBe(1);
});
