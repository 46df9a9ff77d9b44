import type http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../shared/i18n/translate';
import type { Connection, ConnectionLimits, Dialect } from '../../shared/connection';
import { encodePng } from '../../electron/images/encodePng';
import { connectionTo, KEY, keyOf, LIMITS, outcomeOf, pngOf, question, serve } from './setting';
import { base64, dataUrl, event, send, type Handler } from './servers/server';

afterEach(() => setLanguage('en'));

type Response = http.ServerResponse;

const chunk = (delta: object, reason: string | null = null): string =>
  event({ choices: [{ index: 0, delta, finish_reason: reason }] });
const words = (content: string): string => chunk({ content });

/** Begins a stream with some events. */
function stream(response: Response, ...events: string[]): Response {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(events.join(''));
  return response;
}

/** Writes the same again and again, until its reader goes away. */
function endlessly(response: Response, text: string | Uint8Array, pauseMs?: number): void {
  const write = (): void => {
    if (response.destroyed) return;
    if (pauseMs !== undefined) response.write(text, () => void setTimeout(write, pauseMs));
    else if (response.write(text)) setImmediate(write);
    else response.once('drain', write);
  };
  write();
}

const typed = (mediaType: string, body: string | Uint8Array): Handler => {
  return (_, response) => void response.writeHead(200, { 'content-type': mediaType }).end(body);
};
const refusing = (status: number, body: object, headers: object = {}): Handler => {
  return (_, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
    send(response, status, body);
  };
};
const streaming = (...events: string[]): Handler => {
  return (_, response) => void stream(response, ...events).end();
};

