import os from 'node:os';

/**
 * Puts this process behind others: where as many threads compute as there are processors, the window
 * would wait for them with its frames. Threads that are begun afterwards go behind, too; nothing is
 * lost where no one else wants the processor.
 */
export function giveWay(): void {
  const behind = os.constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    // A process that was started further behind stays there.
    if (os.getPriority() < behind) os.setPriority(behind);
  } catch {
    // A system that forbids it computes as before.
  }
}
