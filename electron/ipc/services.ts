import path from 'node:path';
import type { StudioEvent } from '../../shared/contract';
import { Chat } from '../chat/chat';
import { Likeness } from '../chat/likeness';
import { PackageKeeper } from '../chat/package';
import { Pictures, type DifferenceOf } from '../chat/pictures';
import { sentence } from '../../shared/words/sentence';
import { watchRest } from '../chat/idle';
import { Titler } from '../chat/titler';
import { Workbench } from '../chat/workbench';
import type { Memory } from '../packages/memory';
import { Packages } from '../packages/packages';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { FindFaults } from '../store/safety/apart';
import { findFaults } from '../store/safety/check';
import { Copier } from '../store/safety/copier';
import type { Services } from './handlers';

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
  /** Hears of errors that nobody foresaw. */
  readonly report: (error: unknown) => void;
}

/** What whoever has a window adds. */
type Given = 'desktop' | 'api' | 'opening';

/** Joins the store and the runtime to a chat; the desktop is added by whoever has one. */
export function createServices(options: ServiceOptions): Omit<Services, Given> {
  const { store, packageFolder, emit, report, differenceOf, memory } = options;
  const packages = new Packages({
    shelf: path.join(store.folder, 'packages'),
    embedded: packageFolder,
    ...(memory ? { memory } : {}),
  });
  const runtime = watchRest(
    options.runtime,
    () => store.settings.get().unloadAfter * MINUTE,
    () => void keeper.rest().catch(report),
  );
  const keeper: PackageKeeper = new PackageKeeper({
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
      return found && sentence('packages.unfit', found);
    },
    changed: (status) => emit({ type: 'package', status }),
  });
  const told = (): void =>
    emit({ type: 'conversations', conversations: store.conversations.list() });
  const titler = new Titler({ store, runtime, keeper, told });
  const chat = new Chat({ store, runtime, keeper, titler, emit, report });
  const drawings = new Pictures(store, runtime, keeper, differenceOf);
  const workbench = new Workbench(store, runtime, keeper);
  const copier = new Copier(store, (problems) => emit({ type: 'copyProblems', problems }));
  const likeness = new Likeness(store, runtime, keeper);
  return {
    store,
    chat,
    titler,
    keeper,
    packages,
    runtime,
    drawings,
    workbench,
    likeness,
    copier,
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
