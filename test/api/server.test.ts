import OpenAI from 'openai';
import http from 'node:http';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiControl } from '../../electron/api/control';
import { RequestPictures } from '../../electron/api/requestPictures';
import { hashOfKey } from '../../electron/api/key';
import { API_LIMITS, openApi, type ApiServer } from '../../electron/api/server';
import { DrawnPictures } from '../../electron/api/turns';
import { inspectPicture } from '../../electron/images/inspect';
import { DRAW, studios, type Studio } from '../chat/fixture';

const rooms = studios();
const KEY = 'mm-key-of-the-test';
const servers: ApiServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const optionsOf = (studio: Studio) => ({
  ...studio,
  inspect: inspectPicture,
  drawn: new DrawnPictures(),
  pictures: new RequestPictures(path.join(studio.store.folder, 'asked')),
  cards: () => studio.packages.list(),
  report: (error: unknown) => void studio.reported.push(error),
});

/** A studio with a server, and OpenAI's own client for it. */
async function serving() {
  const studio = rooms.open();
  const server = await openApi(optionsOf(studio), 0, hashOfKey(KEY));
  servers.push(server);
  const baseURL = `http://127.0.0.1:${server.port}/v1`;
  const client = new OpenAI({ apiKey: KEY, baseURL, maxRetries: 0 });
  return { studio, server, baseURL, client };
}

type Content = string | { type: string; image_url?: { url: string } }[];
const asked = (text: string) => [{ role: 'user' as const, content: text }];

