import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkPackage, filesOf, MANIFEST } from '../runtime/package';
import type { PackageCard, PackageChoice } from '../../shared/ipc/packages';
import { t } from '../../shared/i18n/translate';
import { checkName } from '../runtime/package';
import { addPackage, sweepPartial } from './add';
import { packageError } from './error';
import { memoryNeed, memoryOfHere, mostMemory, type Memory } from './memory';
import { removePackage } from './remove';
import type { Task } from '../../shared/task';

export interface PackagesOptions {
  /** Folder of the added packages, each in a folder named by its hash. */
  readonly packagesFolder: string;
  /** Folder of the embedded package. */
  readonly embedded: string;
  readonly memory?: () => Memory;
}

const HASH = /^[0-9a-f]{64}$/;

/** The packages that can be chosen: the embedded one and those that were added. */
export class Packages {
  readonly #memory: () => Memory;

  constructor(private readonly options: PackagesOptions) {
    this.#memory = options.memory ?? memoryOfHere;
  }

  /** Removes what a crash left behind; called once at the start. */
  async open(): Promise<void> {
    await sweepPartial(this.options.packagesFolder);
  }

  /** Cards of all packages, the embedded one first. */
  async list(): Promise<PackageCard[]> {
    const { packagesFolder, embedded } = this.options;
    const isPackage = (name: string): boolean =>
      HASH.test(name) && existsSync(path.join(packagesFolder, name, MANIFEST));
    const names = (await readdir(packagesFolder).catch(() => [])).filter(isPackage).sort();
    return [
      await this.#card('embedded', embedded),
      ...(await Promise.all(
        names.map((name) => this.#card(name, path.join(packagesFolder, name))),
      )),
    ];
  }

  /** Where a chosen package lies; it need not be there any more. */
  folderOf(choice: PackageChoice): string {
    const { packagesFolder, embedded } = this.options;
    return choice === 'embedded' ? embedded : path.join(packagesFolder, choice);
  }

  /** Card of a chosen package; without a choice, that of a folder, or else of the embedded one. */
  cardOf(choice: PackageChoice | null, folder: string | null): Promise<PackageCard> {
    if (choice !== null) return this.#card(choice, this.folderOf(choice));
    return this.#card('embedded', folder ?? this.options.embedded);
  }

  /** Where an added package lies now, by the folder it had before the data was moved. */
  settled(folder: string): string {
    const name = path.basename(folder);
    return HASH.test(name) ? path.join(this.options.packagesFolder, name) : folder;
  }

  /**
   * Adds the package of a folder or zip.
   *
   * @returns its card
   */
  async add(place: string, task: Task): Promise<PackageCard> {
    const hash = await addPackage(this.options.packagesFolder, place, task);
    return this.#card(hash, this.folderOf(hash));
  }

  /** Removes an added package for good; what else lies in its folder stays. */
  async remove(choice: PackageChoice): Promise<void> {
    if (choice === 'embedded') throw packageError(t('packages.embeddedStays'));
    await removePackage(this.folderOf(choice));
  }

  /** What keeps a package from fitting into the memory of now; nothing when it fits. */
  async unfit(folder: string): Promise<(Omit<Memory, 'total'> & { need: number }) | undefined> {
    const card = await this.#card('embedded', folder).catch(() => undefined);
    // What is wrong with a package is told when it is loaded.
    if (!card?.memory) return undefined;
    const { need } = card.memory;
    const { free } = this.#memory();
    return need > free ? { need, free } : undefined;
  }

  /** Most memory (bytes) that the process of a package may take; nothing for one that cannot be read. */
  async mostMemory(folder: string): Promise<number | undefined> {
    const read = await readPackage(folder).catch(() => undefined);
    return read && mostMemory(memoryNeed(read.manifest), read.manifest.memory?.peak);
  }

  async #card(choice: PackageChoice, folder: string): Promise<PackageCard> {
    try {
      const { manifest, hash, bytes } = await readPackage(folder);
      const { name, version, licence, origin, files, data, trainingCard, prompts } = manifest;
      return {
        choice,
        folder,
        hash,
        name,
        version,
        licence,
        origin,
        size: [...files, ...data].reduce((sum, file) => sum + file.size, bytes),
        capabilities: manifest.capabilities,
        tasks: prompts.tasks.map(({ id }) => id),
        limits: trainingCard.limits,
        figures: trainingCard.metrics,
        memory: { need: memoryNeed(manifest), ...this.#memory() },
        fault: null,
      };
    } catch (error) {
      const there = await stat(folder).catch(() => undefined);
      const words = error instanceof Error && there ? error.message : t('packages.gone');
      return { ...NOTHING_KNOWN, choice, folder, fault: words };
    }
  }
}

/** The manifest of a package's folder, its hash and how many bytes it has. */
async function readPackage(folder: string) {
  const bytes = await readFile(path.join(folder, MANIFEST));
  const { manifest, hash } = checkPackage(bytes, await filesOf(folder));
  checkName(folder, hash);
  return { manifest, hash, bytes: bytes.length };
}

/** The card of a package that cannot be read. */
const NOTHING_KNOWN: Omit<PackageCard, 'choice' | 'folder' | 'fault'> = {
  hash: '',
  name: '',
  version: '',
  licence: '',
  origin: '',
  size: 0,
  tasks: [],
  capabilities: null,
  limits: '',
  figures: [],
  memory: null,
};
