import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceTensor } from '../../../electron/convert/checkpoint/tensor';
import { readSkeletons } from '../../../electron/convert/onnx/skeleton';
import { janusPro } from '../../../electron/convert/recipes/janusPro';
import { metaMorph } from '../../../electron/convert/recipes/metaMorph';
import { precisionOf } from '../../../electron/convert/recipes/precision';
import type { LaidOut } from '../../../electron/convert/recipes/recipe';

const FOLDER = path.resolve(import.meta.dirname, '../../../electron/convert/skeletons');
const shipped = await readSkeletons(FOLDER);

const gigabytes = ({ files }: LaidOut, name: string): number =>
  (files.find(({ location }) => location === name)?.size ?? NaN) / 1e9;

/** Janus-Pro's configuration as its authors publish it. */
const janus = (language: object): Record<string, unknown> => ({
  model_type: 'multi_modality',
  language_config: { model_type: 'llama', vocab_size: 102400, ...language },
  vision_config: { params: { image_size: 384, model_name: 'siglip_large_patch16_384' } },
  gen_vision_config: { params: { image_token_size: 16384, n_embed: 8 } },
});

function tensor(...shape: number[]): SourceTensor {
  return { file: 'model.safetensors', dtype: 'BF16', shape, offset: 0, bytes: 0 };
}

describe('the graphs that are shipped', () => {
  it('are smaller than a megabyte together', () => {
    const sizes = fs.readdirSync(FOLDER).map((name) => fs.statSync(path.join(FOLDER, name)).size);
    expect(sizes.length).toBe(6);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
  });

  // Catches a size of a published model that no graph fits, and weights that are kept twice.
  it.each([
    ['1B', { hidden_size: 2048, intermediate_size: 5632, num_hidden_layers: 24 }, 16, 1.33],
    ['7B', { num_hidden_layers: 30 }, 32, 5.02],
  ])('fit Janus-Pro %s', (_, sizes, heads, size) => {
    const config = janus({ ...sizes, num_attention_heads: heads, max_position_embeddings: 16384 });
    const laidOut = janusPro.layOut(
      { main: { config, tensors: new Map() } },
      precisionOf(4),
      shipped,
    );
    expect(gigabytes(laidOut, 'language.bin')).toBeCloseTo(size, 1);
    // 304 million weights in 8 bits, 40 million in 16.
    expect(gigabytes(laidOut, 'vision.bin')).toBeCloseTo(0.35, 1);
    expect(gigabytes(laidOut, 'picture.bin')).toBeCloseTo(0.09, 2);
    expect(laidOut.description).toMatchObject({
      visualTokens: 576,
      picture: { codes: 16384, side: 24, size: 384 },
    });
  });

  it('fit MetaMorph on LLaMA 3.1 8B with Stable Diffusion 1.5', () => {
    const config = {
      model_type: 'metamorph_llama',
      hidden_size: 4096,
      intermediate_size: 14336,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      vocab_size: 128258,
      max_position_embeddings: 131072,
      rms_norm_eps: 1e-5,
      rope_theta: 500000,
      rope_scaling: {
        rope_type: 'llama3',
        factor: 8,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 8192,
      },
    };
    const tensors = new Map([
      ['model.mm_projector.0.weight', tensor(4096, 1152)],
      ['model.mm_projector.2.weight', tensor(4096, 4096)],
      ['vision_head.0.weight', tensor(4096, 4096)],
      ['vision_head.2.weight', tensor(1152, 4096)],
      [
        'model.vision_tower.vision_tower.vision_model.embeddings.patch_embedding.bias',
        tensor(1152),
      ],
    ]);
    const none = { config: {}, tensors: new Map<string, SourceTensor>() };
    const adapter = {
      config: { input_dim: 1152, hidden_dim: 2048, output_dim: 768, num_layers: 2, mode: 'mlp' },
      tensors: none.tensors,
    };
    const parts = { main: { config, tensors }, denoiser: none, latent: none, adapter };
    const laidOut = metaMorph.layOut(parts, precisionOf(4), shipped);
    expect(gigabytes(laidOut, 'language.bin')).toBeCloseTo(5.74, 2);
    // Both graphs of the denoiser read the same 860 million weights of 16 bits.
    expect(gigabytes(laidOut, 'denoiser.bin')).toBeCloseTo(1.72, 1);
    expect(laidOut.description).toMatchObject({
      visualTokens: 64,
      featureWidth: 1152,
      picture: { condition: { rows: 77, width: 768 }, size: 512 },
    });
  });
});
