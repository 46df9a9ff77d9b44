import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandFolder } from './fixture';

const DRAW = 'Generate an image of a red umbrella.';
const typed = commandFolder();

const printedSchema = z.looseObject({
  id: z.union([z.string(), z.number(), z.null()]),
  error: z.string().optional(),
  finish: z.string().optional(),
  parts: z.array(z.looseObject({ type: z.string(), path: z.string().optional() })).default([]),
  turns: z.array(z.looseObject({ parts: z.array(z.looseObject({ type: z.string() })) })).optional(),
});

function printed(out: string) {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => printedSchema.parse(JSON.parse(line)));
}

function writeBatch(...lines: readonly unknown[]): void {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  fs.writeFileSync(path.join(typed.folder(), 'b.jsonl'), `${text.join('\n')}\n`);
}

function drawing(id: string | number) {
  return { id, turns: [{ prompt: DRAW }] };
}

const BATCH = ['--batch', 'b.jsonl', '--out', 'o', '--steps', '1', '--max-tokens', '60'];

describe('a batch', () => {
  // Fault: a package loaded for each line, or a failing line that ends the batch.
  it('loads once and goes on after lines that fail', async () => {
    const lost = { id: 'lost', turns: [{ prompt: 'x', images: ['none.png'] }] };
    writeBatch(drawing('a'), '{oops', lost, '', drawing(7), drawing('a'));
    const { exit, out, err, loads } = await typed.run(BATCH);
    const lines = printed(out);
    expect(exit).toBe(0);
    expect(loads).toHaveLength(1);
    expect(lines.map(({ id }) => id)).toEqual(['a', null, 'lost', 7, 'a']);
    expect(lines.map(({ error }) => error !== undefined)).toEqual([false, true, true, false, true]);
    expect(err).toBe('3 of 5 lines failed: their errors are printed.\n');
    const pictures = lines[3]?.parts.flatMap((part) => part.path ?? []) ?? [];
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures).toEqual(
      pictures.map((_, index) => path.join(typed.folder(), 'o', '7', `${index + 1}.png`)),
    );
    for (const file of pictures) expect(fs.statSync(file).size).toBeGreaterThan(50);
  });

  // Fault: a second question asked without the first answer, or with its pictures seen as pixels.
  it('keeps each answer in the context, its pictures as visual tokens', async () => {
    writeBatch({ id: 'two', turns: [{ prompt: DRAW }, { prompt: 'And now?' }], seed: 9 });
    const { out, requests } = await typed.run(BATCH);
    const [line] = printed(out);
    const second = requests[1];
    expect(second?.turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    const answered = second?.turns[1]?.parts ?? [];
    expect(answered.map(({ type }) => type)).toEqual(
      line?.turns?.[0]?.parts.map(({ type }) => (type === 'image' ? 'visual' : type)),
    );
    const kept = answered.flatMap((part) => (part.type === 'visual' ? [part.tokens.length] : []));
    expect(kept.length).toBeGreaterThan(0);
    expect(new Set(kept)).toEqual(new Set([16 * 24]));
    expect(requests.map(({ sampling }) => sampling.seed)).toEqual([9, 9]);
    expect(line?.turns).toHaveLength(2);
    expect(line?.parts).toEqual(line?.turns?.[1]?.parts);
  });

  // Fault: done lines answered or overwritten again, or unfinished ones taken for done.
  it('goes on where an interruption left it', async () => {
    writeBatch(drawing('a'), drawing('b'), drawing('c'));
    let answers = 0;
    const first = await typed.run(BATCH, {
      heard: (event, stop) => {
        if (event.type === 'context') answers += 1;
        if (event.type === 'image' && answers === 2) stop();
      },
    });
    expect(first.exit).toBe(130);
    expect(printed(first.out).map(({ id, finish }) => [id, finish])).toEqual([
      ['a', 'length'],
      ['b', 'cancelled'],
    ]);
    expect(printed(first.out)[1]?.parts.map(({ path: file }) => file)).toContain(
      path.join(typed.folder(), 'o', 'b.interrupted', '1.png'),
    );
    const again = await typed.run([...BATCH, '--skip-done']);
    expect(again.exit).toBe(0);
    expect(printed(again.out).map(({ id, error }) => [id, error])).toEqual([
      ['b', undefined],
      ['c', undefined],
    ]);
    expect(fs.readdirSync(path.join(typed.folder(), 'o')).sort()).toEqual([
      'a',
      'b',
      'b.interrupted',
      'c',
    ]);
    const refused = await typed.run(BATCH);
    expect(refused.loads).toEqual([]);
    for (const { error } of printed(refused.out)) expect(error).toMatch(/nothing is overwritten/);
  });
});
