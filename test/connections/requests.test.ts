import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { headerOf } from '../../electron/connections/pictures';
import type { ConnectionRequest, EditRequest, Mask } from '../../electron/connections/types';
import { connectionSchema, type Connection } from '../../shared/connection';
import { connectionTo, keyOf, LIMITS, outcomeOf, pngOf, question, serve } from './setting';
import { omniChat } from './servers/omniChat';
import { omniImages } from './servers/omniImages';
import { openaiChat, openaiError } from './servers/openaiChat';
import { openaiImages } from './servers/openaiImages';
import { event, send, type Noted } from './servers/server';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connection-test-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const urlOf = (bytes: Uint8Array): object => ({
  type: 'image_url',
  image_url: { url: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}` },
});
const text = (words: string): object => ({ type: 'text', text: words });
const [FIRST, SECOND] = [pngOf(4), pngOf(5)];

const CONVERSATION: ConnectionRequest = {
  turns: [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'Draw.' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'text', text: 'Here:' },
        { type: 'image', bytes: FIRST },
      ],
    },
    {
      role: 'user',
      parts: [
        { type: 'image', bytes: SECOND },
        { type: 'text', text: 'And this?' },
      ],
    },
  ],
};

/** What a server of chat was asked. */
async function sent(
  dialect: Connection['dialect'],
  request: ConnectionRequest,
  more: Partial<Connection> = {},
): Promise<Noted['body']> {
  const server = await serve();
  server.instead = (_, response) =>
    send(response, 200, { choices: [{ message: { content: 'Yes.' } }] });
  const asked = await outcomeOf(connectionTo(server.address, dialect, more), request);
  expect(keyOf(asked)).toBeUndefined();
  return server.requests[0]?.body ?? {};
}

describe('a conversation', () => {
  // Catches pictures of answers in a place where OpenAI's servers refuse them, or left out.
  it('has pictures of answers in the next question', async () => {
    const { messages } = await sent('openai-chat', CONVERSATION);
    expect(messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Draw.' },
      { role: 'assistant', content: 'Here:' },
      { role: 'user', content: [urlOf(FIRST), urlOf(SECOND), text('And this?')] },
    ]);
  });

  // Catches a studio, or vLLM-Omni, that does not get its own picture back as such.
  it('has them in the answer where the server reads them there', async () => {
    const { messages } = await sent('vllm-omni-chat', CONVERSATION);
    expect(messages).toMatchObject([
      {},
      {},
      { role: 'assistant', content: [text('Here:'), urlOf(FIRST)] },
      { role: 'user', content: [urlOf(SECOND), text('And this?')] },
    ]);
  });

  // Catches marks of BAGEL that are not those of its page (docs/…/online_serving/bagel.md, 0.26.0).
  it('has BAGEL’s marks', async () => {
    const bagel = { template: { preset: 'bagel' } } as const;
    const drawing = await sent(
      'vllm-omni-chat',
      { ...question('A cat'), answer: 'picture', drawing: { width: 512, height: 256, seed: 42 } },
      bagel,
    );
    expect(drawing).toEqual({
      messages: [{ role: 'user', content: [text('<|im_start|>A cat<|im_end|>')] }],
      modalities: ['image'],
      width: 512,
      height: 256,
      seed: 42,
      stream: false,
    });
    const talk = await sent('vllm-omni-chat', question('What is it?', FIRST), bagel);
    expect(talk).toMatchObject({
      messages: [
        {
          role: 'user',
          content: [
            text('<|im_start|>user\n<|image_pad|>\nWhat is it?<|im_end|>\n<|im_start|>assistant\n'),
            urlOf(FIRST),
          ],
        },
      ],
      modalities: ['text'],
    });
  });

  // Catches words that are taken for a pattern, and a template without a place for them.
  it('has the marks of a template around its last words', async () => {
    const template = { preset: 'custom', text: '<q>{words}</q>' } as const;
    const { messages } = await sent('openai-chat', question("$& {words} $'", FIRST), { template });
    const content = [urlOf(FIRST), text("<q>$& {words} $'</q>")];
    expect(messages).toEqual([{ role: 'user', content }]);
    const connection = connectionTo('http://localhost', 'openai-chat', { template });
    expect(connectionSchema.safeParse(connection).success).toBe(true);
    const without = { ...connection, template: { preset: 'custom', text: 'a' } };
    expect(connectionSchema.safeParse(without).success).toBe(false);
  });

  // Catches keys of one server that another one refuses, and settings that are lost.
  it('has the settings that its server knows', async () => {
    const request: ConnectionRequest = {
      ...question('Say.'),
      answer: 'both',
      sampling: { temperature: 0.5, topK: 40, topP: 0.9, repetitionPenalty: 1.1, seed: 3 },
      drawing: { steps: 20, guidance: 4, negative: 'blur', seed: 9, count: 2 },
      maxTokens: 50,
    };
    const plain = { temperature: 0.5, top_p: 0.9, max_tokens: 50 };
    const { messages: _, ...chat } = await sent('openai-chat', { ...request, answer: 'words' });
    expect(chat).toEqual({
      ...plain,
      seed: 3,
      stream: true,
      stream_options: { include_usage: true },
    });
    const { messages: __, ...images } = await sent('message-images', request);
    expect(images).toMatchObject({ ...plain, modalities: ['image', 'text'], stream: true });
    const { messages: ___, ...omni } = await sent('vllm-omni-chat', request);
    expect(omni).toEqual({
      ...plain,
      modalities: ['text', 'image'],
      top_k: 40,
      repetition_penalty: 1.1,
      seed: 9,
      num_inference_steps: 20,
      guidance_scale: 4,
      negative_prompt: 'blur',
      num_outputs_per_prompt: 2,
      stream: false,
    });
  });
});

describe('a key of the request that a server refuses', () => {
  // Catches models that could not be asked at all: OpenAI's newer ones, and those that only draw.
  it('is left out, or said otherwise, and the request made again', async () => {
    const server = await serve(openaiChat);
    const refusing = ({ body }: Noted): object | undefined => {
      const name = ['max_tokens', 'temperature', 'stream_options'].find((key) => key in body);
      const message = `Unsupported parameter: '${name}'. Use 'max_completion_tokens' instead.`;
      return name === undefined ? undefined : openaiError(message, 'unsupported_parameter', name);
    };
    server.instead = (noted, response) => {
      const refused = refusing(noted);
      if (refused) return send(response, 400, refused);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const pieces = [
        { usage: null },
        { choices: [{ delta: { content: 'A' }, finish_reason: 'stop' }] },
      ];
      response.end(pieces.map(event).join(''));
    };
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), {
      ...question('Say.'),
      maxTokens: 9,
      sampling: { temperature: 1 },
    });
    expect(asked.text).toBe('A');
    const last = server.requests.at(-1)?.body ?? {};
    expect(last).toMatchObject({ max_completion_tokens: 9, stream: true });
    expect(Object.keys(last).toSorted()).toEqual(['max_completion_tokens', 'messages', 'stream']);
  });

  // Catches a request in one piece that still has what belongs to streams.
  it('takes with it what has no sense alone', async () => {
    const server = await serve();
    server.instead = ({ body }, response) =>
      'stream' in body
        ? send(response, 422, { detail: [{ loc: ['body', 'stream'], msg: 'not supported' }] })
        : send(response, 200, { choices: [{ message: { content: 'A' } }] });
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), question('Say.'));
    expect(asked.text).toBe('A');
    expect(Object.keys(server.requests.at(-1)?.body ?? {})).toEqual(['messages']);
  });

  // Catches a server that refuses all, and is asked for ever.
  it('is tried so often and no more', async () => {
    const server = await serve();
    server.instead = (_, response) =>
      send(response, 400, { detail: 'seed stream max_tokens max_completion_tokens messages' });
    const request = { ...question('Say.'), maxTokens: 9, sampling: { seed: 1 } };
    const asked = await outcomeOf(connectionTo(server.address, 'openai-chat'), request);
    expect(keyOf(asked)).toBe('connection.refused');
    expect(server.requests.length).toBeLessThan(10);
  });
});

describe('an edit', () => {
  const redrawn = new Uint8Array(16);
  redrawn.set([1, 255], 5);
  const mask: Mask = { width: 4, height: 4, redrawn };
  const asking = { ...question('A hat.', FIRST), mask };

  /** The pixels of the mask that a server got. */
  async function maskAt(form: typeof omniImages, name: string): Promise<number[][]> {
    const server = await serve(form);
    server.said = { pictures: [SECOND] };
    const connection = connectionTo(server.address, form.dialect);
    const asked = await outcomeOf(connection, asking, { edit: true });
    expect(keyOf(asked)).toBeUndefined();
    expect(asked.pictures).toEqual([SECOND]);
    const part = server.requests.at(-1)?.parts.find((one) => one.name === name);
    const { data, info } = await sharp(part?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([4, 4]);
    return Array.from({ length: 16 }, (_, pixel) => [
      ...data.subarray(pixel * info.channels, (pixel + 1) * info.channels),
    ]);
  }

  // Catches a mask the wrong way round, by which all but the marked part is redrawn.
  it('marks in white what vLLM-Omni redraws', async () => {
    const pixels = await maskAt(omniImages, 'mask_image');
    expect(pixels.map(([grey]) => grey)).toEqual([...redrawn].map((value) => (value ? 255 : 0)));
  });

  it('marks as transparent what OpenAI redraws', async () => {
    const pixels = await maskAt(openaiImages, 'mask');
    expect(pixels.map((one) => one[3])).toEqual([...redrawn].map((value) => (value ? 0 : 255)));
  });

  const wrong: [string, EditRequest, Connection['dialect'], string][] = [
    [
      'a mask of another size',
      { ...asking, mask: { ...mask, width: 8, height: 2 } },
      'openai-images',
      'mask',
    ],
    [
      'a mask of too few bytes',
      { ...asking, mask: { ...mask, redrawn: redrawn.slice(1) } },
      'openai-images',
      'mask',
    ],
    [
      'an empty mask',
      { ...asking, mask: { ...mask, redrawn: new Uint8Array(16) } },
      'openai-images',
      'mask',
    ],
    ['no picture', { ...question('A hat.'), mask }, 'openai-images', 'question'],
    ['a mask for a chat', asking, 'vllm-omni-chat', 'edits'],
    ['a model of words', question('A hat.', FIRST), 'openai-chat', 'edits'],
  ];
  // Catches a request that is sent though it cannot be right.
  it.each(wrong)('with %s is not sent', async (_, request, dialect, key) => {
    const server = await serve(omniChat);
    const asked = await outcomeOf(connectionTo(server.address, dialect), request, { edit: true });
    expect(keyOf(asked)).toBe(`connection.${key}`);
    expect(server.requests).toEqual([]);
  });
});

describe('a picture of the question', () => {
  const file = (name: string, bytes: Uint8Array | string): string => {
    const place = path.join(folder, name);
    fs.writeFileSync(place, bytes);
    return place;
  };
  const shown = (place: string): ConnectionRequest => ({
    turns: [{ role: 'user', parts: [{ type: 'image', path: place }] }],
  });

  // Catches a file that is sent under another kind, or not as it is.
  it.each(['png', 'jpeg', 'webp'] as const)('is read from a file of %s', async (kind) => {
    const picture = sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } });
    const bytes = await picture.toFormat(kind).toBuffer();
    const lossless = await picture.webp({ lossless: true }).toBuffer();
    const alpha = await picture.ensureAlpha(0.5).webp().toBuffer();
    for (const one of [bytes, lossless, alpha]) {
      expect(headerOf(one)).toMatchObject({ width: 30, height: 20 });
    }
    const { messages } = await sent('openai-chat', shown(file(`a.${kind}`, bytes)));
    const url = `data:image/${kind};base64,${bytes.toString('base64')}`;
    const content = [{ type: 'image_url', image_url: { url } }];
    expect(messages).toEqual([{ role: 'user', content }]);
  });

  // Catches files that are read whole, or sent to a server, though they are no pictures.
  it.each([
    ['is not there', () => path.join(folder, 'none.png'), 'ownPicture'],
    ['is a folder', () => folder, 'ownPicture'],
    ['is a text', () => file('secret.png', 'root:x:0:0'), 'ownPicture'],
    ['is a GIF', () => file('a.gif', 'GIF89a'), 'ownPicture'],
    ['is too long', () => file('long.png', new Uint8Array(20_000)), 'ownPictureLarge'],
    ['has too many pixels', () => file('wide.png', pngOf(120)), 'ownPictureLarge'],
  ] as const)('that %s is not sent', async (_, place, key) => {
    const server = await serve(openaiChat);
    const limits = { ...LIMITS, pictureBytes: 10_000, picturePixels: 10_000 };
    const connection = connectionTo(server.address, 'openai-chat', { limits });
    expect(keyOf(await outcomeOf(connection, shown(place())))).toBe(`connection.${key}`);
    expect(server.requests).toEqual([]);
  });
});

// Catches a question that a model cannot answer and that is sent all the same.
it('what a model cannot do is not asked of it', async () => {
  const server = await serve(openaiChat);
  const connection = connectionTo(server.address, 'openai-chat');
  const { capabilities } = connection;
  const key = async (request: ConnectionRequest, more: Partial<typeof capabilities> = {}) =>
    keyOf(await outcomeOf({ ...connection, capabilities: { ...capabilities, ...more } }, request));
  expect(await key({ ...question('Draw.'), answer: 'picture' })).toBe('connection.draws');
  expect(await key(question('See?', FIRST, SECOND), { sees: 1 })).toBe('connection.sees');
  expect(await key({ turns: [] })).toBe('connection.question');
  expect(await key({ turns: CONVERSATION.turns.slice(0, 3) })).toBe('connection.question');
  expect(server.requests).toEqual([]);
});