describe('the server for other programs, with the official client', () => {
  // Catches a list or an answer that the client cannot read.
  it('lists the packages and answers in words', async () => {
    const { client } = await serving();
    const models = await client.models.list();
    expect(models.data).toHaveLength(1);
    const answer = await client.chat.completions.create({
      model: models.data[0]?.id ?? '',
      messages: [{ role: 'system', content: 'Be brief.' }, ...asked('Hello')],
      max_completion_tokens: 5,
      temperature: 0,
    });
    expect(answer.object).toBe('chat.completion');
    expect(typeof answer.choices[0]?.message.content).toBe('string');
    expect(answer.choices[0]?.finish_reason).toMatch(/^(stop|length)$/);
    expect(answer.usage?.total_tokens).toBe(
      (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
    );
  });

  // Catches pictures that are lost, out of order, or no pictures at all, and a client's conversation
  // that does not go on with what the model drew.
  it('draws pictures as content parts, and takes them back as such', async () => {
    const { client } = await serving();
    const drawn = await client.chat.completions.create({
      model: 'default',
      messages: asked(DRAW),
      temperature: 0,
      seed: 5,
    });
    const content = drawn.choices[0]?.message.content as unknown as Content;
    const pictures = Array.isArray(content)
      ? content.filter(({ type }) => type === 'image_url')
      : [];
    expect(pictures.length).toBeGreaterThan(0);
    const url = pictures[0]?.image_url?.url ?? '';
    const png = Buffer.from(url.replace('data:image/png;base64,', ''), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');

    const about = await client.chat.completions.create({
      model: 'default',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
      max_tokens: 4,
    });
    expect(about.usage?.prompt_tokens).toBeGreaterThan(10);

    const completion = await client.chat.completions.create({
      model: 'default',
      messages: [
        ...asked(DRAW),
        { role: 'assistant', content: content as unknown as string },
        ...asked('And again?'),
      ],
      max_tokens: 4,
    });
    expect(completion.usage?.prompt_tokens).toBeGreaterThan(10);
  });

  // Catches pieces that do not add up to the whole, or a stream that never ends.
  it('streams the same answer piece by piece', async () => {
    const { client } = await serving();
    const wanted = { model: 'default', messages: asked(DRAW), temperature: 0, seed: 5 };
    const whole = await client.chat.completions.create(wanted);
    const stream = await client.chat.completions.create({
      ...wanted,
      stream: true,
      stream_options: { include_usage: true },
    });
    const parts: (string | object)[] = [];
    let reason: string | null = null;
    let usage: number | undefined;
    for await (const chunk of stream) {
      const [choice] = chunk.choices;
      const content = choice?.delta.content as unknown as Content | undefined;
      if (typeof content === 'string') parts.push(content);
      else if (content) parts.push(...content);
      reason = choice?.finish_reason ?? reason;
      usage = chunk.usage?.total_tokens ?? usage;
    }
    const expected = whole.choices[0]?.message.content as unknown as Content;
    const words = Array.isArray(expected)
      ? expected.map((part) => ('text' in part ? String(part.text) : '')).join('')
      : expected;
    expect(parts.filter((part) => typeof part === 'string').join('')).toBe(words);
    expect(parts.filter((part) => typeof part !== 'string')).toEqual(
      Array.isArray(expected) ? expected.filter(({ type }) => type === 'image_url') : [],
    );
    expect(reason).toBe(whole.choices[0]?.finish_reason);
    expect(usage).toBe(whole.usage?.total_tokens);
  });

  // Catches an answer that goes on for a client that is gone, and a queue that it blocks for ever.
  it('stops when the client goes away, and answers the next', async () => {
    const { client, studio } = await serving();
    const gone = new AbortController();
    const stream = await client.chat.completions.create(
      { model: 'default', messages: asked(DRAW), stream: true, metamorph: { steps: 200 } } as never,
      { signal: gone.signal },
    );
    const reading = (async () => {
      for await (const chunk of stream as unknown as AsyncIterable<unknown>) {
        if (chunk) gone.abort();
      }
    })();
    await reading.catch(() => undefined);
    const next = await client.chat.completions.create({
      model: 'default',
      messages: asked('Hello'),
      max_tokens: 2,
    });
    expect(next.choices).toHaveLength(1);
    expect(studio.chat.busy).toBe(false);
    expect(studio.reported).toEqual([]);
  });

  // Catches two answers at once in the one runtime, or a question of the window that never comes.
  it('waits in the same queue as the window', async () => {
    const { client, studio } = await serving();
    studio.store.settings.set({ ...studio.store.settings.get(), maxTokens: 4 });
    studio.send('of the window');
    const outside = client.chat.completions.create({
      model: 'default',
      messages: asked('of the client'),
      max_tokens: 2,
    });
    studio.send('of the window again');
    expect((await outside).choices).toHaveLength(1);
    await studio.chat.idle();
    const { leafId } = studio.store.conversations.get(studio.conversationId);
    expect(studio.chat.branch(leafId)).toHaveLength(4);
  });

  it('refuses a wrong key, model or request with a sentence', async () => {
    const { client, baseURL } = await serving();
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL, maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401 });
    const send = (body: object) =>
      client.chat.completions.create({ model: 'default', messages: asked('x'), ...body } as never);
    await expect(send({ model: 'gpt-4' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    await expect(send({ messages: [] })).rejects.toMatchObject({ status: 400 });
    await expect(send({ n: 2 })).rejects.toMatchObject({ status: 400 });
    const address = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    await expect(send({ messages: [{ role: 'user', content: [address] }] })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_image',
    });
    const text = Buffer.from('no picture').toString('base64');
    const damaged = { type: 'image_url', image_url: { url: `data:image/png;base64,${text}` } };
    await expect(send({ messages: [{ role: 'user', content: [damaged] }] })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(
        'The picture messages.0.content.0 is not a picture',
      ) as string,
    });
  });
});

/** Sends a request as no client of OpenAI would. */
function raw(port: number, headers: http.OutgoingHttpHeaders, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', headers },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('the door of the server', () => {
  const known = { authorization: `Bearer ${KEY}` };

  // Catches pages of a browser that ask by this address or by a name that leads here.
  it('is shut for pages of a browser', async () => {
    const { server } = await serving();
    expect(await raw(server.port, { ...known, origin: 'https://example.com' })).toBe(403);
    expect(await raw(server.port, { ...known, host: `evil.example:${server.port}` })).toBe(403);
  });

  // Catches a body without end that fills the memory of the program.
  it('is shut for bodies that are too large', async () => {
    const { server } = await serving();
    expect(await raw(server.port, known, 'x'.repeat(API_LIMITS.body + 1))).toBe(413);
  });

  // Catches a connection that is cut while the client still sends, so that it never learns why.
  it('says so to a client that sends without naming a length', async () => {
    const { baseURL } = await serving();
    const piece = new Uint8Array(2 ** 20);
    let left = API_LIMITS.body / piece.length + 8;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        left -= 1;
        if (left > 0) controller.enqueue(piece);
        else controller.close();
      },
    });
    const init = { method: 'POST', headers: known, body, duplex: 'half' as const };
    const response = await fetch(`${baseURL}/chat/completions`, init);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'request_too_large' } });
  });

  // Catches memory and time without end for a body without end.
  it('cuts off what goes on far beyond the limit', async () => {
    const { baseURL, client } = await serving();
    const piece = new Uint8Array(2 ** 22);
    const body = new ReadableStream<Uint8Array>({
      // A stream that never waits would keep the client itself from hearing of the end.
      pull: async (controller) => {
        await setImmediate();
        controller.enqueue(piece);
      },
    });
    const init = { method: 'POST', headers: known, body, duplex: 'half' as const };
    const status = await fetch(`${baseURL}/chat/completions`, init).then(
      (response) => response.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(status);
    expect((await client.models.list()).data).toHaveLength(1);
  });

  // Catches a client that cannot tell how it must say who it is.
  it('is shut for a wrong key, and says which kind it wants', async () => {
    const { baseURL } = await serving();
    const response = await fetch(`${baseURL}/models`, {
      headers: { authorization: 'Bearer wrong' },
    });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  // Catches a crowd of requests that are all held.
  it('is shut for more requests than may wait', async () => {
    const { client, studio } = await serving();
    let free = (): void => undefined;
    // Nobody's turn comes before all have asked.
    const held = studio.chat.visit(
      () => new Promise<void>((resolve) => (free = resolve)),
      new AbortController().signal,
    );
    let refused = 0;
    const statuses = await Promise.all(
      Array.from({ length: API_LIMITS.waiting + 3 }, () =>
        client.chat.completions
          .create({ model: 'default', messages: asked('Hello'), max_tokens: 2 })
          .then(() => 200)
          .catch((error: unknown) => {
            refused += 1;
            if (refused === 3) free();
            return error instanceof OpenAI.APIError ? Number(error.status) : 0;
          }),
      ),
    );
    await held;
    expect(statuses.filter((status) => status === 200)).toHaveLength(API_LIMITS.waiting);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
  });

  // Catches a server that runs although it is off, or does not say that its port is taken.
  it('opens only when it is turned on, and says when its port is taken', async () => {
    const { studio, server } = await serving();
    const control = new ApiControl(optionsOf(studio));
    const settings = studio.store.settings.get();
    await control.apply({ ...settings, apiEnabled: false, apiKeyHash: hashOfKey(KEY) });
    expect(control.status).toEqual({ address: null, error: null });
    await control.apply({
      ...settings,
      apiEnabled: true,
      apiKeyHash: hashOfKey(KEY),
      apiPort: server.port,
    });
    expect(control.status.error).toContain(String(server.port));
    await control.apply({ ...settings, apiEnabled: true, apiKeyHash: hashOfKey(KEY), apiPort: 0 });
    expect(control.status.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    await control.apply({ ...settings, apiEnabled: false, apiKeyHash: hashOfKey(KEY) });
    expect(control.status.address).toBeNull();
    await control.close();
  });
});
