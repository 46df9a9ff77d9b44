import { isObject } from '../checkpoint/json';
import { DataFile } from '../onnx/dataFile';
import { findSkeleton, skeletonGraph } from '../onnx/skeleton';
import { perceptron, type Layer } from '../onnx/small';
import { languageGraphs } from './language';
import { languageShape, sizeOf } from './languageConfig';
import { POSITIONS, renamed, type Rule } from './naming';
import { required, type Config, type Recipe } from './recipe';

/** Names of `transformers`. */
const TRANSFORMERS: readonly Rule[] = [
  POSITIONS,
  [/^model\.language_model\./, ''],
  [/^lm_head\./, 'lm_head.'],
  [/^model\.vision_model\./, 'vision.'],
  [/^model\.aligner\.fc1\./, 'connector.0.'],
  [/^model\.aligner\.hidden_layers\.0\./, 'connector.1.'],
  [/^model\.generation_embeddings\./, 'codes.'],
  [/^model\.generation_aligner\.fc1\./, 'codeRows.0.'],
  [/^model\.generation_aligner\.hidden_layers\.0\./, 'codeRows.1.'],
  [/^model\.generation_head\.proj_out\./, 'codeHead.0.'],
  [/^model\.generation_head\.vision_head\./, 'codeHead.1.'],
  // What would turn pictures into codes.
  [/^model\.vqmodel\.(encoder|quant_conv)\./, undefined],
  [/^model\.vqmodel\./, 'picture.'],
];

const TOWER = String.raw`^vision_model\.vision_tower\.`;
const BLOCK = String.raw`${TOWER}blocks\.(\d+)\.`;
const LAYER = 'vision.encoder.layers.$1.';

/** Names of the authors. */
const AUTHORS: readonly Rule[] = [
  POSITIONS,
  [/^language_model\.model\./, ''],
  [/^language_model\.lm_head\./, 'lm_head.'],
  [new RegExp(`${TOWER}attn_pool\\.`), undefined],
  [new RegExp(`${TOWER}patch_embed\\.proj\\.`), 'vision.embeddings.patch_embedding.'],
  [new RegExp(`${TOWER}pos_embed$`), 'vision.embeddings.position_embedding.weight'],
  [new RegExp(`${TOWER}norm\\.`), 'vision.post_layernorm.'],
  [new RegExp(`${BLOCK}norm([12])\\.`), `${LAYER}layer_norm$2.`],
  [
    new RegExp(`${BLOCK}attn\\.qkv\\.`),
    ['q', 'k', 'v'].map((name) => `${LAYER}self_attn.${name}_proj.`),
  ],
  [new RegExp(`${BLOCK}attn\\.proj\\.`), `${LAYER}self_attn.projection_layer.`],
  [new RegExp(`${BLOCK}mlp\\.`), `${LAYER}mlp.`],
  [/^aligner\.layers\.0\./, 'connector.0.'],
  [/^aligner\.layers\.2\./, 'connector.1.'],
  [/^gen_embed\./, 'codes.'],
  [/^gen_aligner\.layers\.0\./, 'codeRows.0.'],
  [/^gen_aligner\.layers\.2\./, 'codeRows.1.'],
  [/^gen_head\.output_mlp_projector\./, 'codeHead.0.'],
  [/^gen_head\.vision_head\./, 'codeHead.1.'],
  [/^gen_vision_model\.(encoder|quant_conv)\./, undefined],
  [/^gen_vision_model\.quantize\.codebook_used$/, undefined],
  [/^gen_vision_model\.decoder\.mid\.0\./, 'picture.decoder.mid.block_1.'],
  [/^gen_vision_model\.decoder\.mid\.1\./, 'picture.decoder.mid.attn_1.'],
  [/^gen_vision_model\.decoder\.mid\.2\./, 'picture.decoder.mid.block_2.'],
  [/^gen_vision_model\.decoder\.conv_blocks\.(\d+)\.res\./, 'picture.decoder.up.$1.block.'],
  [/^gen_vision_model\.decoder\.conv_blocks\./, 'picture.decoder.up.'],
  [/^gen_vision_model\./, 'picture.'],
];

/** The vision encoder that the authors name instead of describing it. */
const NAMED_ENCODERS: Readonly<Record<string, Config>> = {
  siglip_large_patch16_384: {
    hidden_size: 1024,
    num_hidden_layers: 24,
    num_attention_heads: 16,
    image_size: 384,
    patch_size: 16,
  },
};
const DEFAULT_ENCODER = 'siglip_large_patch16_384';

/** The code decoder of all published models. */
const DECODER: Config = {
  base_channels: 128,
  channel_multiplier: [1, 1, 2, 2, 4],
  num_res_blocks: 2,
};

/** What both ways to write the configuration say. */
interface Read {
  readonly language: Config;
  readonly encoder: Config;
  readonly decoder: Config;
  readonly codes: { readonly count: number; readonly width: number };
}

const objectOf = (value: unknown): Config => (isObject(value) ? value : {});

