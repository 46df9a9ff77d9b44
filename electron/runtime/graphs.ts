import type { Manifest, PictureOf } from '../../shared/manifest';
import { AppError } from '../../shared/ipc/errors';
import { t } from '../../shared/i18n/translate';
import type { InferenceSession, ValueMetadata } from './onnxruntime';

/** A number is a fixed dimension; a word stands for any size, also for a graph's fixed one. */
type Shape = readonly (number | string)[];

interface Expected {
  readonly inputs: Readonly<Record<string, Shape>>;
  /** Several shapes where a leading dimension of 1 may be there or not. */
  readonly outputs: Readonly<Record<string, readonly Shape[]>>;
}

/** The graphs of a package by what they do. */
export type GraphName =
  | 'language'
  | 'body'
  | 'embedding'
  | 'textHead'
  | 'connector'
  | 'visionHead'
  | 'codeRows'
  | 'codeHead'
  | 'encoder'
  | 'adapter'
  | 'denoiser'
  | 'decoder';

/** Names and shapes that the manifest promises for a graph. */
export function expectedGraph(manifest: Manifest, name: GraphName): Expected {
  const { languageModel, visionEncoder } = manifest;
  const { visualTokens: m, featureWidth: width, inputSize } = visionEncoder;
  const { hiddenWidth, vocabulary } = languageModel;
  const rows = ['B', 'S', hiddenWidth];
  switch (name) {
    case 'language':
      return joinedGraph(languageModel, width);
    case 'body': {
      const { inputs, outputs } = pastAndNew(languageModel, 'K');
      return {
        inputs: { rows, past_length: [1], ...inputs },
        outputs: { hidden: [rows], ...outputs },
      };
    }
    case 'embedding':
      return { inputs: { ids: ['B', 'S'] }, outputs: { rows: [rows] } };
    case 'textHead':
      return { inputs: { hidden: rows }, outputs: { logits: [['B', 'S', vocabulary]] } };
    case 'connector':
      return { inputs: { tokens: ['B', 'S', width] }, outputs: { rows: [rows] } };
    case 'visionHead':
      return { inputs: { hidden: rows }, outputs: { visual: [['B', 'S', width]] } };
    case 'codeRows':
      return { inputs: { codes: ['B', 'S'] }, outputs: { rows: [rows] } };
    case 'encoder':
      return {
        inputs: { pixels: [1, 3, inputSize, inputSize] },
        outputs: { tokens: withLeadingOne([m, width]) },
      };
    case 'codeHead':
    case 'adapter':
    case 'denoiser':
    case 'decoder':
      return manifest.picture.kind === 'codes'
        ? codesGraph(manifest.picture, name, rows)
        : drawingGraph(manifest, manifest.picture, name);
  }
}

type DrawingGraph = 'codeHead' | 'adapter' | 'denoiser' | 'decoder';

function codesGraph(
  { side, codebook, outputSize }: PictureOf<'codes'>,
  name: DrawingGraph,
  rows: Shape,
): Expected {
  if (name === 'codeHead') {
    return { inputs: { hidden: rows }, outputs: { scores: [['B', 'S', codebook]] } };
  }
  return {
    inputs: { codes: [1, side * side] },
    outputs: { pixels: [[1, 3, outputSize, outputSize]] },
  };
}

function drawingGraph(
  { visionEncoder, languageModel }: Manifest,
  { adapter, latent: latentShape, outputSize }: PictureOf<'regressed'>,
  name: DrawingGraph,
): Expected {
  const { visualTokens: m, featureWidth: width } = visionEncoder;
  const { channels, height, width: latentWidth } = latentShape;
  const latent = ['B', channels, height, latentWidth];
  if (name === 'adapter') {
    const split = languageModel.graphs.kind === 'split';
    return {
      inputs: { tokens: split ? [1, m, width] : [m, width] },
      outputs: { condition: withLeadingOne([m, adapter.width]) },
    };
  }
  if (name === 'denoiser') {
    return {
      inputs: { latent, timestep: ['B'], condition: ['B', adapter.paddedTokens, adapter.width] },
      outputs: { prediction: [latent] },
    };
  }
  return {
    inputs: { latent: [1, channels, height, latentWidth] },
    outputs: { pixels: [[1, 3, outputSize, outputSize]] },
  };
}

function joinedGraph(languageModel: Manifest['languageModel'], width: number): Expected {
  const { inputs, outputs } = pastAndNew(languageModel, languageModel.kvHeads);
  return {
    inputs: {
      ids: ['S'],
      visual: ['S', width],
      visual_index: ['S'],
      past_length: [1],
      ...inputs,
    },
    outputs: {
      logits: [[languageModel.vocabulary]],
      visual_out: [[width]],
      ...outputs,
    },
  };
}

/** Keys and values of all layers; `heads` are those of all sequences together. */
function pastAndNew(
  { layers, headWidth }: Manifest['languageModel'],
  heads: number | string,
): Expected {
  const inputs: Record<string, Shape> = {};
  const outputs: Record<string, readonly Shape[]> = {};
  for (let layer = 0; layer < layers; layer += 1) {
    for (const kind of ['k', 'v']) {
      inputs[`past.${layer}.${kind}`] = [heads, 1, 'C', headWidth];
      outputs[`new.${layer}.${kind}`] = [[heads, 1, 'S', headWidth]];
    }
  }
  return { inputs, outputs };
}

function withLeadingOne(shape: Shape): readonly Shape[] {
  return [shape, [1, ...shape]];
}

/**
 * Checks a session's inputs and outputs against the manifest.
 *
 * @throws AppError `package`, naming what is of another shape
 */
export function checkGraph(
  session: Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>,
  manifest: Manifest,
  name: GraphName,
): void {
  const expected = expectedGraph(manifest, name);
  const inputs = Object.entries(expected.inputs).map(([key, shape]) => [key, [shape]] as const);
  checkSide(name, 'input', session.inputMetadata, inputs);
  checkSide(name, 'output', session.outputMetadata, Object.entries(expected.outputs));
}

function checkSide(
  graph: GraphName,
  side: string,
  metadata: readonly ValueMetadata[],
  expected: readonly (readonly [string, readonly Shape[]])[],
): void {
  const real = new Map(metadata.map((value) => [value.name, value]));
  for (const [name, shapes] of expected) {
    const value = real.get(name);
    if (!value?.isTensor) throw fault(graph, t('package.graphLacks', { side, name }));
    if (!shapes.some((shape) => fits(shape, value.shape))) {
      const found = `[${value.shape.join(', ')}]`;
      throw fault(
        graph,
        t('package.graphShape', {
          side,
          name,
          found,
          expected: shapes[0]?.join(', ') ?? '',
        }),
      );
    }
  }
  const names = new Set(expected.map(([name]) => name));
  const extra = metadata.find(({ name }) => side === 'input' && !names.has(name));
  if (extra) throw fault(graph, t('package.graphWants', { side, name: extra.name }));
}

function fits(expected: Shape, real: Shape): boolean {
  return (
    expected.length === real.length &&
    expected.every((size, axis) => {
      const found = real[axis];
      // A graph may leave any size open; what comes out is checked against it when it runs.
      return typeof found !== 'number' || typeof size === 'string' || size === found;
    })
  );
}

function fault(graph: GraphName, words: string): AppError {
  return new AppError('package', t('package.otherGraph', { graph, fault: words }));
}
