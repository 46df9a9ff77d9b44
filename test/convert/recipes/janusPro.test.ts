import { describe, expect, it } from 'vitest';
import type { LanguageShape } from '../../../electron/convert/onnx/language';
import {
  cosine,
  drawn,
  floatsOf,
  greatest,
  refusalOf,
  writtenCheckpoint,
  type Made,
} from '../made';
import { floats, ints, output, Reader } from '../run';
import {
  authorsFolder,
  convertedFolder,
  janusFolder,
  openedGraphs,
  type JanusCase,
} from './models';

const GRAPHS = [
  'body',
  'embedding',
  'textHead',
  'connector',
  'codeRows',
  'codeHead',
  'encoder',
  'decoder',
] as const;
const GUIDANCE = 5;

type Graphs = Awaited<ReturnType<typeof openedGraphs<(typeof GRAPHS)[number]>>>;

const words = (graphs: Graphs, ids: readonly number[], sequences = 1): Promise<Float32Array> =>
  output(graphs.embedding, { ids: ints(ids, [sequences, ids.length / sequences]) }, 'rows');

/** Rows of a picture, and the logits after it and the words around it, read in two chunks. */
async function seen(graphs: Graphs, shape: LanguageShape, given: JanusCase) {
  const n = shape.hidden;
  const pixels = floats(drawn('pixels', [1, 3, 64, 64]), [1, 3, 64, 64]);
  const features = await output(graphs.encoder, { pixels }, 'tokens');
  const tokens = floats(features, [1, features.length / n, n]);
  const rows = await output(graphs.connector, { tokens }, 'rows');
  const prompt = Float32Array.from(await words(graphs, given.seen));
  prompt.set(rows, given.seen.indexOf(given.ids.place) * n);
  const reader = new Reader(graphs.body, shape);
  await reader.read(prompt.slice(0, 7 * n));
  const hidden = floats(await reader.read(prompt.slice(7 * n)), [1, 1, n]);
  return { rows, logits: await output(graphs.textHead, { hidden }, 'logits') };
}

/** Codes for a prompt, the greatest each time, from two sequences with guidance. */
async function drawnCodes(graphs: Graphs, shape: LanguageShape, given: JanusCase) {
  const { bos, boi, pad } = given.ids;
  const without = given.prompt.map((id) => (id === bos || id === boi ? id : pad));
  const reader = new Reader(graphs.body, shape, 2);
  let hidden = await reader.read(await words(graphs, [...given.prompt, ...without], 2));
  const codes: number[] = [];
  for (let step = 0; step < given.codes.length; step += 1) {
    const rows = floats(hidden, [2, 1, shape.hidden]);
    const scores = await output(graphs.codeHead, { hidden: rows }, 'scores');
    const count = scores.length / 2;
    const guided = scores.subarray(0, count).map((score, code) => {
      const free = scores[count + code] ?? NaN;
      return free + GUIDANCE * (score - free);
    });
    const best = guided.indexOf(guided.reduce((a, b) => Math.max(a, b)));
    codes.push(best);
    const fed = await output(graphs.codeRows, { codes: ints([best, best], [2, 1]) }, 'rows');
    hidden = await reader.read(fed);
  }
  return codes;
}

/** Scores of the first sequence before each code, the reference's codes fed. */
async function referenceScores(graphs: Graphs, shape: LanguageShape, given: JanusCase) {
  const reader = new Reader(graphs.body, shape);
  let hidden = await reader.read(await words(graphs, given.prompt));
  const all: number[] = [];
  for (const code of given.codes) {
    const rows = floats(hidden, [1, 1, shape.hidden]);
    all.push(...(await output(graphs.codeHead, { hidden: rows }, 'scores')));
    const fed = await output(graphs.codeRows, { codes: ints([code], [1, 1]) }, 'rows');
    hidden = await reader.read(fed);
  }
  return Float32Array.from(all);
}

