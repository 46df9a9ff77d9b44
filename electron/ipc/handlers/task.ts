import type { HandlersOf } from '../router';
import type { TaskSlot } from '../taskSlot';
import type { taskCalls } from '../../../shared/ipc/task';

/** Stops the one long task that runs: an export, an import, a backup, a search by similarity. */
export const taskHandlers = (slot: TaskSlot): HandlersOf<typeof taskCalls> => ({
  'task.stop': () => {
    slot.stop();
    return null;
  },
});
