import type { Manifest } from '../../shared/manifest';
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
export type GraphName = 'language' | 'encoder' | 'adapter' | 'denoiser' | 'decoder';

/** Names and shapes that the manifest promises for a graph. */
export function expectedGraph(manifest: Manifest, name: GraphName): Expected {
  const { languageModel, visionEncoder, visualizer } = manifest;
  const { visualTokens: m, featureWidth: width, inputSize } = visionEncoder;
  const { channels, height, width: latentWidth } = visualizer.latent;
  const { adapter, outputSize } = visualizer;
  const latent = ['B', channels, height, latentWidth];
  const one = [1, channels, height, latentWidth];
  switch (name) {
    case 'encoder':
      return {
        inputs: { pixels: [1, 3, inputSize, inputSize] },
        outputs: { tokens: withLeadingOne([m, width]) },
      };
    case 'adapter':
      return {
        inputs: { tokens: [m, width] },
        outputs: { condition: withLeadingOne([m, adapter.width]) },
      };
    case 'denoiser':
      return {
        inputs: {
          latent,
          timestep: ['B'],
          condition: ['B', adapter.paddedTokens, adapter.width],
        },
        outputs: { prediction: [latent] },
      };
    case 'decoder':
      return { inputs: { latent: one }, outputs: { pixels: [[1, 3, outputSize, outputSize]] } };
    case 'language':
      return languageGraph(languageModel, width);
  }
}

function languageGraph(
  { layers, kvHeads, headWidth, vocabulary }: Manifest['languageModel'],
  width: number,
): Expected {
  const inputs: Record<string, Shape> = {
    ids: ['S'],
    visual: ['S', width],
    visual_index: ['S'],
    past_length: [1],
  };
  const outputs: Record<string, readonly Shape[]> = {
    logits: [[vocabulary]],
    visual_out: [[width]],
  };
  for (let layer = 0; layer < layers; layer += 1) {
    for (const kind of ['k', 'v']) {
      inputs[`past.${layer}.${kind}`] = [kvHeads, 1, 'C', headWidth];
      outputs[`new.${layer}.${kind}`] = [[kvHeads, 1, 'S', headWidth]];
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
