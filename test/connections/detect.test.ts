import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../electron/connections/error';
import { detectDialect, type Detected } from '../../electron/connections/detect';
import { tryConnection, type Tried } from '../../electron/connections/try';
import type { Dialect } from '../../shared/connection';
import { CHATS, connectionTo, IMAGES, KEY, pngOf, serve } from './setting';
import { messageImages } from './servers/messageImages';
import { omniChat } from './servers/omniChat';
import { omniImages } from './servers/omniImages';
import { openaiChat } from './servers/openaiChat';
import { openaiImages } from './servers/openaiImages';
import { send, type Handler, type ModelServer, type ServerForm } from './servers/server';

const list = (...models: object[]): object => ({ object: 'list', data: models });
const model = (id: string, owner: string): object => ({ id, object: 'model', owned_by: owner });
const DESCRIPTION = { openapi: '3.1.0', paths: { '/v1/images/generations': { post: {} } } };

/** Answers `GET` at paths, and nothing else. */
function listing(lists: Readonly<Record<string, object>>): Handler {
  return ({ path, method }, response) => {
    const found = method === 'GET' ? lists[path] : undefined;
    send(response, found ? 200 : 404, found ?? { detail: 'Not Found' });
  };
}

const omni = { '/openapi.json': DESCRIPTION };

interface Line {
  readonly name: string;
  readonly lists: Readonly<Record<string, object>>;
  readonly server: Detected['server'];
  readonly dialects: readonly Dialect[];
}

/**
 * Lists of models as servers give them: vLLM and vLLM-Omni 0.26 (owned_by vllm), llama.cpp b7000
 * (tools/server/README.md), Ollama (docs/api/openai-compatibility), OpenAI, OpenRouter, Vercel's
 * gateway (docs/ai-gateway/models), and the studio (electron/api/README.md).
 */
const LINES: readonly Line[] = [
  {
    name: 'BAGEL in vLLM-Omni',
    lists: { '/v1/models': omniChat.models, ...omni },
    server: 'vllm-omni',
    dialects: ['vllm-omni-chat'],
  },
  {
    name: 'Qwen-Image-Edit in vLLM-Omni',
    lists: { '/v1/models': omniImages.models, ...omni },
    server: 'vllm-omni',
    dialects: ['vllm-omni-images'],
  },
  {
    name: 'vLLM',
    lists: { '/v1/models': list(model('Qwen/Qwen3-8B', 'vllm')), '/openapi.json': { paths: {} } },
    server: 'vllm',
    dialects: ['openai-chat'],
  },
  {
    name: 'vLLM that hides its description',
    lists: { '/v1/models': list(model('Qwen/Qwen3-8B', 'vllm')) },
    server: 'vllm',
    dialects: ['openai-chat'],
  },
  {
    name: 'llama.cpp',
    lists: { '/v1/models': { ...list(model('a.gguf', 'llamacpp')), models: [] } },
    server: 'llama.cpp',
    dialects: ['openai-chat'],
  },
  {
    name: 'Ollama',
    lists: { '/v1/models': list(model('llama3:8b', 'library'), model('gemma3', 'library')) },
    server: 'ollama',
    dialects: ['openai-chat', 'openai-chat'],
  },
  {
    name: 'OpenAI',
    lists: {
      '/v1/models': list(model('gpt-6', 'openai'), model('gpt-image-2', 'system')),
    },
    server: 'openai',
    dialects: ['openai-chat', 'openai-images'],
  },
  {
    name: 'OpenRouter',
    lists: { '/v1/models': messageImages.models },
    server: 'gateway',
    dialects: ['message-images'],
  },
  {
    name: 'Vercel’s gateway',
    lists: {
      '/v1/models': list(
        { ...model('google/gemini-2.5-flash-image', 'google'), type: 'language' },
        { ...model('bfl/flux-2', 'bfl'), type: 'image' },
        { ...model('openai/gpt-6', 'openai'), type: 'language' },
      ),
    },
    server: 'gateway',
    dialects: ['message-images', 'openai-images', 'openai-chat'],
  },
  {
    name: 'the studio',
    lists: { '/v1/models': list(model('embedded-1.0.0', 'local')) },
    server: 'studio',
    dialects: ['vllm-omni-chat'],
  },
  {
    name: 'something else',
    lists: { '/v1/models': list({ id: 'm' }) },
    server: 'other',
    dialects: ['openai-chat'],
  },
];

