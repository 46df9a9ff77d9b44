import fs from 'node:fs/promises';
import path from 'node:path';
import { readJson } from '../checkpoint/json';
import { openCheckpoint, openFile } from '../checkpoint/open';
import { ConvertError, shownName } from '../error';
import { janusPro } from './janusPro';
import { metaMorph, type MetaMorphPart } from './metaMorph';
import type { Config, Part, Parts, Recipe } from './recipe';

/** All recipes. */
export const RECIPES: readonly Recipe[] = [janusPro, metaMorph];

/**
 * The recipe for a model by its configuration.
 *
 * @throws ConvertError that says what is known
 */
export function recipeFor(config: Config): Recipe {
  const recipe = RECIPES.find(({ fits }) => fits(config));
  if (recipe) return recipe;
  const type = typeof config.model_type === 'string' ? shownName(config.model_type) : '?';
  const known = RECIPES.map(({ name }) => name).join(', ');
  throw new ConvertError('input', 'convert.unknownFamily', { type, known });
}

/** A model's folder, its parts opened. */
export interface OpenedModel {
  readonly recipe: Recipe;
  readonly parts: Parts;
}

/**
 * Opens a folder with a published model: config.json and weights, and for MetaMorph beside them
 * `vision_tower/` (SigLIP, unless the checkpoint holds it) and `visualizer/` with `unet/`, `vae/`,
 * `adapter_checkpoint.pt`, `model_config.json` and, where it was trained, `unet_checkpoint.pt`.
 *
 * @throws ConvertError when it is no model, of an unknown family, or damaged
 */
export async function openModel(folder: string): Promise<OpenedModel> {
  const config = await configOf(folder);
  const recipe = recipeFor(config);
  const { tensors } = await openCheckpoint(folder);
  const main = { config, tensors };
  if (recipe.name !== metaMorph.name) return { recipe, parts: { main } };
  return { recipe, parts: { main, ...(await metaMorphParts(folder)) } };
}

async function configOf(folder: string): Promise<Config> {
  const file = path.join(folder, 'config.json');
  if (!(await isThere(file))) {
    throw new ConvertError('input', 'convert.partMissing', {
      folder: `${shownName(path.basename(folder))}/config.json`,
    });
  }
  return readJson(file);
}

async function metaMorphParts(
  folder: string,
): Promise<Partial<Record<MetaMorphPart, Part | undefined>>> {
  const visualizer = path.join(folder, 'visualizer');
  const unet = path.join(visualizer, 'unet');
  const trained = path.join(visualizer, 'unet_checkpoint.pt');
  return {
    encoder: await partIn(path.join(folder, 'vision_tower'), (config) =>
      // The whole of SigLIP has a configuration for each side.
      typeof config.vision_config === 'object' ? (config.vision_config as Config) : config,
    ),
    denoiser: (await isThere(trained))
      ? { config: await optionalJson(path.join(unet, 'config.json')), ...(await openFile(trained)) }
      : await partIn(unet),
    latent: await partIn(path.join(visualizer, 'vae')),
    adapter: await adapterIn(visualizer),
  };
}

async function partIn(
  folder: string,
  of: (config: Config) => Config = (config) => config,
): Promise<Part | undefined> {
  if (!(await isThere(folder))) return undefined;
  const config = of(await optionalJson(path.join(folder, 'config.json')));
  return { config, tensors: (await openCheckpoint(folder)).tensors };
}

async function adapterIn(folder: string): Promise<Part | undefined> {
  for (const name of ['adapter_checkpoint.safetensors', 'adapter_checkpoint.pt']) {
    const file = path.join(folder, name);
    if (!(await isThere(file))) continue;
    const config = await readJson(path.join(folder, 'model_config.json'));
    return { config, tensors: (await openFile(file)).tensors };
  }
  return undefined;
}

const optionalJson = async (file: string): Promise<Config> =>
  (await isThere(file)) ? readJson(file) : {};

async function isThere(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}
