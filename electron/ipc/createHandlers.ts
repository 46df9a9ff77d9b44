import { archiveHandlers } from './handlers/archive';
import { chatHandlers } from './handlers/chat';
import { conversationsHandlers } from './handlers/conversations';
import { dragHandlers } from './handlers/drag';
import { filesHandlers } from './handlers/files';
import { framesHandlers } from './handlers/frames';
import { libraryHandlers } from './handlers/library';
import { lineageHandlers } from './handlers/lineage';
import { modelsHandlers } from './handlers/models';
import { packagesHandlers } from './handlers/packages';
import { picturesHandlers } from './handlers/pictures';
import { programHandlers } from './handlers/program';
import { promptsHandlers } from './handlers/prompts';
import { recoveryHandlers } from './handlers/recovery';
import { searchHandlers } from './handlers/search';
import { taskHandlers } from './handlers/task';
import { trashHandlers } from './handlers/trash';
import { treeHandlers } from './handlers/tree';
import { windowHandlers } from './handlers/window';
import { zoomHandlers } from './handlers/zoom';
import { ImportPreview } from './importPreview';
import type { Handlers } from './router';
import { TaskSlot } from './taskSlot';
import type { Services } from './services';

/** The handlers of all calls of the contract, a file for each domain of `shared/ipc`. */
export function createHandlers(services: Services): Handlers {
  const slot = new TaskSlot(services.emit);
  const importPreview = new ImportPreview(services.store);
  return {
    ...archiveHandlers(services, slot, importPreview),
    ...chatHandlers(services),
    ...conversationsHandlers(services),
    ...dragHandlers(services, slot),
    ...filesHandlers(services),
    ...framesHandlers(services),
    ...libraryHandlers(services, slot),
    ...lineageHandlers(services),
    ...modelsHandlers(services),
    ...packagesHandlers(services, slot),
    ...picturesHandlers(services),
    ...programHandlers(services),
    ...promptsHandlers(services),
    ...recoveryHandlers(services, slot, importPreview),
    ...searchHandlers(services),
    ...taskHandlers(slot),
    ...trashHandlers(services),
    ...treeHandlers(services),
    ...windowHandlers(services),
    ...zoomHandlers(services),
  };
}
