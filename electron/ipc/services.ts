import type { Opening } from './opening';
import type { Desktop } from './desktop';
import path from 'node:path';
import { Chat } from '../chat/chat';
import { SimilaritySearch } from '../chat/similarity';
import { PackageLoader } from '../chat/packageLoader';
import { Pictures, type DifferenceOf } from '../chat/redraw';
import { watchRest } from '../chat/idleUnload';
import { Titler } from '../chat/titles';
import { Workbench } from '../chat/imageTasks';
import { ModelGetter } from '../catalogue/getter';
import type { ModelPlaces } from '../catalogue/getModel';
import type { HubOptions } from '../hub/options';
import type { Memory } from '../packages/memory';
import { Packages } from '../packages/packages';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { FindFaults } from '../recovery/checkClient';
import { findFaults } from '../recovery/check';
import { BackupQueue } from '../recovery/backupQueue';
import type { ApiStatus } from '../../shared/ipc/program';
import type { Rescued } from '../../shared/ipc/recovery';
import type { StudioEvent } from '../../shared/ipc/contract';
import { t } from '../../shared/i18n/translate';
import type { Settings } from '../../shared/settings';

/** The server for other programs, as calls see it. */
export interface Api {
  readonly status: ApiStatus;
  apply(settings: Settings): Promise<void>;
}

/** What the calls work on. */
export interface Services {
  readonly store: Store;
  readonly chat: Chat;
  readonly titler: Titler;
  readonly drawings: Pictures;
  readonly workbench: Workbench;
  readonly packageLoader: PackageLoader;
  readonly packages: Packages;
  readonly models: Models;
  /** The runtime of all answers, which rests when nothing is asked. */
  /** The runtime of all answers, which unloads when idle. */
  readonly runtime: Runtime;
  readonly api: Api;
  readonly desktop: Desktop;
  readonly similaritySearch: SimilaritySearch;
  readonly backupQueue: BackupQueue;
  /** The check of all data. */
  readonly findFaults: FindFaults;
  /** The report of a rescue when the store was opened. */
  readonly rescued?: Rescued | undefined;
  readonly opening: Opening;
  readonly emit: (event: StudioEvent) => void;
}

/** Getting models, as calls see it. */
export interface Models {
  readonly getter: ModelGetter;
  readonly hub: () => HubOptions;
  /** Folder of the skeletons that the program ships. */
  readonly skeletons: string;
}

const MINUTE = 60_000;

export interface ServiceOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Folder of the package that is used when the settings name none. */
  readonly packageFolder: string;
  /** Memory of this computer; taken from the system unless given. */
  readonly memory?: () => Memory;
  /** How models are converted, where from, and with which skeletons. */
  readonly models: Pick<ModelPlaces, 'convert' | 'skeletons'> & Pick<Models, 'hub'>;
  readonly emit: (event: StudioEvent) => void;
  readonly differenceOf: DifferenceOf;
  /** The check of all data; in this process unless given. */
  readonly findFaults?: FindFaults;
  /** Called with unexpected errors. */
  readonly report: (error: unknown) => void;
}

/** What a program with a window adds. */
type Given = 'desktop' | 'api' | 'opening';

/** Connects the store and the runtime to a chat; a program with a window adds the desktop. */
export function createServices(options: ServiceOptions): Omit<Services, Given> {
  const { store, packageFolder, emit, report, differenceOf, memory } = options;
  const packagesFolder = path.join(store.folder, 'packages');
  const packages = new Packages({
    packagesFolder,
    embedded: packageFolder,
    ...(memory ? { memory } : {}),
  });
  const getter = new ModelGetter({
    ...options.models,
    packagesFolder,
    card: (hash) => packages.cardOf(hash, null),
    changed: (status) => emit({ type: 'models', status }),
    report,
  });
  const runtime = watchRest(
    options.runtime,
    () => store.settings.get().unloadAfter * MINUTE,
    () => void packageLoader.rest().catch(report),
  );
  const packageLoader: PackageLoader = new PackageLoader({
    runtime,
    options: (choice) => {
      const settings = store.settings.get();
      return {
        folder:
          choice === null ? (settings.packageFolder ?? packageFolder) : packages.folderOf(choice),
        provider: settings.provider,
        threads: settings.threads,
      };
    },
    unfit: async (folder) => {
      const found = await packages.unfit(folder);
      return found && t('packages.unfit', found);
    },
    mostMemory: (folder) => packages.mostMemory(folder),
    changed: (status) => emit({ type: 'package', status }),
  });
  const onTitle = (id: string): void =>
    emit({ type: 'conversation', conversation: store.conversations.get(id) });
  const titler = new Titler({ store, runtime, packageLoader, onTitle });
  const chat = new Chat({ store, runtime, packageLoader, titler, emit, report });
  const drawings = new Pictures(store, runtime, packageLoader, differenceOf);
  const workbench = new Workbench(store, runtime, packageLoader);
  const backupQueue = new BackupQueue(store, (problems) =>
    emit({ type: 'backupProblems', problems }),
  );
  const similaritySearch = new SimilaritySearch(store, runtime, packageLoader);
  return {
    store,
    chat,
    titler,
    packageLoader,
    packages,
    models: { getter, hub: options.models.hub, skeletons: options.models.skeletons },
    runtime,
    drawings,
    workbench,
    similaritySearch,
    backupQueue,
    findFaults: options.findFaults ?? findFaults,
    emit,
  };
}

/** Tidies the packages at the start: after a crash while one was being added, and after a move. */
export async function settlePackages({
  packages,
  models,
  store,
}: Pick<Services, 'packages' | 'models' | 'store'>): Promise<void> {
  await packages.open();
  await models.getter.open();
  const settings = store.settings.get();
  const { packageFolder } = settings;
  if (packageFolder === null) return;
  const settled = packages.settled(packageFolder);
  if (settled !== packageFolder) store.settings.set({ ...settings, packageFolder: settled });
}

/** Stops and saves what is running, then closes the runtime and the store. */
export async function closeServices(
  { chat, drawings, workbench, store, models }: Omit<Services, Given>,
  runtime: Runtime,
): Promise<void> {
  drawings.stop();
  workbench.stop();
  await models.getter.close();
  await chat.close();
  await runtime.close();
  store.close();
}
