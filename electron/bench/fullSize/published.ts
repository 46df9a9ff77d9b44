import type { FullSizeModel, Marks } from './models';

const JANUS_MARKS: Marks = {
  1: '<｜begin▁of▁sentence｜>',
  2: '<｜▁pad▁｜>',
  3: '<｜end▁of▁sentence｜>',
  5: '<begin_of_image>',
  6: '<image_placeholder>',
  8: '<end_of_image>',
  10: '<|User|>',
  11: '<|Assistant|>',
};
const LLAMA_MARKS: Marks = {
  1: '<|begin_of_text|>',
  2: '<|end_of_text|>',
  3: '<image_start>',
  4: '<image_end>',
  6: '<|start_header_id|>',
  7: '<|end_header_id|>',
  8: '<|eot_id|>',
};

const main = { folder: '', file: 'model', configFile: 'config.json' } as const;

/** A Janus in the names of `transformers`, by its configuration. */
export const janusModel = (
  name: string,
  title: string,
  config: Readonly<Record<string, unknown>>,
): FullSizeModel => ({
  name,
  title,
  marks: JANUS_MARKS,
  parts: { main: { ...main, config } },
  rules: [
    [/^(?=(embed_tokens|layers|norm)\.)/, 'main', 'model.language_model.'],
    [/^(?=lm_head\.)/, 'main', ''],
    [/^vision\./, 'main', 'model.vision_model.'],
    [/^connector\.0\./, 'main', 'model.aligner.fc1.'],
    [/^connector\.1\./, 'main', 'model.aligner.hidden_layers.0.'],
    [/^codes\./, 'main', 'model.generation_embeddings.'],
    [/^codeRows\.0\./, 'main', 'model.generation_aligner.fc1.'],
    [/^codeRows\.1\./, 'main', 'model.generation_aligner.hidden_layers.0.'],
    [/^codeHead\.0\./, 'main', 'model.generation_head.proj_out.'],
    [/^codeHead\.1\./, 'main', 'model.generation_head.vision_head.'],
    [/^picture\./, 'main', 'model.vqmodel.'],
  ],
  given: [],
  targets: { load: 2 },
});

/** Configurations of a MetaMorph's parts. */
interface MetaMorphConfigs {
  readonly main: Readonly<Record<string, unknown>>;
  readonly encoder: Readonly<Record<string, unknown>>;
  readonly denoiser: Readonly<Record<string, unknown>>;
  readonly latent: Readonly<Record<string, unknown>>;
  readonly adapter: Readonly<Record<string, unknown>>;
}

/** A MetaMorph in the names of its reference, with SigLIP and Stable Diffusion beside it. */
export const metaMorphModel = (
  name: string,
  title: string,
  configs: MetaMorphConfigs,
  { hidden, vision }: { readonly hidden: number; readonly vision: number },
): FullSizeModel => ({
  name,
  title,
  marks: LLAMA_MARKS,
  parts: {
    main: { ...main, config: configs.main },
    encoder: {
      folder: 'vision_tower',
      file: 'model',
      configFile: 'config.json',
      config: configs.encoder,
    },
    denoiser: {
      folder: 'visualizer/unet',
      file: 'diffusion_pytorch_model',
      configFile: 'config.json',
      config: configs.denoiser,
    },
    latent: {
      folder: 'visualizer/vae',
      file: 'diffusion_pytorch_model',
      configFile: 'config.json',
      config: configs.latent,
    },
    adapter: {
      folder: 'visualizer',
      file: 'adapter_checkpoint',
      configFile: 'model_config.json',
      config: configs.adapter,
    },
  },
  rules: [
    [/^(?=(embed_tokens|layers|norm)\.)/, 'main', 'model.'],
    [/^(?=lm_head\.)/, 'main', ''],
    [/^connector\.0\./, 'main', 'model.mm_projector.0.'],
    [/^connector\.1\./, 'main', 'model.mm_projector.2.'],
    [/^visionHead\.0\./, 'main', 'vision_head.0.'],
    [/^visionHead\.1\./, 'main', 'vision_head.2.'],
    [/^vision\./, 'encoder', 'vision_model.'],
    [/^denoiser\./, 'denoiser', ''],
    [/^latent\./, 'latent', ''],
    [/^adapter\./, 'adapter', ''],
  ],
  given: [
    { name: 'model.mm_projector.0.weight', shape: [hidden, vision] },
    { name: 'model.mm_projector.2.weight', shape: [hidden, hidden] },
    { name: 'vision_head.0.weight', shape: [hidden, hidden] },
    { name: 'vision_head.2.weight', shape: [vision, hidden] },
  ],
  targets: { load: 8 },
});

/** The models that `--full-size` knows. */
export const FULL_SIZE: readonly FullSizeModel[] = [
  janusModel('janus-1b', 'Janus-Pro-1B', {
    model_type: 'janus',
    text_config: {
      model_type: 'llama',
      vocab_size: 102_400,
      hidden_size: 2048,
      intermediate_size: 5632,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      num_key_value_heads: 16,
      max_position_embeddings: 16_384,
      rms_norm_eps: 1e-6,
    },
    vision_config: {},
    vq_config: {},
  }),
  metaMorphModel(
    'llama-8b',
    'LLaMA-3.1-8B as a MetaMorph',
    {
      main: {
        model_type: 'metamorph_llama',
        vocab_size: 128_258,
        hidden_size: 4096,
        intermediate_size: 14_336,
        num_hidden_layers: 32,
        num_attention_heads: 32,
        num_key_value_heads: 8,
        max_position_embeddings: 131_072,
        rms_norm_eps: 1e-5,
        rope_theta: 500_000,
        rope_scaling: {
          rope_type: 'llama3',
          factor: 8,
          low_freq_factor: 1,
          high_freq_factor: 4,
          original_max_position_embeddings: 8192,
        },
      },
      encoder: {},
      denoiser: {},
      latent: {},
      adapter: { input_dim: 1152, hidden_dim: 2048, output_dim: 768, num_layers: 2, mode: 'mlp' },
    },
    { hidden: 4096, vision: 1152 },
  ),
];
