import { describe, expect, it } from 'vitest';
import { EventReader, TooLongEvent } from '../../electron/connections/events';
import { connectionTo, FORMS, keyOf, outcomeOf, pngOf, question, type Outcome } from './setting';
import type { Noted, Said, ServerForm } from './servers/server';

const WORDS = ['Grüße', ' 🦉 one', '.'];
const SAID: Said = { words: WORDS, pictures: [pngOf(2)] };

/** The bytes that a server would stream. */
function streamOf(form: ServerForm): Buffer {
  const said = form.dialect === 'openai-chat' ? { words: WORDS, thoughts: ['Hm.'] } : SAID;
  const asked = { path: form.paths[0] ?? '', body: { stream_options: { include_usage: true } } };
  return Buffer.from(form.events(said, asked as unknown as Noted).join(''));
}

/** An answer of pieces of bytes that ends well, or breaks off. */
function answering(pieces: readonly Uint8Array[], breaks = false): typeof fetch {
  return () => {
    const left = pieces.values();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const { value, done } = left.next();
        if (!done) controller.enqueue(value);
        else if (breaks) controller.error(new Error('The network is gone.'));
        else controller.close();
      },
    });
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
    return Promise.resolve(new Response(body, { headers }));
  };
}

const ask = (form: ServerForm, pieces: readonly Uint8Array[], breaks = false): Promise<Outcome> =>
  outcomeOf(
    connectionTo('http://localhost:1', form.dialect),
    { ...question('Draw.'), stream: true },
    { fetch: answering(pieces, breaks) },
  );

/** Neighbouring words joined, since they may come in other pieces. */
const joined = ({ text, thoughts, pictures, result }: Outcome): object => ({
  text,
  thoughts,
  pictures,
  result,
});

describe.each(FORMS)('a stream of $dialect', (form) => {
  const bytes = streamOf(form);

  // Catches an event, a line end or a letter of several bytes that is lost where pieces meet.
  it('says the same in whatever pieces it comes', async () => {
    const whole = await ask(form, [bytes]);
    expect(keyOf(whole)).toBeUndefined();
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const asked = await ask(form, [bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(asked.error, `cut at ${cut}`).toBeUndefined();
      expect(joined(asked)).toEqual(joined(whole));
    }
    const single = await ask(
      form,
      [...bytes].map((byte) => Uint8Array.of(byte)),
    );
    expect(joined(single)).toEqual(joined(whole));
  });

  // Catches an answer that looks whole though its end is missing, and words that came and are lost.
  it.each([false, true])(
    'that ends at any byte keeps what came, breaking off: %s',
    async (breaks) => {
      const whole = await ask(form, [bytes]);
      const keys = new Set<string | undefined>();
      let length = 0;
      for (let cut = 0; cut < bytes.length; cut += 1) {
        const asked = await ask(form, [bytes.subarray(0, cut)], breaks);
        const key = keyOf(asked);
        keys.add(key);
        expect(whole.text.startsWith(asked.text)).toBe(true);
        expect(asked.text.length).toBeGreaterThanOrEqual(length);
        length = asked.text.length;
        if (key === undefined) expect(asked.pictures).toEqual(whole.pictures);
      }
      keys.delete(undefined);
      expect([...keys]).toEqual(['connection.broken']);
    },
  );
});

// Catches readers that know one kind of line end, or take comments and other fields for data.
it.each([
  ['data: a\r\rdata: b\r\r', ['a', 'b']],
  ['data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
  ['data: a\r\ndata: b\r\n\r\n', ['a\nb']],
  ['\uFEFFdata: a\n\n', ['a']],
  [': comment\n\ndata: a\n: comment\nid: 3\nevent: x\nretry: 9\n\n', ['a']],
  ['data:a\ndata:  b\ndata\n\n', ['a\n b\n']],
  ['database: a\n\n\n\ndata: b\n\n', ['b']],
])('events of %j', (text, expected) => {
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const reader = new EventReader(100);
    const events = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
    expect(events, `cut at ${cut}`).toEqual(expected);
  }
});

// Catches a line, or an event of many lines, that fills the memory.
it.each(['data: aaaaaaaaaa', 'data: a\ndata: b\ndata: c\ndata: dddddddd\n', ': aaaaaaaaaaaaaa'])(
  'an event that is too long is refused: %j',
  (text) => {
    expect(() => new EventReader(10).push(Buffer.from(text))).toThrow(TooLongEvent);
  },
);
