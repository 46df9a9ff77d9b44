import path from 'node:path';
import OpenAI from 'openai';
import { afterEach, expect, it } from 'vitest';
import { hashOfKey } from '../../electron/api/key';
import { RequestPictures } from '../../electron/api/requestPictures';
import { openApi, type ApiServer } from '../../electron/api/server';
import { DrawnPictures } from '../../electron/api/turns';
import { detectDialect } from '../../electron/connections/detect';
import type { ConnectionRequest } from '../../electron/connections/types';
import { inspectPicture } from '../../electron/images/inspect';
import { DRAW, studios } from '../chat/fixture';
import { connectionTo, keyOf, outcomeOf } from './setting';

const KEY = 'mm-key-of-the-test';
const rooms = studios();
const servers: ApiServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Another studio, whose answers come by its server alone. */
async function otherStudio(): Promise<string> {
  const studio = rooms.open();
  const options = {
    ...studio,
    inspect: inspectPicture,
    drawn: new DrawnPictures(),
    pictures: new RequestPictures(path.join(studio.store.folder, 'asked')),
    cards: () => studio.packages.list(),
    report: (error: unknown) => void studio.reported.push(error),
  };
  const server = await openApi(options, 0, hashOfKey(KEY));
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: { readonly url: string };
}

/** What the studio says when it is asked directly: its words and its pictures in base64. */
async function direct(address: string, messages: object[]): Promise<[string, string[]]> {
  const client = new OpenAI({ apiKey: KEY, baseURL: `${address}/v1`, maxRetries: 0 });
  const answer = await client.chat.completions.create({
    model: 'default',
    messages: messages as OpenAI.ChatCompletionMessageParam[],
    temperature: 0,
    seed: 5,
  });
  const content = answer.choices[0]?.message.content as unknown as string | Part[];
  if (typeof content === 'string') return [content, []];
  const urls = content.flatMap(({ image_url: image }) => (image ? [image.url] : []));
  return [
    content.map(({ text = '' }) => text).join(''),
    urls.map((url) => url.replace('data:image/png;base64,', '')),
  ];
}

// Catches pictures or words that are lost on the way, a picture of an answer that the other studio does
// not know again, and a dialect that is not found.
it.each([true, false])(
  'another studio answers as if asked directly, in pieces: %s',
  async (stream) => {
    const address = await otherStudio();
    const detected = await detectDialect(address, { key: KEY });
    expect(detected.server).toBe('studio');
    const dialect = detected.models[0]?.dialect ?? 'openai-chat';
    const connection = connectionTo(detected.address, dialect, { model: 'default' });
    const settings = { sampling: { temperature: 0, seed: 5 }, stream };
    const first: ConnectionRequest = {
      turns: [{ role: 'user', parts: [{ type: 'text', text: DRAW }] }],
      ...settings,
    };
    const drawn = await outcomeOf(connection, first, { key: KEY });
    expect(keyOf(drawn)).toBeUndefined();
    const [words, pictures] = await direct(address, [{ role: 'user', content: DRAW }]);
    const base64 = drawn.pictures.map((bytes) => Buffer.from(bytes).toString('base64'));
    expect([drawn.text, base64]).toEqual([words, pictures]);
    expect(pictures.length).toBeGreaterThan(0);

    const [picture] = drawn.pictures;
    if (!picture) throw new Error('Nothing was drawn.');
    const asked = 'What is in the picture?';
    const seen = await outcomeOf(
      connection,
      {
        turns: [
          ...first.turns,
          { role: 'assistant', parts: [{ type: 'image', bytes: picture }] },
          { role: 'user', parts: [{ type: 'text', text: asked }] },
        ],
        ...settings,
      },
      { key: KEY },
    );
    expect(keyOf(seen)).toBeUndefined();
    const url = `data:image/png;base64,${base64[0]}`;
    const [again, more] = await direct(address, [
      { role: 'user', content: DRAW },
      { role: 'assistant', content: [{ type: 'image_url', image_url: { url } }] },
      { role: 'user', content: asked },
    ]);
    expect(seen.text).toBe(again);
    expect(seen.pictures).toHaveLength(more.length);
    expect(seen.result?.tokens.prompt).toBeGreaterThan(0);
  },
);
