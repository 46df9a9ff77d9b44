import fs from 'node:fs';
import path from 'node:path';
import { findPackage } from '../packages/find';
import { Packages } from '../packages/packages';
import { MANIFEST } from '../runtime/package';
import { dataFolder } from './archive/data';
import { CommandError, EXIT } from './error';
import type { AskCommand } from './options';
import type { Surroundings } from './surroundings';

type Asking = Exclude<AskCommand, { readonly kind: 'help' }>;

/**
 * The folder of the package that a command means: by its path, by the name of an added model, or the
 * one that comes with the studio.
 *
 * @throws CommandError (exit 4) for a name that no model has, and for a folder to be converted first
 */
export async function packageFolder(command: Asking, world: Surroundings): Promise<string> {
  const { model } = command;
  if (model === undefined) return world.package;
  const folder = path.resolve(world.folder, model);
  const there = (name: string): boolean => fs.existsSync(path.join(folder, name));
  if (there('config.json') && !there(MANIFEST)) {
    throw new CommandError(
      EXIT.package,
      `${folder} holds a published checkpoint: convert it first with npm run --silent models -- add "${folder}".`,
    );
  }
  // What looks like a path is one, so that its fault is told where it is opened.
  if (there(MANIFEST) || fs.existsSync(folder) || /[\\/]/.test(model)) return folder;
  const data = command.kind === 'question' ? command.kept?.data : undefined;
  const packagesFolder = path.join(dataFolder(data), 'packages');
  const cards = await new Packages({ packagesFolder, embedded: world.package }).list();
  const card = findPackage(cards, model);
  if (card) return card.folder;
  throw new CommandError(
    EXIT.package,
    `There is no model ${model} here: npm run --silent models -- list says which there are.`,
  );
}
