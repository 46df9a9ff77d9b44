import type { ApiStatus, Settings, StudioEvent } from '../../shared/contract';
import type { Chat } from '../chat/chat';
import type { Likeness } from '../chat/likeness';
import type { Titler } from '../chat/titler';
import type { PackageKeeper } from '../chat/package';
import type { Pictures } from '../chat/pictures';
import type { Workbench } from '../chat/workbench';
import type { Rescued } from '../../shared/safety';
import type { Packages } from '../packages/packages';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { FindFaults } from '../store/safety/apart';
import type { Copier } from '../store/safety/copier';
import { archiveHandlers } from './archive';
import { chatHandlers } from './chat';
import { collectionHandlers } from './collection';
import { conversationHandlers } from './conversations';
import type { Desktop } from './desktop';
import { dragHandlers } from './drag';
import { openingHandlers, type Opening } from './opening';
import { packagesHandlers } from './packages';
import { pictureHandlers } from './pictures';
import { programHandlers } from './program';
import type { Handlers } from './router';
import { safetyHandlers } from './safety';
import { treeHandlers } from './tree';
import { WorkSlot } from './work';
import { workbenchHandlers } from './workbench';

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
  readonly opening: Opening;
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
    ...openingHandlers(services),
  };
}