describe('Janus-Pro', () => {
  // Catches a tensor in the place of another, an encoder without its last norm, a wrong order of
  // guidance's two sequences, a picture that is turned or not brought back from its codes.
  it('sees and draws as transformers does', async () => {
    const { given, folder: source } = janusFolder();
    const { folder, converted } = await convertedFolder(source, 32);
    const graphs = await openedGraphs(folder, GRAPHS);
    const shape = converted.description.language;
    const { rows, logits } = await seen(graphs, shape, given);
    expect(greatest(rows, floatsOf(given.rows))).toBeLessThan(1e-4);
    expect(greatest(logits, floatsOf(given.logits))).toBeLessThan(1e-4);
    expect(await drawnCodes(graphs, shape, given)).toEqual(given.codes);
    const codes = ints(given.codes, [1, given.codes.length]);
    const picture = await output(graphs.decoder, { codes }, 'pixels');
    expect(greatest(picture, floatsOf(given.picture))).toBeLessThan(1e-3);
    expect(converted.description).toMatchObject({
      sequences: 2,
      visualTokens: 16,
      picture: { kind: 'codes', codes: 256, side: 4, size: 64 },
    });
  });

  // Catches the authors' names mapped to others: rows of queries cut as keys, blocks in another order.
  it('is the same bytes in the names of its authors', async () => {
    const { given, tensors } = authorsFolder();
    const config = authorsConfig(given.config);
    const source = writtenCheckpoint(tensors, config);
    const files = async (from: string) =>
      (await convertedFolder(from, 8)).converted.files.filter(({ location }) =>
        location.endsWith('.bin'),
      );
    expect(await files(source)).toEqual(await files(janusFolder().folder));
  });

  /** Least cosine of a prompt's scores at any step. */
  const least = (found: Float32Array, wanted: Float32Array, steps: number): number => {
    const size = wanted.length / steps;
    return Math.min(
      ...Array.from({ length: steps }, (_, step) => {
        const [begin, end] = [step * size, (step + 1) * size];
        return cosine(found.subarray(begin, end), wanted.subarray(begin, end));
      }),
    );
  };

  // Catches a part that is kept in fewer bits than was said, or blocks that are read as others.
  it.each([
    [16, 0.99999],
    [8, 0.998],
    [4, 0.9],
  ] as const)('in %s bits scores nearly so, step by step', async (bits, cosines) => {
    const { given, folder: source } = janusFolder();
    const { folder, converted } = await convertedFolder(source, bits);
    const graphs = await openedGraphs(folder, GRAPHS);
    const shape = converted.description.language;
    const scores = await referenceScores(graphs, shape, given);
    const found = least(scores, floatsOf(given.scores), given.codes.length);
    expect(found).toBeGreaterThan(cosines);
    expect(found).toBeLessThan(1);
    const { rows } = await seen(graphs, shape, given);
    expect(cosine(rows, floatsOf(given.rows))).toBeGreaterThan(0.998);
  });

  const spoiled: [string, (tensors: Record<string, Made>) => void, RegExp][] = [
    [
      'a missing tensor',
      (tensors) => delete tensors['model.aligner.fc1.bias'],
      /has no tensor connector\.0\.bias/,
    ],
    [
      'a tensor too many',
      (tensors) => {
        tensors['model.other.weight'] = tensors['model.aligner.fc1.bias'] as Made;
      },
      /model\.other\.weight is not one/,
    ],
    [
      'a layer too many',
      (tensors) => {
        const name = 'model.language_model.layers.0.input_layernorm.weight';
        tensors[name.replace('0', '9')] = tensors[name] as Made;
      },
      /layers\.9\.input_layernorm\.weight is not one/,
    ],
    [
      'another shape',
      (tensors) => {
        tensors['lm_head.weight'] = tensors['model.aligner.fc1.weight'] as Made;
      },
      /lm_head\.weight has the shape \[64, 64\] instead of \[128, 64\]/,
    ],
  ];
  // Catches a model that is made of what is no checkpoint of it.
  it.each(spoiled)('is refused: %s', async (_, change, sentence) => {
    const { folder } = janusFolder(change);
    expect(await refusalOf(() => convertedFolder(folder, 4))).toMatch(sentence);
  });
});

/** The authors' way to say the same, at tiny sizes. */
function authorsConfig(config: Record<string, unknown>): object {
  return {
    model_type: 'multi_modality',
    language_config: config.text_config,
    vision_config: { params: { model_name: 'tiny', ...(config.vision_config as object) } },
    gen_vision_config: { params: { image_token_size: 256, n_embed: 8, base_channels: 32 } },
    gen_aligner_config: { params: { n_embed: 64 } },
  };
}
