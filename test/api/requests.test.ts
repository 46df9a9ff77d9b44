import path from 'node:path';
import http from 'node:http';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { complete, type ContentPart } from '../../electron/api/complete';
import { parseCompletion } from '../../electron/api/request';
import { hashOfKey } from '../../electron/api/key';
import { RequestPictures } from '../../electron/api/requestPictures';
import { openApi, type ApiServer } from '../../electron/api/server';
import { StopFilter } from '../../electron/api/stop';
import { DrawnPictures } from '../../electron/api/turns';
import { inspectPicture } from '../../electron/images/inspect';
import type { Runtime } from '../../electron/runtime/types';
import { png } from '../archive/fixtures';
import { studios } from '../chat/fixture';

const rooms = studios();
const KEY = 'mm-key-of-the-test';
const servers: ApiServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server, the turns that it gave to the model, and ways to ask. */
async function serving() {
  const studio = rooms.open();
  const asked: { role: string; text: string }[][] = [];
  const most: number[] = [];
  const runtime = Object.create(studio.runtime, {
    answer: {
      value: ((request, ...rest) => {
        asked.push(
          request.turns.map(({ role, parts }) => ({
            role,
            text: parts.map((part) => (part.type === 'text' ? part.text : part.type)).join('|'),
          })),
        );
        most.push(request.maxTokens);
        return studio.runtime.answer(request, ...rest);
      }) as typeof studio.runtime.answer,
    },
  }) as typeof studio.runtime;
  const options = {
    ...studio,
    runtime,
    inspect: inspectPicture,
    drawn: new DrawnPictures(),
    pictures: new RequestPictures(path.join(studio.store.folder, 'asked')),
    cards: () => studio.packages.list(),
    report: (error: unknown) => void studio.reported.push(error),
  };
  const server = await openApi(options, 0, hashOfKey(KEY));
  servers.push(server);
  const address = `http://127.0.0.1:${server.port}`;
  const client = new OpenAI({ apiKey: KEY, baseURL: `${address}/v1`, maxRetries: 0 });
  const send = (body: object) =>
    client.chat.completions.create({
      model: 'default',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 2,
      ...body,
    } as never) as Promise<OpenAI.ChatCompletion>;
  return { studio, server, address, client, send, asked, most };
}

type Content = string | { type: string; text?: string }[];
const contentOf = (completion: OpenAI.ChatCompletion): Content =>
  completion.choices[0]?.message.content as unknown as Content;
const textOf = (content: Content): string =>
  typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');

describe('stop sequences', () => {
  // Fault: `stop` is taken and ignored.
  it('end the answer before the first of them, whole or streamed', async () => {
    const { send, client } = await serving();
    const wanted = { max_tokens: 30, temperature: 0, seed: 5 };
    const whole = textOf(contentOf(await send(wanted)));
    expect(whole.length).toBeGreaterThan(12);
    const stop = whole.slice(6, 9);
    const stopped = await send({ ...wanted, stop: [stop, 'never said'] });
    expect(textOf(contentOf(stopped))).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(stopped.choices[0]?.finish_reason).toBe('stop');
    expect(textOf(contentOf(await send({ ...wanted, stop: 'never said' })))).toBe(whole);
    const stream = (await client.chat.completions.create({
      model: 'default',
      messages: [{ role: 'user', content: 'Hello' }],
      ...wanted,
      stop,
      stream: true,
    })) as AsyncIterable<OpenAI.ChatCompletionChunk>;
    let said = '';
    for await (const chunk of stream) {
      const content = chunk.choices[0]?.delta.content as unknown;
      if (typeof content === 'string') said += content;
    }
    expect(said).toBe(whole.slice(0, whole.indexOf(stop)));
  });

  // Fault: a picture that came before a stop sequence is lost with what follows it.
  it('leave the pictures before them, and nothing behind', async () => {
    const studio = rooms.open();
    const stopped: boolean[] = [];
    const answer: Runtime['answer'] = (_, onEvent, signal) => {
      const say = (text: string): void => onEvent({ type: 'text', text });
      const note = (): void => void stopped.push(signal?.aborted === true);
      const settings = { seed: 1, guidance: 1, steps: 1, variation: 0 };
      say('Here: ');
      onEvent({ type: 'image_start', index: 0 });
      say(' seen. EN');
      say('D of it');
      note();
      onEvent({ type: 'image_start', index: 1 });
      for (const index of [0, 1]) {
        onEvent({ type: 'visual_tokens', index, tokens: new Float32Array(4), settings });
        onEvent({ type: 'image', index, png: png(index), width: 8, height: 8 });
        note();
      }
      const timings = { prefill: 0, perToken: 0, visualizer: 0, total: 0 };
      const context = { used: 1, length: 2, droppedTurns: 0 };
      const tokens = { prompt: 1, text: 1, visual: 1 };
      return Promise.resolve({ finish: 'cancelled', tokens, timings, context });
    };
    const runtime = Object.create(studio.runtime, { answer: { value: answer } }) as Runtime;
    const drawn = new DrawnPictures();
    const pictures = new RequestPictures(path.join(studio.store.folder, 'asked'));
    const parts: string[] = [];
    const listener = {
      begin: () => undefined,
      part: (part: ContentPart) => void parts.push(part.type === 'text' ? part.text : part.type),
    };
    const asking = parseCompletion(
      '{"messages":[{"role":"user","content":"x"}],"stop":["END"],"max_tokens":1}',
    );
    const options = { ...studio, runtime, inspect: inspectPicture, drawn, pictures };
    const { reason } = await complete(
      options,
      asking,
      null,
      listener,
      new AbortController().signal,
    );
    expect(parts.join('')).toBe('Here:  seen. image_url');
    expect([reason, stopped]).toEqual(['stop', [false, true, true]]);
  });

  // Fault: a sequence that comes in two pieces is said in part.
  it('are found across pieces of any length', () => {
    for (const step of [1, 2, 5, 100]) {
      let said = '';
      const filter = new StopFilter(['abc', 'bd'], (text) => (said += text));
      const text = 'xababy ab bbabcz';
      for (let at = 0; at < text.length; at += step) filter.push(text.slice(at, at + step));
      filter.flush();
      expect([said, filter.hit]).toEqual(['xababy ab bb', true]);
    }
    let said = '';
    const filter = new StopFilter(['abc'], (text) => (said += text));
    filter.push('xab');
    expect(said).toBe('x');
    filter.flush();
    expect([said, filter.hit]).toEqual(['xab', false]);
  });
});

