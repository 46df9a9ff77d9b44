import path from 'node:path';
import fs from 'node:fs';
import { convert, type Converted } from '../../../electron/convert/convert';
import { readSkeletons } from '../../../electron/convert/onnx/skeleton';
import type { Bits } from '../../../electron/convert/recipes/precision';
import type { InferenceSession } from '../../../electron/runtime/onnxruntime';
import {
  expected,
  FIXTURES,
  freshFolder,
  safetensors,
  tensorsOf,
  writtenCheckpoint,
  type Layout,
  type Made,
} from '../made';
import { openGraph } from '../run';

/** What `transformers` says of a tiny Janus: models/convert/janus.py. */
export interface JanusCase {
  readonly config: Record<string, unknown>;
  readonly layout: Layout;
  /** The authors' names, and the tensors that each is made of. */
  readonly authors: Readonly<Record<string, readonly string[]>>;
  readonly ids: Readonly<Record<'bos' | 'pad' | 'boi' | 'place', number>>;
  readonly prompt: readonly number[];
  readonly seen: readonly number[];
  readonly codes: readonly number[];
  readonly picture: string;
  readonly rows: string;
  readonly logits: string;
  readonly scores: string;
}

/** What the reference's classes and `diffusers` say: models/convert/metamorph.py. */
export interface MetaMorphCase {
  readonly config: Record<string, unknown>;
  readonly visionConfig: object;
  readonly unetConfig: object;
  readonly vaeConfig: object;
  readonly adapterConfig: object;
  readonly layouts: Readonly<Record<'main' | 'adapter' | 'unet' | 'vae', Layout>>;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly tokens: string;
  readonly steps: string;
  readonly logits: string;
  readonly condition: string;
  readonly prediction: string;
  readonly picture: string;
}

export const skeletons = await readSkeletons(path.join(FIXTURES, 'skeletons'));

const janusCase = expected<JanusCase>('janus');
const janusTensors = tensorsOf(janusCase.layout);

/** A tiny Janus as `transformers` would save it. */
export function janusFolder(change: (tensors: Record<string, Made>) => void = () => undefined) {
  const tensors = { ...janusTensors };
  change(tensors);
  return { given: janusCase, folder: writtenCheckpoint(tensors, janusCase.config) };
}

/** The same numbers as the authors would publish them. */
export function authorsFolder() {
  const given = janusCase;
  const named = Object.entries(given.authors).map(([name, parts]): [string, Made] => {
    const made = parts.map((part) => janusTensors[part] as Made);
    const bytes = Buffer.concat(made.map(({ bytes: part }) => part));
    const [rows = 0, ...rest] = made[0]?.shape ?? [];
    const shape = [rows * made.length, ...rest];
    // Their positions are a picture of one.
    return [
      name,
      { dtype: 'BF16', shape: name.endsWith('pos_embed') ? [1, ...shape] : shape, bytes },
    ];
  });
  const pool = { dtype: 'BF16', shape: [2], bytes: new Uint8Array(4) };
  return {
    given,
    tensors: {
      ...Object.fromEntries(named),
      'vision_model.vision_tower.attn_pool.latent': pool,
      'gen_vision_model.quantize.codebook_used': pool,
    },
  };
}

const metaMorphCase = expected<MetaMorphCase>('metamorph');
const { main, adapter, unet, vae } = metaMorphCase.layouts;
const parts = {
  main: tensorsOf(main),
  adapter: tensorsOf(adapter),
  unet: tensorsOf(unet),
  vae: tensorsOf(vae),
};

/** A tiny MetaMorph folder with its three parts. */
export function metaMorphFolder(
  change: (folder: string, given: MetaMorphCase) => void = () => undefined,
  inside = false,
) {
  const given = metaMorphCase;
  const folder = freshFolder();
  const visualizer = path.join(folder, 'visualizer');
  writtenCheckpoint(parts.unet, given.unetConfig, path.join(visualizer, 'unet'));
  // The names of the time when Stable Diffusion 1.5 was published.
  const old = Object.entries(parts.vae).map(([name, tensor]): [string, Made] => {
    const words: Record<string, string> = { to_q: 'query', to_k: 'key', to_v: 'value' };
    const renamed = name
      .replace('to_out.0', 'proj_attn')
      .replace(/to_[qkv]/, (word) => words[word] ?? word);
    return [name.startsWith('decoder.mid_block') ? renamed : name, tensor];
  });
  writtenCheckpoint(Object.fromEntries(old), given.vaeConfig, path.join(visualizer, 'vae'));
  const file = path.join(visualizer, 'adapter_checkpoint.safetensors');
  fs.writeFileSync(file, safetensors(parts.adapter));
  const config = path.join(visualizer, 'model_config.json');
  fs.writeFileSync(config, JSON.stringify(given.adapterConfig));
  writeMain(folder, given, inside);
  change(folder, given);
  return { given, folder };
}

const TOWER = 'model.vision_tower.vision_tower.';

/**
 * Writes the checkpoint and, as SigLIP is published, its encoder beside it.
 *
 * @param inside the checkpoint has the encoder itself, and what lies beside it says sizes alone
 */
function writeMain(folder: string, given: MetaMorphCase, inside: boolean): void {
  const all = Object.entries(parts.main);
  const tower = all
    .filter(([name]) => name.startsWith(TOWER))
    .map(([name, made]): [string, Made] => [name.slice(TOWER.length), made]);
  const text: Made = { dtype: 'BF16', shape: [2], bytes: new Uint8Array(4) };
  const beside = inside
    ? { 'text_model.head.bias': text }
    : { ...Object.fromEntries(tower), 'text_model.head.bias': text, logit_scale: text };
  const config = { model_type: 'siglip', vision_config: given.visionConfig };
  writtenCheckpoint(beside, config, path.join(folder, 'vision_tower'));
  const own = inside ? all : all.filter(([name]) => !name.startsWith(TOWER));
  writtenCheckpoint(Object.fromEntries(own), given.config, folder);
}

/** Converts into a fresh folder. */
export async function convertedFolder(
  source: string,
  bits: Bits,
): Promise<{ folder: string; converted: Converted }> {
  const folder = path.join(freshFolder(), 'model');
  const free = (): Promise<number> => Promise.resolve(Infinity);
  const converted = await convert({ source, target: folder, bits, skeletons, free });
  return { folder, converted };
}

/** Opens graphs of a conversion by their names. */
export async function openedGraphs<Name extends string>(
  folder: string,
  names: readonly Name[],
): Promise<Record<Name, InferenceSession>> {
  const opened = await Promise.all(
    names.map(async (name) => [name, await openGraph(folder, `${name}.onnx`)] as const),
  );
  return Object.fromEntries(opened) as Record<Name, InferenceSession>;
}
