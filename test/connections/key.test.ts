import util from 'node:util';
import { describe, expect, it } from 'vitest';
import { withoutKey } from '../../electron/connections/error';
import { connectionTo, FORMS, KEY, keyOf, outcomeOf, pngOf, question, serve } from './setting';
import { event, send } from './servers/server';

/** All that a log or a window could show of what was thrown. */
const shown = (error: unknown): string =>
  [
    util.inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    String(error),
  ].join();

/** Parts of the key that would be enough to know it again. */
const pieces = Array.from({ length: KEY.length - 8 }, (_, begin) => KEY.slice(begin, begin + 8));

describe('the key', () => {
  // Catches a key anywhere but in the one header: a body, an address, a form.
  it.each(FORMS)('goes in the Authorization header alone to $dialect', async (form) => {
    const server = await serve(form);
    server.key = KEY;
    server.said = form.dialect.endsWith('images') ? { pictures: [pngOf(2)] } : { words: ['A'] };
    const asked = await outcomeOf(
      connectionTo(server.address, form.dialect),
      question('Say.', pngOf(2)),
      { key: KEY },
    );
    expect(keyOf(asked)).toBeUndefined();
    for (const { authorization, headers, path, bytes } of server.requests) {
      expect(authorization).toBe(`Bearer ${KEY}`);
      const { authorization: _, ...others } = headers;
      const rest = `${path}${JSON.stringify(others)}${bytes.toString('latin1')}`;
      expect(pieces.filter((piece) => rest.includes(piece))).toEqual([]);
    }
  });

  // Catches servers that repeat the key, or a part of it, in what they complain of.
  it.each([400, 401, 402, 403, 404, 418, 422, 429, 500, 503])(
    'is in no error of %i',
    async (status) => {
      const server = await serve();
      const words = `Your key ${KEY} (${KEY.slice(0, 12)}…) is wrong: Bearer ${KEY}`;
      const bodies = [
        { error: { message: words, code: KEY, type: KEY, param: KEY } },
        { detail: words },
        { detail: [{ loc: ['header', KEY], msg: words }] },
        { error: words },
        { object: 'error', message: words },
      ];
      for (const body of bodies) {
        server.instead = (_, response) => send(response, status, body);
        const asked = await outcomeOf(
          connectionTo(server.address, 'openai-chat'),
          question('Say.'),
          {
            key: KEY,
          },
        );
        expect(keyOf(asked)).toBeDefined();
        expect(pieces.filter((piece) => shown(asked.error).includes(piece))).toEqual([]);
      }
    },
  );

  // Catches the same in the middle of an answer, and in an address that a server leads to.
  it('is in no error of a stream or a redirect', async () => {
    const server = await serve();
    server.instead = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(event({ error: { message: `The key ${KEY}` } }));
    };
    const connection = connectionTo(server.address, 'openai-chat');
    const failed = await outcomeOf(connection, question('Say.'), { key: KEY });
    server.instead = (_, response) =>
      void response.writeHead(307, { location: `https://${KEY}@other.test/?key=${KEY}` }).end();
    const led = await outcomeOf(connection, question('Say.'), { key: KEY });
    server.instead = (_, response) =>
      void response.writeHead(307, { location: `https://${KEY}.other.test/` }).end();
    const named = await outcomeOf(connection, question('Say.'), { key: KEY });
    server.instead = (_, response) =>
      void response.writeHead(200, { 'content-type': `x/${KEY}` }).end('a');
    const typed = await outcomeOf(connection, question('Say.'), { key: KEY });
    for (const { error } of [failed, led, named, typed]) {
      expect(error).toBeDefined();
      const text = shown(error).toLowerCase();
      expect(pieces.filter((piece) => text.includes(piece.toLowerCase()))).toEqual([]);
    }
  });

  // Catches a key that fetch itself refuses in words that repeat it.
  it.each([`${KEY}\n`, `${KEY} ü`, `${KEY}\u0000`, ''])(
    'of another shape is refused: %j',
    async (key) => {
      const asked = await outcomeOf(
        connectionTo('https://a.test', 'openai-chat'),
        question('Say.'),
        {
          key,
        },
      );
      expect(keyOf(asked)).toBe('connection.keyShape');
      expect(shown(asked.error)).not.toContain(KEY);
    },
  );

  // Catches a key that anyone on the way can read.
  it.each([
    ['http://models.example.com/v1', 'connection.keyPlain'],
    ['http://203.0.113.9:8091', 'connection.keyPlain'],
    ['https://models.example.com/v1', undefined],
    ['http://192.168.1.20:8091', undefined],
    ['http://10.0.0.7', undefined],
    ['http://workstation.local:8091', undefined],
    ['http://workstation:8091', undefined],
    ['http://[::1]:8091', undefined],
    ['http://[2001:db8::1]', 'connection.keyPlain'],
    [`http://user:${KEY}@localhost/v1`, 'connection.address'],
    [`http://localhost/v1?key=${KEY}`, 'connection.address'],
    ['ftp://localhost', 'connection.address'],
    ['localhost:8091', 'connection.address'],
    ['', 'connection.address'],
  ])('is sent to %s or not', async (address, key) => {
    const fetch = (): Promise<Response> =>
      Promise.resolve(Response.json({ choices: [{ message: { content: 'Yes.' } }] }));
    const asked = await outcomeOf(connectionTo(address, 'openai-chat'), question('Say.'), {
      key: KEY,
      fetch,
    });
    expect(keyOf(asked)).toBe(key);
    expect(shown(asked.error)).not.toContain(KEY);
  });

  // Catches short keys that hide whole sentences or are not hidden.
  it('is taken out of a text whole or in part', () => {
    expect(withoutKey('The key abcdefgh is wrong', 'abcdefgh')).not.toContain('abcdefgh');
    expect(withoutKey('begins with abcdef', 'abcdefgh')).not.toContain('abcdef');
    expect(withoutKey('host ABCDEFGH.test', 'AbCdEfGh')).not.toContain('ABCDEFGH');
    expect(withoutKey('out of memory', 'abcdefgh')).toBe('out of memory');
    expect(withoutKey('out of memory', undefined)).toBe('out of memory');
  });
});