describe('looking at a server', () => {
  // Catches a server that is asked in a form that it does not speak.
  it.each(LINES)('knows $name', async ({ lists, server: expected, dialects }) => {
    const server = await serve();
    server.instead = listing(lists);
    const detected = await detectDialect(server.origin, { key: KEY });
    expect(detected.server).toBe(expected);
    expect(detected.models.map(({ dialect }) => dialect)).toEqual(dialects);
    expect(detected.address).toBe(server.address);
    // Catches a look that already sends something: all that is asked is read alone.
    expect(server.requests.every(({ method, bytes }) => method === 'GET' && !bytes.length)).toBe(
      true,
    );
  });

  // Catches an address as people have it, without the version, that is called wrong.
  it.each(['/api', '/api/', '/api/v1'])('finds the models of %s', async (path) => {
    const server = await serve();
    server.instead = listing({ '/api/v1/models': openaiChat.models });
    const detected = await detectDialect(server.origin + path);
    expect(detected.address).toBe(`${server.origin}/api/v1`);
  });

  const page: Handler = (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
  // Catches a place where no model is and that looks like one.
  it.each<[string, Handler, string]>([
    ['a web page', page, 'page'],
    ['nothing', listing({}), 'nothingThere'],
    ['another list', listing({ '/v1/models': [1, 2] }), 'unreadable'],
    ['no JSON', (_, response) => void response.end('hello'), 'unreadable'],
    ['a key that is refused', (_, response) => send(response, 401, {}), 'keyRefused'],
  ])('says what is wrong with %s', async (_, handler, key) => {
    const server = await serve();
    server.instead = handler;
    const looking = detectDialect(server.origin, { key: KEY });
    await expect(looking).rejects.toMatchObject({ key: `connection.${key}` });
  });

  // Catches names that would be shown and could hold anything, and a list that fills the memory.
  it('leaves out names that are none, and bounds the list', async () => {
    const server = await serve();
    const odd = ['\u202egpt', 'a\nb', 'x'.repeat(300)].map((id) => model(id, 'o'));
    server.instead = listing({ '/v1/models': list(...odd, model('good', 'o')) });
    expect((await detectDialect(server.origin)).models).toEqual([
      { id: 'good', dialect: 'openai-chat' },
    ]);
    const many = Array.from({ length: 6000 }, (_, index) => model(`m${index}`, 'o'));
    server.instead = listing({ '/v1/models': list(...many) });
    await expect(detectDialect(server.origin)).rejects.toBeInstanceOf(ConnectionError);
  });
});

const holds = ({ words, sees, draws, edits }: Tried): (boolean | null)[] =>
  [words, sees, draws, edits].map((trial) => trial && trial.holds);

describe('trying a model', () => {
  async function trying(form: ServerForm, change: (server: ModelServer) => void) {
    const server = await serve(form);
    change(server);
    const connection = connectionTo(server.address, form.dialect, { model: form.model });
    return { server, tried: await tryConnection(connection, { key: KEY }) };
  }

  // Catches a dialect whose abilities are not found though it has them.
  it.each([...CHATS, ...IMAGES])('finds what a server of $dialect can do', async (form) => {
    const images = form.paths.includes('/images/edits');
    const draws = form !== openaiChat;
    const { tried, server } = await trying(form, (one) => {
      one.key = KEY;
      one.said = { words: images ? [] : ['Red.'], ...(draws && { pictures: [pngOf(2)] }) };
    });
    expect(holds(tried)).toEqual(
      images ? [null, null, true, true] : [true, true, draws ? true : null, null],
    );
    expect(tried.capabilities).toMatchObject({
      sees: 16,
      draws: form === messageImages ? 'itself' : draws ? 'asked' : 'none',
      edits: images ? 'mask' : draws ? 'instruction' : 'none',
    });
    expect(server.requests.length).toBeLessThanOrEqual(6);
  });

  // Catches a model that is taken to see or to draw since its server answers anything.
  it('finds what it cannot do, and why', async () => {
    const { tried } = await trying(omniChat, (one) => {
      one.said = { words: ['I cannot look at anything.'] };
    });
    expect(holds(tried)).toEqual([true, false, false, null]);
    expect(tried.capabilities).toMatchObject({ sees: 0, draws: 'none', edits: 'none' });
    expect(tried.draws).toMatchObject({ reason: expect.stringMatching(/: .*\.$/) as string });
  });

  // Catches an edit that a server lacks and that takes what it can do with it.
  it('finds a server that draws and does not edit', async () => {
    const { tried } = await trying({ ...openaiImages, paths: ['/images/generations'] }, (one) => {
      one.said = { pictures: [pngOf(2)] };
    });
    expect(holds(tried)).toEqual([null, null, true, false]);
    expect(tried.capabilities).toMatchObject({ draws: 'asked', edits: 'none', sees: 0 });
  });

  // Catches thoughts that are not offered.
  it('finds that it thinks', async () => {
    const { tried } = await trying(openaiChat, (one) => {
      one.said = { thoughts: ['A colour?'], words: ['red'] };
    });
    expect(tried.capabilities.thinks).toBe('words');
  });

  // Catches a person who waits for three failures that are one, or reads another than the first.
  it('ends at once where nothing can hold', async () => {
    const server = await serve(omniChat);
    server.key = 'another';
    const connection = connectionTo(server.address, 'vllm-omni-chat');
    const trial = tryConnection(connection, { key: KEY });
    await expect(trial).rejects.toMatchObject({ key: 'connection.keyRefused' });
    expect(server.requests).toHaveLength(1);
    const stopped = tryConnection(connection, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ key: 'connection.stopped', code: 'cancelled' });
  });
});