/** A picture of a width and height that its pixels do not fill. */
function claiming(width: number, height: number): Uint8Array {
  const png = Buffer.from(encodePng(new Uint8Array(3), 1, 1));
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

const drawn = (picture: string): Handler =>
  refusing(200, { created: 1, data: [{ b64_json: picture }] });

interface Fault {
  readonly fault: string;
  readonly handler: Handler;
  readonly key: string;
  readonly dialect?: Dialect;
  readonly limits?: Partial<ConnectionLimits>;
  /** What came before, and is kept. */
  readonly text?: string;
  readonly pictures?: number;
  readonly withoutKey?: boolean;
}

const IMAGES = { dialect: 'openai-images' } as const;
const PAGE = '<!DOCTYPE html><html><body>Sign in</body></html>';

// Each line catches what it names being taken for an answer, hanging, or losing what came before.
const HELD_TO: readonly Fault[] = [
  { fault: 'a web page', handler: typed('text/html', PAGE), key: 'page' },
  { fault: 'a web page as JSON', handler: typed('application/json', PAGE), key: 'page' },
  {
    fault: 'JSON cut short',
    handler: typed('application/json', '{"choices":['),
    key: 'unreadable',
  },
  { fault: 'another form', handler: refusing(200, { answer: 42 }), key: 'unreadable' },
  { fault: 'sound', handler: typed('audio/mpeg', 'ID3'), key: 'mediaType' },
  {
    fault: 'a stream of no JSON',
    handler: streaming(words('A'), 'data: hello\n\n'),
    key: 'unreadable',
    text: 'A',
  },
  {
    fault: 'an answer of 1 GB that says so',
    handler: (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000_000_000 })
        .write('{'),
    key: 'answerLarge',
  },
  {
    fault: 'a picture of 1 GB that does not say so',
    handler: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"data":[{"b64_json":"');
      endlessly(response, Buffer.alloc(65_536, 'A'));
    },
    key: 'answerLarge',
    limits: { answerBytes: 3_000_000 },
    ...IMAGES,
  },
  {
    fault: 'an event without end',
    handler: (_, response) => {
      stream(response, words('A'), 'data: {"choices":[{"delta":{"content":"');
      endlessly(response, Buffer.alloc(65_536, 'A'));
    },
    key: 'answerLarge',
    limits: { pictureBytes: 1_000_000 },
    text: 'A',
  },
  {
    fault: 'lines of data without end',
    handler: (_, response) => endlessly(stream(response, words('A')), 'data: 1\n'),
    key: 'answerLarge',
    text: 'A',
  },
  {
    fault: 'a picture that is too long',
    handler: drawn(base64(new Uint8Array(20_000))),
    key: 'pictureLarge',
    limits: { pictureBytes: 10_000 },
    ...IMAGES,
  },
  {
    fault: 'a picture of too many pixels',
    handler: drawn(base64(claiming(60_000, 60_000))),
    key: 'pictureLarge',
    ...IMAGES,
  },
  {
    fault: 'a picture of no pixels',
    handler: drawn(base64(claiming(0, 5))),
    key: 'pictureKind',
    ...IMAGES,
  },
  {
    fault: 'a drawing by commands',
    handler: streaming(
      words('A'),
      chunk({ images: [{ image_url: { url: 'data:image/svg+xml;base64,PHN2Zy8+' } }] }),
    ),
    key: 'pictureKind',
    text: 'A',
    dialect: 'message-images',
  },
  { fault: 'letters of no base64', handler: drawn('§§§§'), key: 'pictureKind', ...IMAGES },
  {
    fault: 'an address of a picture',
    handler: refusing(200, { data: [{ url: 'https://storage.test/a.png?signature=secret' }] }),
    key: 'pictureAddress',
    ...IMAGES,
  },
  {
    fault: 'a second picture that is damaged',
    handler: refusing(200, { data: [{ b64_json: base64(pngOf(2)) }, { b64_json: 'AAAA' }] }),
    key: 'pictureKind',
    pictures: 1,
    ...IMAGES,
  },
  {
    fault: 'pictures without end',
    handler: (_, response) =>
      endlessly(stream(response), chunk({ images: [{ image_url: { url: dataUrl(pngOf(2)) } }] })),
    key: 'picturesEndless',
    limits: { pictures: 3 },
    pictures: 3,
    dialect: 'message-images',
  },
  {
    fault: 'words without end',
    handler: (_, response) => endlessly(stream(response), words('word ')),
    key: 'wordsEndless',
    limits: { characters: 12 },
    text: 'word word wo',
  },
  {
    fault: 'signs of life without end',
    handler: (_, response) => endlessly(stream(response), ': PROCESSING\n\n', 20),
    key: 'silent',
    limits: { firstMs: 300 },
  },
  { fault: 'silence', handler: () => undefined, key: 'silent', limits: { firstMs: 200 } },
  {
    fault: 'silence in the middle',
    handler: (_, response) => void stream(response, words('Half')),
    key: 'stalled',
    limits: { stallMs: 200 },
    text: 'Half',
  },
  {
    fault: 'an event that drips',
    handler: (_, response) =>
      endlessly(stream(response, words('A'), 'data: {"choices":[{"x":"'), 'a', 20),
    key: 'endless',
    limits: { totalMs: 400 },
    text: 'A',
  },
  {
    fault: 'an end before the answer',
    handler: (_, response) => response.destroy(),
    key: 'unreachable',
  },
  {
    fault: 'an end in the middle',
    handler: (_, response) => {
      stream(response, words('Half'));
      setTimeout(() => response.destroy(), 50);
    },
    key: 'broken',
    text: 'Half',
  },
  {
    fault: 'an end in order without a last word',
    handler: streaming(words('Half')),
    key: 'broken',
    text: 'Half',
  },
  {
    fault: 'a failure in the middle (OpenAI, vLLM)',
    handler: streaming(words('Half'), event({ error: { message: 'CUDA out of memory' } })),
    key: 'failed',
    text: 'Half',
  },
  {
    fault: 'a failure in the middle (OpenRouter)',
    handler: streaming(
      words('Half'),
      event({ error: { code: 502, message: 'Provider gone' }, choices: [] }),
    ),
    key: 'failed',
    text: 'Half',
  },
  {
    fault: 'a failure in the middle (vLLM-Omni edits)',
    handler: streaming(
      event({ object: 'image.edit.chunk', type: 'ar_delta', delta: 'Plan' }),
      event({ object: 'error', error: { message: 'Engine died', code: 500 } }),
      event('[DONE]'),
    ),
    key: 'failed',
    dialect: 'vllm-omni-images',
  },
  {
    fault: 'a failure sent as a good answer',
    handler: refusing(200, { error: { message: 'Provider returned error', code: 502 } }),
    key: 'refused',
  },
  {
    fault: 'a filter',
    handler: streaming(words('Half'), chunk({}, 'content_filter')),
    key: 'filtered',
    text: 'Half',
  },
  { fault: 'nothing', handler: streaming(chunk({}, 'stop'), event('[DONE]')), key: 'empty' },
  { fault: 'no pictures', handler: refusing(200, { data: [] }), key: 'empty', ...IMAGES },
  { fault: 'no choices', handler: refusing(200, { choices: [] }), key: 'unreadable' },
  {
    fault: '400 in words',
    handler: refusing(400, { detail: "Invalid size format: '1024x'." }),
    key: 'refused',
  },
  {
    fault: '422 as a list',
    handler: refusing(422, { detail: [{ loc: ['body', 'n'], msg: 'too many', type: 'value' }] }),
    key: 'refused',
  },
  {
    fault: '400 of vLLM’s older form',
    handler: refusing(400, { object: 'error', message: 'bad', type: 'BadRequestError', code: 400 }),
    key: 'refused',
  },
  {
    fault: 'a conversation that is too long',
    handler: refusing(400, {
      error: { message: 'maximum context length is 4096', code: 'context_length_exceeded' },
    }),
    key: 'tooLong',
  },
  {
    fault: 'the same, of llama.cpp',
    handler: refusing(400, { error: { type: 'exceed_context_size_error', message: 'too long' } }),
    key: 'tooLong',
  },
  { fault: 'a key that is refused', handler: refusing(401, { error: 'no' }), key: 'keyRefused' },
  {
    fault: 'a key that is missing',
    handler: refusing(401, { error: 'no' }),
    key: 'keyNeeded',
    withoutKey: true,
  },
  { fault: 'an account that is empty', handler: refusing(402, {}), key: 'credit' },
  {
    fault: 'a quota that is used up',
    handler: refusing(429, { error: { message: 'quota', code: 'insufficient_quota' } }),
    key: 'credit',
  },
  { fault: 'a right that is missing', handler: refusing(403, {}), key: 'forbidden' },
  {
    fault: 'a model that is gone',
    handler: refusing(404, { error: { message: 'The model `m` does not exist.' } }),
    key: 'modelMissing',
  },
  {
    fault: 'a model that is gone (Ollama)',
    handler: refusing(404, { error: { message: "model 'm' not found", type: 'not_found_error' } }),
    key: 'modelMissing',
  },
  {
    fault: 'a path that is not there',
    handler: refusing(404, { detail: 'Not Found' }),
    key: 'nothingThere',
  },
  { fault: 'a request that is too large', handler: refusing(413, {}), key: 'requestLarge' },
  { fault: 'too many requests', handler: refusing(429, {}), key: 'tooMany' },
  {
    fault: 'an empty page',
    handler: typed('text/html', ''),
    key: 'page',
  },
  { fault: '500', handler: refusing(500, { error: { message: 'boom' } }), key: 'server' },
  {
    fault: 'a server that never starts',
    handler: refusing(503, { detail: 'Diffusion engine not initialized.' }),
    key: 'starting',
  },
  { fault: 'an odd status', handler: refusing(418, {}), key: 'unexpected' },
  {
    fault: 'a refusal without end',
    handler: (_, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      endlessly(response, Buffer.alloc(65_536, 'A'));
    },
    key: 'server',
  },
  {
    fault: 'a redirect in circles',
    handler: (noted, response) => void response.writeHead(307, { location: noted.path }).end(),
    key: 'redirects',
  },
  {
    fault: 'a redirect to a page of signing in',
    handler: (_, response) => void response.writeHead(302, { location: '//login.test/' }).end(),
    key: 'redirect',
  },
];

const connectionOf = (address: string, { dialect = 'openai-chat', limits }: Fault): Connection =>
  connectionTo(address, dialect, { model: 'm', limits: { ...LIMITS, ...limits } });

describe('a server with faults', () => {
  it.each(HELD_TO)('$fault: $key', async (line) => {
    const server = await serve();
    const closed = new Promise<void>((resolve) => {
      server.instead = (noted, response, request) => {
        response.once('close', resolve);
        line.handler(noted, response, request);
      };
    });
    const options = line.withoutKey ? {} : { key: KEY };
    const asked = await outcomeOf(connectionOf(server.address, line), question('Say.'), options);
    expect(keyOf(asked)).toBe(`connection.${line.key}`);
    expect(asked.text).toBe(line.text ?? '');
    expect(asked.pictures).toHaveLength(line.pictures ?? 0);
    const { message } = asked.error as Error;
    expect(message).toMatch(/^[^\n]+: [^\n]+\.$/);
    expect(message).not.toMatch(/\{\{|signature|undefined|null/);
    // What is given up is not read on.
    await closed;
  });

  // Catches a connection that is lost after the first of several pictures, taken for an end.
  it.each([
    [2, 'connection.broken'],
    [1, undefined],
  ])('breaks off after one of %i pictures', async (count, key) => {
    const server = await serve();
    server.instead = (_, response) => {
      const done = { type: 'image_generation.completed', b64_json: base64(pngOf(2)) };
      stream(response, event(done));
      setTimeout(() => response.destroy(), 50);
    };
    const asked = await outcomeOf(connectionTo(server.address, 'openai-images'), {
      ...question('Draw.'),
      drawing: { count },
      stream: true,
    });
    expect(keyOf(asked)).toBe(key);
    expect(asked.pictures).toHaveLength(1);
  });

  // Catches a sentence that says nothing of what the server said.
  it('repeats in one short line what the server says', async () => {
    const server = await serve();
    const long = `Out of\nmemory \u202e${'x'.repeat(5000)}`;
    server.instead = refusing(500, { error: { message: long } });
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), question('Say.'));
    const { message } = asked.error as Error;
    expect(message).toMatch(/Out of memory/);
    expect(message).not.toMatch(/\u202e|\n/);
    expect(message.length).toBeLessThan(500);
  });

  // Catches words of English in a German window.
  it('is spoken of in German where the studio is German', async () => {
    setLanguage('de');
    const server = await serve();
    server.instead = refusing(402, {});
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), question('Say.'));
    expect((asked.error as Error).message).toMatch(/Laden Sie dort Ihr Guthaben auf\.$/);
  });
});
