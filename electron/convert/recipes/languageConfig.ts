import { isObject } from '../checkpoint/json';
import { refused } from '../error';
import type { LanguageShape } from '../onnx/language';
import type { RotaryScaling } from '../onnx/rotary';

type Config = Readonly<Record<string, unknown>>;

/** Largest size in a configuration that is believed. */
const MOST = 2 ** 24;

/** What LLaMA's configuration leaves out where it is so. */
const LLAMA_DEFAULTS: Config = {
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  max_position_embeddings: 2048,
};

/**
 * The shape of a language model from its configuration, as `transformers` writes it.
 *
 * @param config of the language model alone
 * @throws ConvertError for a family or a feature that the graph builder does not know
 */
export function languageShape(config: Config): LanguageShape {
  const family = familyOf(config);
  const given = family === 'llama' ? { ...LLAMA_DEFAULTS, ...config } : config;
  const size = (name: string): number => sizeOf(given, name);
  const heads = size('num_attention_heads');
  const hidden = size('hidden_size');
  const headWidth = isGiven(given.head_dim) ? size('head_dim') : hidden / heads;
  const kvHeads = isGiven(given.num_key_value_heads) ? size('num_key_value_heads') : heads;
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0 || heads % kvHeads !== 0) {
    throw refused('convert.configValue', { name: 'num_attention_heads' });
  }
  checkFeatures(given, family);
  return {
    layers: size('num_hidden_layers'),
    heads,
    kvHeads,
    headWidth,
    hidden,
    feedForward: size('intermediate_size'),
    vocabulary: size('vocab_size'),
    epsilon: numberOf(given, 'rms_norm_eps', 1e-6),
    context: size('max_position_embeddings'),
    biases: family === 'qwen2',
    headNorms: family === 'qwen3',
    tied: given.tie_word_embeddings === true,
    ...rotary(given),
  };
}

function familyOf(config: Config): 'llama' | 'qwen2' | 'qwen3' {
  const type = typeof config.model_type === 'string' ? config.model_type : 'llama';
  // A model that was grown from one of these says so at the end of its name.
  const family = /(?:^|_)(llama|qwen2|qwen3)$/.exec(type)?.[1];
  if (family === 'llama' || family === 'qwen2' || family === 'qwen3') return family;
  throw refused('convert.languageFamily', { type });
}

function checkFeatures(config: Config, family: string): void {
  const act = config.hidden_act ?? 'silu';
  if (act !== 'silu') throw refused('convert.configValue', { name: 'hidden_act' });
  for (const name of ['mlp_bias', 'use_sliding_window']) {
    if (config[name] === true) throw refused('convert.configValue', { name });
  }
  if (config.attention_bias === true && family !== 'qwen2') {
    throw refused('convert.configValue', { name: 'attention_bias' });
  }
  if (isObject(config.quantization_config)) {
    throw refused('convert.alreadyQuantized');
  }
}

function rotary(config: Config): { theta: number; scaling?: RotaryScaling } {
  // Newer configurations hold all of it in one object.
  const newer = isObject(config.rope_parameters) ? config.rope_parameters : undefined;
  const older = isObject(config.rope_scaling) ? config.rope_scaling : undefined;
  const given = newer ?? older ?? {};
  const theta = numberOf({ ...config, ...newer }, 'rope_theta', 10_000);
  const part = numberOf({ ...config, ...newer }, 'partial_rotary_factor', 1);
  if (part !== 1) throw refused('convert.configValue', { name: 'partial_rotary_factor' });
  const type = given.rope_type ?? given.type ?? 'default';
  if (type === 'default') return { theta };
  if (type !== 'llama3') throw refused('convert.configValue', { name: 'rope_type' });
  const scaling = {
    factor: numberOf(given, 'factor'),
    lowFrequency: numberOf(given, 'low_freq_factor'),
    highFrequency: numberOf(given, 'high_freq_factor'),
    original: numberOf(given, 'original_max_position_embeddings'),
  };
  return { theta, scaling };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** A size out of a configuration. @throws ConvertError with its name when it cannot be one */
export function sizeOf(config: Config, name: string, otherwise?: number): number {
  const value = config[name] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MOST) {
    return value;
  }
  throw refused('convert.configValue', { name });
}

function numberOf(config: Config, name: string, otherwise?: number): number {
  const value = config[name] ?? otherwise;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw refused('convert.configValue', { name });
}
