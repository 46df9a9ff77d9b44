import type { SourceTensor, Tensors } from '../checkpoint/tensor';
import { refused } from '../error';
import type { GraphBuilder } from '../onnx/builder';
import { DataFile } from '../onnx/dataFile';
import { findSkeleton, skeletonGraph, type Output } from '../onnx/skeleton';
import { perceptron, unitRows, type Layer } from '../onnx/small';
import { languageGraphs } from './language';
import { languageShape, sizeOf } from './languageConfig';
import { POSITIONS, renamed, type Rule } from './naming';
import { required, type Config, type Part, type Parts, type Recipe } from './recipe';

/** Parts beside the language model: those that the checkpoint does not hold itself. */
export type MetaMorphPart = 'encoder' | 'denoiser' | 'latent' | 'adapter';

/** Linear layers of a `Sequential` have something between them, so only even places are theirs. */
const sequential = (published: string, own: string): Rule[] => [
  [new RegExp(`^${published}\\.(weight|bias)$`), `${own}.0.$1`],
  ...[0, 1, 2, 3].map((index): Rule => [
    new RegExp(`^${published}\\.${2 * index}\\.`),
    `${own}.${index}.`,
  ]),
];

const TOWER = String.raw`^model\.vision_tower\.vision_tower\.(?:vision_model\.)?`;

const MAIN: readonly Rule[] = [
  POSITIONS,
  // Trained along with the rest and read by nothing.
  [/^model\.vision_proj\./, undefined],
  [new RegExp(`${TOWER}(head|post_layernorm)\\.`), undefined],
  [new RegExp(TOWER), 'vision.'],
  ...sequential(String.raw`model\.mm_projector`, 'connector'),
  ...sequential('vision_head', 'visionHead'),
  [/^lm_head\./, 'lm_head.'],
  [/^model\.(?=(embed_tokens|layers|norm)\.)/, ''],
];

/** The whole of SigLIP, of which only the side that sees is needed. */
const ENCODER: readonly Rule[] = [
  POSITIONS,
  [/^(text_model\.|logit_scale$|logit_bias$)/, undefined],
  [/^(?:vision_model\.)?(head|post_layernorm)\./, undefined],
  [/^(?:vision_model\.)?(?=(embeddings|encoder)\.)/, 'vision.'],
];

const DENOISER: readonly Rule[] = [[/^(?:module\.)?/, 'denoiser.']];

const ATTENTION = String.raw`^decoder\.mid_block\.attentions\.0\.`;
const LATENT: readonly Rule[] = [
  [/^(encoder|quant_conv)\./, undefined],
  // Names of the time when Stable Diffusion 1.5 was published.
  [new RegExp(`${ATTENTION}query\\.`), 'latent.decoder.mid_block.attentions.0.to_q.'],
  [new RegExp(`${ATTENTION}key\\.`), 'latent.decoder.mid_block.attentions.0.to_k.'],
  [new RegExp(`${ATTENTION}value\\.`), 'latent.decoder.mid_block.attentions.0.to_v.'],
  [new RegExp(`${ATTENTION}proj_attn\\.`), 'latent.decoder.mid_block.attentions.0.to_out.0.'],
  [/^(?=(decoder|post_quant_conv)\.)/, 'latent.'],
];

const ADAPTER: readonly Rule[] = [[/^(?:module\.)?(?=(layers|norms)\.)/, 'adapter.']];

/** SigLIP SO400M, which the reference takes whatever its name is in the configuration. */
const SO400M: Config = {
  hidden_size: 1152,
  num_hidden_layers: 27,
  num_attention_heads: 16,
  image_size: 384,
  patch_size: 14,
};
/** Stable Diffusion 1.5, for what a configuration leaves out. */
const UNET: Config = {
  block_out_channels: [320, 640, 1280, 1280],
  cross_attention_dim: 768,
  attention_head_dim: 8,
  sample_size: 64,
};
const VAE: Config = { block_out_channels: [128, 256, 512, 512], sample_size: 512 };
const LATENT_CHANNELS = 4;
const LATENT_SCALE = 0.18215;
/** Rows of the condition, behind the visual tokens zeros. */
const CONDITION_ROWS = 77;

