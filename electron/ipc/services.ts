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
  /** The runtime of all answers, which rests when nothing is asked. */
  readonly runtime: Runtime;
  readonly api: Api;
  readonly desktop: Desktop;
  readonly similaritySearch: SimilaritySearch;
  readonly backupQueue: BackupQueue;
  /** The check of all data. */
  readonly findFaults: FindFaults;
  /** What a rescue found when the store was opened. */
  readonly rescued?: Rescued | undefined;
  readonly opening: Opening;
  readonly emit: (event: StudioEvent) => void;
}

const MINUTE = 60_000;

export interface ServiceOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Folder of the package that is used when the settings name none. */
  readonly packageFolder: string;
  /** Memory of this computer; what it says of itself unless given. */
  readonly memory?: () => Memory;
  readonly emit: (event: StudioEvent) => void;
  readonly differenceOf: DifferenceOf;
  /** The check of all data; in this process unless given. */
  readonly findFaults?: FindFaults;
  /** Called with unexpected errors. */
  readonly report: (error: unknown) => void;
}

/** What whoever has a window adds. */
type Given = 'desktop' | 'api' | 'opening';

/** Joins the store and the runtime to a chat; the desktop is added by whoever has one. */
export function createServices(options: ServiceOptions): Omit<Services, Given> {
  const { store, packageFolder, emit, report, differenceOf, memory } = options;
  const packages = new Packages({
    packagesFolder: path.join(store.folder, 'packages'),
    embedded: packageFolder,
    ...(memory ? { memory } : {}),
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
    runtime,
    drawings,
    workbench,
    similaritySearch,
    backupQueue,
    findFaults: options.findFaults ?? findFaults,
    emit,
  };
}

/** Puts the packages in order at the start: after a crash while one was added, and after a move. */
export async function settlePackages({
  packages,
  store,
}: Pick<Services, 'packages' | 'store'>): Promise<void> {
  await packages.open();
  const settings = store.settings.get();
  const { packageFolder } = settings;
  if (packageFolder === null) return;
  const settled = packages.settled(packageFolder);
  if (settled !== packageFolder) store.settings.set({ ...settings, packageFolder: settled });
}

/** Stops and writes what runs, then closes the runtime and the store. */
export async function closeServices(
  { chat, drawings, workbench, store }: Omit<Services, Given>,
  runtime: Runtime,
): Promise<void> {
  drawings.stop();
  workbench.stop();
  await chat.close();
  await runtime.close();
  store.close();
}
