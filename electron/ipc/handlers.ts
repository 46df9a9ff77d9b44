import type { StudioEvent } from '../../shared/contract';
import type { Chat } from '../chat/chat';
import type { PackageKeeper } from '../chat/package';
import type { Pictures } from '../chat/pictures';
import type { Workbench } from '../chat/workbench';
import type { Store } from '../store/open';
import { archiveHandlers } from './archive';
import { chatHandlers } from './chat';
import { collectionHandlers } from './collection';
import { conversationHandlers } from './conversations';
import type { Desktop } from './desktop';
import { pictureHandlers } from './pictures';
import { programHandlers } from './program';
import type { Handlers } from './router';
import { workbenchHandlers } from './workbench';

/** What the calls work on. */
export interface Services {
  readonly store: Store;
  readonly chat: Chat;
  readonly drawings: Pictures;
  readonly workbench: Workbench;
  readonly keeper: PackageKeeper;
  readonly desktop: Desktop;
  readonly emit: (event: StudioEvent) => void;
}

/** The handlers of all calls of the contract. */
export const createHandlers = (services: Services): Handlers => ({
  ...conversationHandlers(services),
  ...chatHandlers(services),
  ...pictureHandlers(services),
  ...programHandlers(services),
  ...workbenchHandlers(services),
  ...archiveHandlers(services),
  ...collectionHandlers(services),
});
