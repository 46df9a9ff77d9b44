import { expect, it } from 'vitest';
import { ConnectionError } from '../../electron/connections/error';
import { headerOf } from '../../electron/connections/pictures';
import { connectionTo, FORMS, outcomeOf, pngOf, question } from './setting';
import type { Noted, Said, ServerForm } from './servers/server';

const MUTANTS = 200;
const SAID: Said = { words: ['One', ' two.'], thoughts: ['Hm.'], pictures: [pngOf(2)] };

/** Numbers from 0 to 1 that are the same at each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'x',
  [],
  {},
  [[]],
  [null],
  { url: 7 },
  'https://elsewhere.test/a.png',
  'data:image/png;base64,AAAA',
  'data:image/svg+xml,<svg/>',
  `data:image/gif;base64,${Buffer.from('GIF89a').toString('base64')}`,
  '\u0000\u202e\ud800',
  'a'.repeat(100_000),
  { toString: 1, __proto__: null, constructor: {} },
];

/** A value with something in it changed, removed or doubled. */
function changed(value: unknown, draw: () => number): unknown {
  const odd = (): unknown => ODD[Math.floor(draw() * ODD.length)];
  if (typeof value !== 'object' || value === null || draw() < 0.15) return odd();
  const entries: [string, unknown][] = Object.entries(value);
  const [name, inner] = entries[Math.floor(draw() * entries.length)] ?? ['x', null];
  const way = draw();
  if (Array.isArray(value)) {
    if (way < 0.2) return [...(value as unknown[]), odd()];
    return value.map((one: unknown, index) => (String(index) === name ? changed(one, draw) : one));
  }
  const { [name]: _, ...rest } = value as Record<string, unknown>;
  if (way < 0.15) return rest;
  return { ...rest, [way < 0.2 ? 'error' : name]: changed(inner, draw) };
}

/** Bytes with some of them other, gone or doubled. */
function damaged(bytes: Buffer, draw: () => number): Buffer {
  const place = Math.floor(draw() * bytes.length);
  const length = Math.floor(draw() * 40);
  const way = draw();
  if (way < 0.3) {
    const copy = Buffer.from(bytes);
    copy[place] = Math.floor(draw() * 256);
    return copy;
  }
  const from = way < 0.6 ? place + length : Math.max(0, place - length);
  return Buffer.concat([bytes.subarray(0, place), bytes.subarray(from)]);
}

function mutant(form: ServerForm, draw: () => number): { stream: boolean; bytes: Buffer } {
  const asked = { path: form.paths[0] ?? '', body: {} } as unknown as Noted;
  const stream = draw() < 0.5;
  const ofBytes = draw() < 0.4;
  if (!stream) {
    const whole = form.whole(SAID, asked);
    const text = JSON.stringify(ofBytes ? whole : changed(whole, draw));
    const bytes = Buffer.from(text ?? '');
    return { stream, bytes: ofBytes ? damaged(bytes, draw) : bytes };
  }
  const events = [...form.events(SAID, asked)];
  if (ofBytes) return { stream, bytes: damaged(Buffer.from(events.join('')), draw) };
  const place = Math.floor(draw() * events.length);
  const json = /^data: (\{.*\})$/m.exec(events[place] ?? '')?.[1] ?? '{}';
  events[place] = `data: ${JSON.stringify(changed(JSON.parse(json), draw))}\n\n`;
  return { stream, bytes: Buffer.from(events.join('')) };
}

// Catches an answer that throws what was not foreseen, that hangs, or gives on what is no picture.
it.each(FORMS)('malformed answers of $dialect end with a sentence', async (form) => {
  const ends = { well: 0, sentence: 0 };
  for (let seed = 1; seed <= MUTANTS; seed += 1) {
    const { stream, bytes } = mutant(form, random(seed * 7919));
    const headers = { 'content-type': stream ? 'text/event-stream' : 'application/json' };
    const asked = await outcomeOf(
      connectionTo('http://localhost:1', form.dialect),
      { ...question('Draw.'), stream },
      { fetch: () => Promise.resolve(new Response(new Uint8Array(bytes), { headers })) },
    );
    const { error } = asked;
    expect(error === undefined || error instanceof ConnectionError, `seed ${seed}`).toBe(true);
    if (error instanceof ConnectionError) {
      expect(error.message).toMatch(/^[^\n]{20,700}[.]$/);
      expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]|\{\{/u);
    }
    expect(asked.pictures.every((picture) => headerOf(picture) !== undefined)).toBe(true);
    ends[error === undefined ? 'well' : 'sentence'] += 1;
  }
  // Mutants that change nothing would test nothing.
  expect(ends.sentence).toBeGreaterThan(MUTANTS / 4);
  expect(ends.well).toBeGreaterThan(0);
});
