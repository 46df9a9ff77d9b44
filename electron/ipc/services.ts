import type { StudioEvent } from '../../shared/contract';
import { Chat } from '../chat/chat';
import { PackageKeeper } from '../chat/package';
import { Pictures, type DifferenceOf } from '../chat/pictures';
import { Workbench } from '../chat/workbench';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import { Copier } from '../store/safety/copier';
import type { Services } from './handlers';

export interface ServiceOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Folder of the package that is used when the settings name none. */
  readonly packageFolder: string;
  readonly emit: (event: StudioEvent) => void;
  readonly differenceOf: DifferenceOf;
  /** Hears of errors that nobody foresaw. */
  readonly report: (error: unknown) => void;
}

/** Joins the store and the runtime to a chat; the desktop is added by whoever has one. */
export function createServices(options: ServiceOptions): Omit<Services, 'desktop'> {
  const { store, runtime, packageFolder, emit, report, differenceOf } = options;
  const keeper = new PackageKeeper(
    runtime,
    () => {
      const settings = store.settings.get();
      return {
        folder: settings.packageFolder ?? packageFolder,
        provider: settings.provider,
        threads: settings.threads,
      };
    },
    (status) => emit({ type: 'package', status }),
  );
  const chat = new Chat({ store, runtime, keeper, emit, report });
  const drawings = new Pictures(store, runtime, keeper, differenceOf);
  const workbench = new Workbench(store, runtime, keeper);
  const copier = new Copier(store);
  return { store, chat, keeper, drawings, workbench, copier, emit };
}

/** Stops and writes what runs, then closes the runtime and the store. */
export async function closeServices(
  { chat, drawings, workbench, store }: Omit<Services, 'desktop'>,
  runtime: Runtime,
): Promise<void> {
  drawings.stop();
  workbench.stop();
  await chat.close();
  await runtime.close();
  store.close();
}
