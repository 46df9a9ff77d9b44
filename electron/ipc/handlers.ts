import type { StudioEvent } from '../../shared/contract';
import type { Chat } from '../chat/chat';
import type { PackageKeeper } from '../chat/package';
import type { Pictures } from '../chat/pictures';
import type { Workbench } from '../chat/workbench';
import type { Rescued } from '../../shared/safety';
import type { Store } from '../store/open';
import type { Copier } from '../store/safety/copier';
import { archiveHandlers } from './archive';
import { chatHandlers } from './chat';
import { collectionHandlers } from './collection';
import { conversationHandlers } from './conversations';
import type { Desktop } from './desktop';
import { pictureHandlers } from './pictures';
import { programHandlers } from './program';
import type { Handlers } from './router';
import { safetyHandlers } from './safety';
import { WorkSlot } from './work';
import { workbenchHandlers } from './workbench';

/** What the calls work on. */
export interface Services {
  readonly store: Store;
  readonly chat: Chat;
  readonly drawings: Pictures;
  readonly workbench: Workbench;
  readonly keeper: PackageKeeper;
  readonly desktop: Desktop;
  readonly copier: Copier;
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
    ...safetyHandlers(services, slot),
    ...collectionHandlers(services),
  };
}
