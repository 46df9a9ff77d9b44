import fs from 'node:fs';
import path from 'node:path';
import { searchCatalogue } from '../../catalogue/catalogue';
import { getModel, type ModelPlaces } from '../../catalogue/getModel';
import { makePrivateFolder } from '../../disk/privateMode';
import { searchModels } from '../../hub/listing';
import { findPackage } from '../../packages/find';
import { Packages } from '../../packages/packages';
import { openPackage } from '../../runtime/package';
import type { GetStage } from '../../../shared/catalogue';
import type { PackageCard } from '../../../shared/ipc/packages';
import { dataFolder, folderToWrite } from '../archive/data';
import { CommandError, EXIT, failureOf, type ExitCode } from '../error';
import { jsonLine } from '../terminal';
import { MODELS_HELP, readModelsOptions, type ModelsCommand } from './options';
import { cardLines, catalogueLines, foundLines, progressLine, sizeOf } from './print';

/** What the command meets of the world: given by the process, or by a test. */
export interface ModelsSurroundings extends Omit<ModelPlaces, 'packagesFolder'> {
  /** Absolute folder that relative paths are meant from. */
  readonly folder: string;
  /** Absolute folder of the package that comes with the studio. */
  readonly package: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the command `models`; errors become one sentence on standard error and an exit code.
 *
 * @param words what was typed after the command's name
 */
export async function modelsCommand(
  words: readonly string[],
  world: ModelsSurroundings,
): Promise<ExitCode> {
  try {
    const command = readModelsOptions(words, world.folder);
    if (command.kind === 'help') world.out(MODELS_HELP);
    else await run(command, world);
    return EXIT.done;
  } catch (error) {
    const { exit, sentence } = failureOf(error);
    world.err(`${sentence}\n`);
    return exit;
  }
}

async function run(command: ModelsCommand, world: ModelsSurroundings): Promise<void> {
  if (command.kind === 'search') await search(command, world);
  if (command.kind === 'list') await list(command, world);
  if (command.kind === 'add') await add(command, world);
  if (command.kind === 'remove') await remove(command, world);
  if (command.kind === 'verify') await verify(command, world);
}

const packagesIn = (data: string, world: ModelsSurroundings): Packages =>
  new Packages({ packagesFolder: path.join(data, 'packages'), embedded: world.package });

async function list({ data, json }: ModelsCommand, world: ModelsSurroundings): Promise<void> {
  const cards = await packagesIn(dataFolder(data), world).list();
  world.out(json ? jsonLine(cards) : cardLines(cards));
}

async function search(
  { word, hub, json }: ModelsCommand,
  world: ModelsSurroundings,
): Promise<void> {
  const catalogue = searchCatalogue(word);
  const found = hub ? await searchModels({ ...world.hub, signal: world.signal }, word) : [];
  world.out(json ? jsonLine({ catalogue, hub: found }) : catalogueLines(catalogue) + foundLines(found));
}

async function add(command: ModelsCommand, world: ModelsSurroundings): Promise<void> {
  const { word, bits, keepsSource, json } = command;
  const data = folderToWrite(command.data);
  const packagesFolder = path.join(data, 'packages');
  makePrivateFolder(packagesFolder);
  const local = path.resolve(world.folder, word);
  const from = fs.existsSync(local) ? local : word;
  const said = new Map<GetStage, number>();
  const hash = await getModel(
    { ...world, packagesFolder },
    { from, bits, keepsSource },
    {
      signal: world.signal,
      progress: (stage, done, total) => {
        // One line for each tenth: what reads this may be a file.
        const tenth = total > 0 ? Math.floor((done / total) * 10) : 0;
        if (said.get(stage) === tenth) return;
        said.set(stage, tenth);
        world.err(progressLine(stage, done, total));
      },
    },
  );
  const card = await packagesIn(data, world).cardOf(hash, null);
  world.out(json ? jsonLine(card) : `${card.name} is added (${sizeOf(card.size)}).\n`);
}

async function cardNamed(
  { word, data }: ModelsCommand,
  world: ModelsSurroundings,
): Promise<PackageCard> {
  const cards = await packagesIn(dataFolder(data), world).list();
  const card = findPackage(cards, word);
  if (card) return card;
  throw new CommandError(EXIT.package, `There is no model ${word} here: see models list.`);
}

async function remove(command: ModelsCommand, world: ModelsSurroundings): Promise<void> {
  const card = await cardNamed(command, world);
  await packagesIn(folderToWrite(command.data), world).remove(card.choice);
  world.out(
    command.json ? jsonLine({ removed: card.hash }) : `${card.name || card.choice} is removed.\n`,
  );
}

async function verify(command: ModelsCommand, world: ModelsSurroundings): Promise<void> {
  const local = path.resolve(world.folder, command.word);
  const folder = fs.existsSync(path.join(local, 'manifest.json'))
    ? local
    : (await cardNamed(command, world)).folder;
  // Nothing that was noted before counts here.
  const { manifest, hash } = await openPackage(folder, world.signal, undefined, false);
  const files = manifest.files.length + manifest.data.length;
  world.out(
    command.json
      ? jsonLine({ folder, hash, files })
      : `${manifest.name} is whole: ${files} files, hash ${hash}.\n`,
  );
}