/** MetaMorph's own layout: a LLaMA or Qwen that was taught to regress visual tokens. */
export const metaMorph: Recipe<MetaMorphPart> = {
  name: 'metamorph',
  version: 1,
  fits: ({ model_type: type }) => typeof type === 'string' && type.startsWith('metamorph'),
  layOut: (parts, precision, skeletons) => {
    const { config } = parts.main;
    checkReference(config);
    const shape = languageShape(config);
    const tensors = tensorsOf(parts);
    const vision = { ...SO400M, ...parts.encoder?.config };
    const width = sizeOf(vision, 'hidden_size');
    const patches = sizeOf(vision, 'image_size') / sizeOf(vision, 'patch_size');
    const encoder = required(
      findSkeleton(skeletons, 'siglip', {
        hidden: width,
        layers: vision.num_hidden_layers,
        heads: vision.num_attention_heads,
        image: vision.image_size,
        patch: vision.patch_size,
      }),
      'SigLIP',
    );
    const unet = { ...UNET, ...parts.denoiser?.config };
    const vae = { ...VAE, ...parts.latent?.config };
    const condition = sizeOf(unet, 'cross_attention_dim');
    const side = sizeOf(unet, 'sample_size');
    const denoiser = (attention: string) =>
      required(
        findSkeleton(skeletons, 'denoiser', {
          channels: unet.block_out_channels,
          condition,
          heads: unet.attention_head_dim,
          side,
          attention,
        }),
        'U-Net',
      );
    const latent = required(
      findSkeleton(skeletons, 'latent', { channels: vae.block_out_channels, side }),
      'VAE',
    );
    const count = sizeOf(config, 'num_image_tokens', 64);
    const grid = Math.sqrt(count);
    if (!Number.isInteger(grid)) throw refused('convert.configValue', { name: 'num_image_tokens' });

    const files = {
      language: new DataFile('language.bin'),
      vision: new DataFile('vision.bin'),
      denoiser: new DataFile('denoiser.bin'),
      decoder: new DataFile('decoder.bin'),
    };
    const { heads, picture } = precision;
    const adapter = adapterLayers(parts.adapter?.config ?? {}, width, condition);
    const diffusion = { kept: picture, prefix: 'denoiser.' };
    const graphs = {
      ...languageGraphs(files.language, shape, precision),
      connector: perceptron(files.language, {
        graph: 'connector',
        layers: linearLayers(tensors, 'connector', width, shape.hidden),
        input: 'tokens',
        output: 'rows',
        kept: heads,
      }),
      visionHead: perceptron(files.language, {
        graph: 'visionHead',
        layers: linearLayers(tensors, 'visionHead', shape.hidden, width),
        input: 'hidden',
        output: 'visual',
        kept: heads,
        unit: true,
      }),
      encoder: skeletonGraph(files.vision, encoder, {
        kept: precision.encoder,
        prefix: 'vision.',
        rename: (name) => name.replace(/^vision_model\./, ''),
        after: (build, [features = '']) => [
          pooled(build, features, { from: Math.floor(patches), to: grid, width }),
        ],
      }),
      adapter: perceptron(files.denoiser, {
        graph: 'adapter',
        layers: adapter,
        norms: adapter.map((_, index) => `adapter.norms.${index}`),
        between: 'norm-relu',
        input: 'tokens',
        output: 'condition',
        kept: heads,
      }),
      // Both read the same weights: the fused one on the processor, the plain one elsewhere.
      denoiser: skeletonGraph(files.denoiser, denoiser('fused'), diffusion),
      denoiserPlain: skeletonGraph(files.denoiser, denoiser('plain'), diffusion),
      decoder: skeletonGraph(files.decoder, latent, {
        kept: picture,
        prefix: 'latent.',
        output: 'pixels',
      }),
    };
    return {
      graphs,
      files: Object.values(files),
      tensors,
      description: {
        recipe: 'metamorph',
        version: 1,
        language: shape,
        sequences: 1,
        visualTokens: count,
        featureWidth: width,
        preprocessing: {
          size: sizeOf(vision, 'image_size'),
          fit: 'stretch',
          resampling: 'bicubic',
          mean: [0.5, 0.5, 0.5],
          std: [0.5, 0.5, 0.5],
        },
        picture: {
          kind: 'regressed',
          condition: { rows: CONDITION_ROWS, width: condition },
          latent: {
            channels: LATENT_CHANNELS,
            side,
            scale: typeof vae.scaling_factor === 'number' ? vae.scaling_factor : LATENT_SCALE,
          },
          size: sizeOf(vae, 'sample_size'),
        },
      },
    };
  },
};