function authorsConfig(config: Config): Read {
  const params = (name: string): Config => objectOf(objectOf(config[name]).params);
  const vision = params('vision_config');
  const codes = params('gen_vision_config');
  const name = typeof vision.model_name === 'string' ? vision.model_name : DEFAULT_ENCODER;
  return {
    language: objectOf(config.language_config),
    // What is said beside the name counts.
    encoder: { ...NAMED_ENCODERS[name], ...vision },
    decoder: { ...DECODER, ...codes },
    codes: { count: sizeOf(codes, 'image_token_size', 16384), width: sizeOf(codes, 'n_embed', 8) },
  };
}

function transformersConfig(config: Config): Read {
  const decoder = { ...DECODER, ...objectOf(config.vq_config) };
  return {
    language: objectOf(config.text_config),
    encoder: { ...NAMED_ENCODERS[DEFAULT_ENCODER], ...objectOf(config.vision_config) },
    decoder,
    codes: {
      count: sizeOf(decoder, 'num_embeddings', 16384),
      width: sizeOf(decoder, 'embed_dim', 8),
    },
  };
}

const isAuthors = (config: Config): boolean => config.model_type === 'multi_modality';

/** Janus-Pro of DeepSeek, in its authors' names or in those of `transformers`. */
export const janusPro: Recipe = {
  name: 'janus-pro',
  version: 1,
  fits: (config) => isAuthors(config) || config.model_type === 'janus',
  layOut: ({ main }, precision, skeletons) => {
    const authors = isAuthors(main.config);
    const { language, encoder, decoder, codes } = authors
      ? authorsConfig(main.config)
      : transformersConfig(main.config);
    const shape = languageShape(language);
    const n = shape.hidden;
    const tower = {
      hidden: sizeOf(encoder, 'hidden_size'),
      layers: sizeOf(encoder, 'num_hidden_layers'),
      heads: sizeOf(encoder, 'num_attention_heads'),
      image: sizeOf(encoder, 'image_size'),
      patch: sizeOf(encoder, 'patch_size'),
    };
    const encoderSkeleton = required(findSkeleton(skeletons, 'janus', tower), 'SigLIP');
    const decoderSkeleton = required(
      findSkeleton(skeletons, 'codes', {
        codes: codes.count,
        width: codes.width,
        base: decoder.base_channels,
        multipliers: decoder.channel_multiplier,
        blocks: decoder.num_res_blocks,
        // As many codes as the encoder has patches.
        ...(typeof decoder.num_patches === 'number' ? { side: decoder.num_patches } : {}),
      }),
      'VQ',
    );
    const side = sizeOf(decoderSkeleton.shape, 'side');
    const files = {
      language: new DataFile('language.bin'),
      vision: new DataFile('vision.bin'),
      picture: new DataFile('picture.bin'),
    };
    const layers = (name: string, ...widths: number[]): Layer[] =>
      widths
        .slice(1)
        .map((to, index) => ({ name: `${name}.${index}`, from: widths[index] ?? 0, to }));
    const { heads } = precision;
    const graphs = {
      ...languageGraphs(files.language, shape, precision),
      connector: perceptron(files.language, {
        graph: 'connector',
        layers: layers('connector', tower.hidden, n, n),
        input: 'tokens',
        output: 'rows',
        kept: heads,
      }),
      codeRows: perceptron(files.language, {
        graph: 'codeRows',
        table: { name: 'codes.weight', shape: [codes.count, codes.width] },
        layers: layers('codeRows', codes.width, n, n),
        input: 'codes',
        output: 'rows',
        kept: heads,
      }),
      codeHead: perceptron(files.language, {
        graph: 'codeHead',
        layers: layers('codeHead', n, n, codes.count),
        input: 'hidden',
        output: 'scores',
        kept: heads,
      }),
      encoder: skeletonGraph(files.vision, encoderSkeleton, {
        kept: precision.encoder,
        prefix: 'vision.',
        output: 'tokens',
      }),
      decoder: skeletonGraph(files.picture, decoderSkeleton, {
        kept: precision.picture,
        prefix: 'picture.',
        output: 'pixels',
      }),
    };
    return {
      graphs,
      files: Object.values(files),
      tensors: renamed(main.tensors, authors ? AUTHORS : TRANSFORMERS),
      description: {
        recipe: 'janus-pro',
        version: 1,
        language: shape,
        sequences: 2,
        visualTokens: (tower.image / tower.patch) ** 2,
        featureWidth: tower.hidden,
        preprocessing: {
          size: tower.image,
          fit: 'pad',
          padding: [127, 127, 127],
          resampling: 'bicubic',
          mean: [0.5, 0.5, 0.5],
          std: [0.5, 0.5, 0.5],
        },
        picture: {
          kind: 'codes',
          codes: codes.count,
          side,
          size: side * 2 ** (countOf(decoder.channel_multiplier) - 1),
        },
      },
    };
  },
};

const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : 1);
