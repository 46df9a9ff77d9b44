import OpenAI, { toFile } from 'openai';
import { expect, it } from 'vitest';
import { CHATS, IMAGES, KEY, pngOf, serve } from './setting';
import type { ModelServer, Said } from './servers/server';

const PICTURES = [pngOf(8), pngOf(8, 90)];
const client = ({ address: baseURL }: ModelServer): OpenAI =>
  new OpenAI({ apiKey: KEY, baseURL, maxRetries: 0 });

/** Parts of a message that the client gives on without knowing them. */
interface Extended {
  readonly content: string | { image_url?: { url: string } }[] | null;
  readonly images?: { image_url: { url: string } }[];
}

const urlsOf = ({ content, images = [] }: Extended): string[] =>
  [...(Array.isArray(content) ? content : []), ...images].flatMap(({ image_url: image }) =>
    image ? [image.url] : [],
  );

const asUrl = (bytes: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;

const saidBy = (dialect: string): Said => ({
  words: ['One', ' and', ' two.'],
  ...(dialect !== 'openai-chat' && { pictures: PICTURES }),
});

// Catches a small server whose forms only our own client can read.
it.each(CHATS)('OpenAI’s client reads the server of $dialect', async (form) => {
  const server = await serve(form);
  const said = saidBy(form.dialect);
  server.said = said;
  const openai = client(server);
  const models = await openai.models.list();
  expect(models.data.map(({ id }) => id)).toEqual([form.model]);
  const asked = {
    model: form.model,
    messages: [{ role: 'user' as const, content: 'Count.' }],
  };
  const whole = await openai.chat.completions.create(asked);
  const messages = whole.choices.map(({ message }) => message as unknown as Extended);
  const words = messages.map(({ content }) => (typeof content === 'string' ? content : ''));
  expect(words.join('')).toBe('One and two.');
  expect(messages.flatMap(urlsOf)).toEqual((said.pictures ?? []).map(asUrl));
  expect(whole.usage?.total_tokens).toBe(19);

  const stream = await openai.chat.completions.create({
    ...asked,
    stream: true,
    stream_options: { include_usage: true },
  });
  const deltas: Extended[] = [];
  let total = 0;
  for await (const chunk of stream) {
    deltas.push(...chunk.choices.map(({ delta }) => delta as unknown as Extended));
    total = chunk.usage?.total_tokens ?? total;
  }
  const streamed = deltas.map(({ content }) => (typeof content === 'string' ? content : ''));
  expect(streamed.join('')).toBe('One and two.');
  expect(deltas.flatMap(urlsOf)).toEqual((said.pictures ?? []).map(asUrl));
  expect(total).toBe(19);
});

// Catches the same of servers that only draw.
it.each(IMAGES)('OpenAI’s client reads the server of $dialect', async (form) => {
  const server = await serve(form);
  server.said = { pictures: PICTURES };
  const openai = client(server);
  const expected = PICTURES.map((bytes) => Buffer.from(bytes).toString('base64'));
  const prompt = 'A red square.';
  const drawn = await openai.images.generate({ model: form.model, prompt, n: 2 });
  expect(drawn.data?.map(({ b64_json: picture }) => picture)).toEqual(expected);
  const image = await toFile(pngOf(8), 'a.png', { type: 'image/png' });
  const edited = await openai.images.edit({ model: form.model, prompt, image });
  expect(edited.data?.map(({ b64_json: picture }) => picture)).toEqual(expected);
  expect(server.requests.at(-1)?.parts.some(({ filename }) => filename === 'a.png')).toBe(true);

  const stream = await openai.images.edit({ model: form.model, prompt, image, stream: true });
  const types: string[] = [];
  for await (const piece of stream) types.push(piece.type);
  expect(types.at(-1)).toMatch(/^(image|image_edit\.completed)$/);
});

// Catches refusals of a form of our own.
it.each([...CHATS, ...IMAGES])('OpenAI’s client reads refusals of $dialect', async (form) => {
  const server = await serve(form);
  const ask = (model: string): Promise<unknown> =>
    form.paths.includes('/chat/completions')
      ? client(server).chat.completions.create({
          model,
          messages: [{ role: 'user', content: 'a' }],
        })
      : client(server).images.generate({ model, prompt: 'a' });
  await expect(ask('another')).rejects.toMatchObject({ status: form.noModel('another')[0] });
  server.key = 'another';
  await expect(ask(form.model)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});