describe('a request', () => {
  // Fault: what changes the answer and cannot be done is dropped in silence.
  it.each([
    { response_format: { type: 'json_object' } },
    { logprobs: true },
    { n: 2 },
    { tools: [{ type: 'function' }] },
    { tool_choice: 'required' },
    { logit_bias: { 5: 100 } },
    { presence_penalty: 1.5 },
    { modalities: ['audio'] },
  ])('is refused by name for what cannot be done: %j', async (body) => {
    const { send } = await serving();
    const [key = ''] = Object.keys(body);
    await expect(send(body)).rejects.toMatchObject({
      status: 400,
      code: 'unsupported',
      message: expect.stringContaining(key) as string,
    });
  });

  // Fault: what asks for nothing that is not done anyway is refused.
  it('is taken with what changes nothing', async () => {
    const { send, most, studio } = await serving();
    const nothing = {
      response_format: { type: 'text' },
      tools: [],
      logprobs: false,
      n: 1,
      user: 'x',
    };
    await send({
      ...nothing,
      presence_penalty: 0,
      logit_bias: {},
      top_p: 0,
      stop: null,
      tool_choice: 'auto',
    });
    await send({ max_tokens: 128_000 });
    await send({ max_tokens: -1 });
    await expect(send({ max_tokens: 0 })).rejects.toThrow(/max_tokens must be 1 or more/);
    await expect(send({ temperature: 3 })).rejects.toThrow(/temperature must lie between 0 and 2/);
    const { contextLength } = (await studio.packageLoader.ready(new AbortController().signal, null))
      .manifest.languageModel;
    expect(most).toEqual([2, contextLength, contextLength]);
  });

  // Fault: conversations of other programs are refused for roles and contents that can be read.
  it('is taken with empty contents and system messages anywhere', async () => {
    const { send, asked } = await serving();
    await send({
      messages: [
        { role: 'system', content: 'One.' },
        { role: 'developer', content: 'Two.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: null },
        { role: 'assistant' },
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Thanks.' },
        { role: 'system', content: 'Really.' },
      ],
    });
    expect(asked).toEqual([
      [
        { role: 'system', text: 'One.|Two.' },
        { role: 'user', text: 'Hi\nBe short.\nThanks.\nReally.' },
      ],
    ]);
    const tool = { role: 'tool', tool_call_id: 'c', content: 'sunny' };
    await expect(send({ messages: [{ role: 'user', content: 'x' }, tool] })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/calls no tools/) as string,
    });
  });

  // Fault: a picture in the request is called an address that would have to be fetched.
  it.each<[string, (base64: string) => unknown]>([
    [
      'in several lines',
      (base64) => ({ url: `data:image/png;base64,${base64.replace(/.{20}/g, '$&\r\n ')}` }),
    ],
    ['as a string', (base64) => `data:image/png;base64,${base64}`],
    ['with a parameter', (base64) => ({ url: `data:image/png;charset=utf-8;base64,${base64}` })],
    [
      'of another kind than it says',
      (base64) => ({ url: `data:application/octet-stream;base64,${base64}` }),
    ],
    ['with a detail', (base64) => ({ url: `data:image/jpeg;base64,${base64}`, detail: 'low' })],
  ])('is taken with a picture %s', async (_, write) => {
    const { send, asked } = await serving();
    const image_url = write(Buffer.from(png(3)).toString('base64'));
    await send({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url }] }] });
    expect(asked).toEqual([[{ role: 'user', text: 'image' }]]);
  });
});

describe('an address of the server', () => {
  // Fault: clients that look their model up find nothing, and settings with a slash too many neither.
  it('names each model, with a slash too many or too few', async () => {
    const { client, address } = await serving();
    const [model] = (await client.models.list()).data;
    expect(await client.models.retrieve(model?.id ?? '')).toEqual(model);
    expect((await client.models.retrieve('default')).id).toBe('default');
    await expect(client.models.retrieve('gpt-4')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    const headers = { authorization: `bearer  ${KEY}` };
    for (const path of ['/v1/models/', '//v1//models', '/v1/models?x=1']) {
      const response = await fetch(`${address}${path}`, { headers });
      expect([path, response.status]).toEqual([path, 200]);
    }
  });

  // Fault: the name of this computer in capitals, and a mark before the JSON, are refused.
  it('takes its name in capitals, and JSON behind a mark', async () => {
    const { server } = await serving();
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${KEY}`, host: `LocalHost:${server.port}` };
      const options = { host: '127.0.0.1', port: server.port, path: '/v1/chat/completions' };
      const request = http.request({ ...options, method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.end(`\uFEFF{"messages":[{"role":"user","content":"Hi"}],"max_tokens":1}`);
    });
    expect(status).toBe(200);
  });
});
