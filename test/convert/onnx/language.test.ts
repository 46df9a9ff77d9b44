import { afterAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../electron/convert/checkpoint/open';
import type { SourceTensor } from '../../../electron/convert/checkpoint/tensor';
import { DataFile, type Kept } from '../../../electron/convert/onnx/dataFile';
import { languageBody, type BodyRows } from '../../../electron/convert/onnx/language';
import { embedding, textHead } from '../../../electron/convert/onnx/small';
import { languageShape } from '../../../electron/convert/recipes/languageConfig';
import type { InferenceSession } from '../../../electron/runtime/onnxruntime';
import {
  cosine,
  expected,
  floatsOf,
  freshFolder,
  greatest,
  tensorsOf,
  writtenCheckpoint,
  type Layout,
} from '../made';
import { floats, ints, openGraph, output, Reader, writeGraphs } from '../run';

/** What `transformers` says: models/convert/language.py. */
interface Case {
  readonly config: Record<string, unknown>;
  readonly layout: Layout;
  /** Two prompts of the same length. */
  readonly ids: readonly (readonly number[])[];
  readonly hidden: string;
  readonly logits: string;
}

const sessions: InferenceSession[] = [];

afterAll(async () => {
  for (const session of sessions) await session.release();
});

async function converted(name: string, layers: Kept, tables: Kept, rows: BodyRows = 'last') {
  const given = expected<Case>(`language-${name}`);
  const shape = languageShape(given.config);
  const source = writtenCheckpoint(tensorsOf(given.layout), given.config);
  const tensors = new Map<string, SourceTensor>();
  for (const [tensor, place] of (await openCheckpoint(source)).tensors) {
    tensors.set(tensor.replace(/^model\./, ''), place);
  }
  const table = { name: 'embed_tokens.weight', shape: [shape.vocabulary, shape.hidden] };
  const head = shape.tied ? table : { ...table, name: 'lm_head.weight' };
  const data = new DataFile('language.bin');
  const graphs = {
    body: languageBody(data, shape, layers, rows),
    embedding: embedding(data, table, tables),
    textHead: textHead(data, head, tables),
  };
  const folder = freshFolder();
  await writeGraphs(folder, graphs, [data], tensors);
  const opened = await Promise.all(
    Object.keys(graphs).map((graph) => openGraph(folder, `${graph}.onnx`)),
  );
  sessions.push(...opened);
  const [body, words, logits] = opened as [InferenceSession, InferenceSession, InferenceSession];
  return {
    given,
    shape,
    data,
    body,
    rows: (ids: readonly number[], sequences = 1) =>
      output(words, { ids: ints(ids, [sequences, ids.length / sequences]) }, 'rows'),
    logits: (hidden: Float32Array) =>
      output(logits, { hidden: floats(hidden, [1, 1, shape.hidden]) }, 'logits'),
  };
}

const LENGTH = 40;

describe.each(['llama', 'qwen2', 'qwen3'])('the language graphs of %s', (name) => {
  // Catches wrong rotary rates, a wrong order of heads, a missing bias or norm, a head that is not
  // tied, positions that begin anew in a second chunk, and rows attended that hold nothing.
  it.each([[[LENGTH]], [[1, LENGTH - 1]], [[17, 1, 1, LENGTH - 19]]])(
    'are those of transformers, read in chunks of %s',
    async (chunks) => {
      const { given, shape, body, rows, logits } = await converted(name, 'fp32', 'fp32');
      const all = await rows(given.ids[0] ?? []);
      const reader = new Reader(body, shape);
      let at = 0;
      let hidden = new Float32Array();
      for (const count of chunks) {
        hidden = Float32Array.from(
          await reader.read(all.slice(at * shape.hidden, (at + count) * shape.hidden)),
        );
        at += count;
        const whole = floatsOf(given.hidden);
        const wanted = whole.subarray((at - 1) * shape.hidden, at * shape.hidden);
        expect(greatest(hidden, wanted)).toBeLessThan(2e-5);
      }
      const wanted = floatsOf(given.logits).subarray(0, shape.vocabulary);
      expect(greatest(await logits(hidden), wanted)).toBeLessThan(1e-4);
    },
  );

  // Catches two sequences that see each other, and a body that answers for the last row alone.
  it('answer for all rows of two sequences', async () => {
    const { given, shape, body, rows } = await converted(name, 'fp32', 'fp32', 'all');
    const both = await rows(given.ids.flat(), 2);
    const hidden = await new Reader(body, shape, 2).read(both);
    expect(greatest(hidden, floatsOf(given.hidden))).toBeLessThan(2e-5);
  });

  // Catches scales of another block, halves of a byte swapped, and a part kept in other bits.
  it.each([
    ['fp16', 'fp16', 1e-9],
    ['int8', 'int8', 2e-3],
    ['int4', 'int8', 0.2],
  ] as const)('are near in %s with tables in %s', async (layers, tables, most) => {
    const { given, shape, body, rows, logits } = await converted(name, layers, tables);
    const hidden = await new Reader(body, shape).read(await rows(given.ids[0] ?? []));
    const wanted = floatsOf(given.logits).subarray(0, shape.vocabulary);
    const distance = 1 - cosine(await logits(hidden), wanted);
    expect(distance).toBeLessThan(most);
    // Few bits are not whole ones: a distance of nothing would mean that nothing was rounded.
    if (layers !== 'fp16') expect(distance).toBeGreaterThan(1e-9);
  });

  it('take the space that their bits say', async () => {
    const whole = (await converted(name, 'fp32', 'fp32')).data.size;
    const half = (await converted(name, 'fp16', 'fp16')).data.size;
    const few = (await converted(name, 'int4', 'int8')).data.size;
    expect(half / whole).toBeLessThan(0.6);
    expect(few / half).toBeLessThan(0.65);
  });
});