/** Settings of the reference that would make other visual tokens. */
function checkReference(config: Config): void {
  const wanted: Record<string, unknown> = {
    image_token_reduction: 'interpolation',
    normalize_vision: true,
    apply_softmax: false,
    mm_vision_select_layer: -1,
  };
  for (const [name, value] of Object.entries(wanted)) {
    if (config[name] !== undefined && config[name] !== value) {
      throw refused('convert.configValue', { name });
    }
  }
}

function tensorsOf(parts: Parts<MetaMorphPart>): Map<string, SourceTensor> {
  const named = (part: Part | undefined, rules: readonly Rule[], folder: string) => {
    if (!part) throw refused('convert.partMissing', { folder });
    return renamed(part.tensors, rules);
  };
  const main = renamed(parts.main.tensors, MAIN);
  const seesItself = [...main.keys()].some((name) => name.startsWith('vision.'));
  return new Map([
    ...main,
    // Its own encoder counts, as it was trained; what lies beside it then says sizes alone.
    ...(seesItself ? [] : named(parts.encoder, ENCODER, 'vision_tower')),
    ...named(parts.denoiser, DENOISER, 'visualizer/unet'),
    ...named(parts.latent, LATENT, 'visualizer/vae'),
    ...named(parts.adapter, ADAPTER, 'visualizer'),
  ]);
}

/** Layers of a perceptron as the checkpoint has them, one or more. */
function linearLayers(tensors: Tensors, name: string, from: number, to: number): Layer[] {
  const layers: Layer[] = [];
  for (;;) {
    const weight = tensors.get(`${name}.${layers.length}.weight`);
    if (!weight) break;
    const [rows = 0, columns = 0] = weight.shape;
    layers.push({ name: `${name}.${layers.length}`, from: columns, to: rows });
  }
  if (layers.length === 0) throw refused('convert.tensorMissing', { tensor: `${name}.0.weight` });
  // Widths at both ends are those of their neighbours; a wrong one is said by the check of shapes.
  return layers.map((layer, index) => ({
    name: layer.name,
    from: index === 0 ? from : layer.from,
    to: index === layers.length - 1 ? to : layer.to,
  }));
}

function adapterLayers(config: Config, from: number, to: number): Layer[] {
  if ((config.mode ?? 'mlp') !== 'mlp') throw refused('convert.configValue', { name: 'mode' });
  const count = sizeOf(config, 'num_layers');
  const hidden = sizeOf(config, 'hidden_dim');
  const widths = [from, ...Array.from({ length: count - 1 }, () => hidden), to];
  return widths.slice(1).map((next, index) => ({
    name: `adapter.layers.${index}`,
    from: widths[index] ?? 0,
    to: next,
  }));
}

/** A grid of features brought to fewer, as `interpolate` does without smoothing, each of length 1. */
function pooled(
  build: GraphBuilder,
  features: string,
  { from, to, width }: { readonly from: number; readonly to: number; readonly width: number },
): Output {
  const grid = build.one('Reshape', [features, build.ints([1, from, from, width])]);
  const channels = build.one('Transpose', [grid], { perm: [0, 3, 1, 2] });
  const resized = build.one('Resize', [channels, '', '', build.ints([1, width, to, to])], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
  const flat = build.one('Reshape', [resized, build.ints([1, width, to * to])]);
  const rows = build.one('Transpose', [flat], { perm: [0, 2, 1] });
  return { value: unitRows(build, rows), name: 'tokens', dims: [1, to * to, width] };
}
