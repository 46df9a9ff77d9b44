import type { ApiStatus, Settings, StudioEvent } from '../../shared/ipc/contract';
import type { Chat } from '../chat/chat';
import type { Likeness } from '../chat/similarity';
import type { Titler } from '../chat/titles';
import type { PackageKeeper } from '../chat/packageLoader';
import type { Pictures } from '../chat/redraw';
import type { Workbench } from '../chat/imageTasks';
import type { Rescued } from '../../shared/ipc/recovery';
import type { Packages } from '../packages/packages';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { FindFaults } from '../recovery/checkClient';
import type { Copier } from '../recovery/backupQueue';
import { archiveHandlers } from './handlers/archive';
import { chatHandlers } from './handlers/chat';
import { collectionHandlers } from './handlers/collection';
import { conversationHandlers } from './handlers/conversations';
import type { Desktop } from './desktop';
import { dragHandlers } from './handlers/drag';
import { packagesHandlers } from './handlers/packages';
import { pictureHandlers } from './handlers/pictures';
import { programHandlers } from './handlers/program';
import type { Handlers } from './router';
import { safetyHandlers } from './handlers/recovery';
import { treeHandlers } from './handlers/tree';
import { WorkSlot } from './taskSlot';
import { workbenchHandlers } from './handlers/workbench';

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
  readonly keeper: PackageKeeper;
  readonly packages: Packages;
  /** The runtime of all answers, which rests when nothing is asked. */
  readonly runtime: Runtime;
  readonly api: Api;
  readonly desktop: Desktop;
  readonly likeness: Likeness;
  readonly copier: Copier;
  /** The check of all data. */
  readonly findFaults: FindFaults;
  /** What a rescue found when the store was opened. */
  readonly rescued?: Rescued | undefined;
  readonly emit: (event: StudioEvent) => void;
}

/** The handlers of all calls of the contract. */
export function createHandlers(services: Services): Handlers {
  const slot = new WorkSlot(services.emit);
  return {
    ...conversationHandlers(services),
    ...chatHandlers(services),
    ...pictureHandlers(services),
    ...programHandlers(services),
    ...workbenchHandlers(services),
    ...archiveHandlers(services, slot),
    ...dragHandlers(services, slot),
    ...safetyHandlers(services, slot),
    ...collectionHandlers(services, slot),
    ...packagesHandlers(services, slot),
    ...treeHandlers(services),
  };
}
