import { describe, expect, it } from 'vitest';
import {
  CHATS,
  connectionTo,
  IMAGES,
  KEY,
  keyOf,
  outcomeOf,
  pngOf,
  question,
  serve,
} from './setting';

const PICTURES = [pngOf(8), pngOf(8, 90)];

describe.each([true, false])('an answer, in pieces: %s', (stream) => {
  // Catches words, thoughts, pictures or counts that are lost in a dialect's own form.
  it.each(CHATS)('comes whole from a server of $dialect', async (form) => {
    const server = await serve(form);
    const draws = form.dialect !== 'openai-chat';
    const thinks = form.dialect !== 'vllm-omni-chat';
    server.said = {
      words: ['Grüße', ' an 🦉', '.'],
      ...(thinks && { thoughts: ['First', ' this.'] }),
      ...(draws && { pictures: PICTURES }),
    };
    server.key = KEY;
    const asked = await outcomeOf(
      connectionTo(server.address, form.dialect, { model: form.model }),
      { ...question('Draw.', pngOf(4)), answer: draws ? 'both' : 'words', stream },
      { key: KEY },
    );
    expect(keyOf(asked)).toBeUndefined();
    expect(asked.text).toBe('Grüße an 🦉.');
    expect(asked.thoughts).toBe(thinks ? 'First this.' : '');
    expect(asked.pictures).toEqual(draws ? PICTURES : []);
    expect(asked.result).toEqual({ finish: 'stop', tokens: { prompt: 12, completion: 7 } });
    expect(asked.events.at(-1)).toMatchObject(
      draws ? { type: 'image', index: 1, width: 8, height: 8, mediaType: 'image/png' } : {},
    );
  });

  // Catches the same of servers that only draw, and an edit sent to the wrong endpoint.
  it.each(IMAGES)('comes whole from a server of $dialect', async (form) => {
    const server = await serve(form);
    server.said = { pictures: PICTURES, thoughts: ['A plan.'] };
    for (const shown of [[], [pngOf(4)], [pngOf(4), pngOf(5)]]) {
      const asked = await outcomeOf(
        connectionTo(server.address, form.dialect, { model: form.model }),
        { ...question('Draw.', ...shown), stream, drawing: { count: 2, width: 64, height: 32 } },
      );
      expect(keyOf(asked)).toBeUndefined();
      expect(asked.pictures).toEqual(PICTURES);
      expect(asked.events.filter(({ type }) => type === 'image_start')).toHaveLength(2);
      const noted = server.requests.at(-1);
      expect(noted?.path).toBe(shown.length > 0 ? '/v1/images/edits' : '/v1/images/generations');
      expect(noted?.body).toMatchObject({ prompt: 'Draw.', size: '64x32' });
      expect(noted?.parts.filter(({ filename }) => filename).map(({ bytes }) => bytes)).toEqual(
        shown.map((bytes) => Buffer.from(bytes)),
      );
      // As OpenAI's own client names one picture and several.
      const several = form.dialect === 'openai-images' && shown.length > 1 ? 'image[]' : 'image';
      const names = noted?.parts.filter(({ filename }) => filename).map(({ name }) => name);
      expect(names).toEqual(shown.map(() => several));
    }
  });
});
