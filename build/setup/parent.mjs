const LOOK_EVERY_MS = 250;

/**
 * Sends this process SIGTERM once the one that started it has ended. npm gives a signal only to the
 * shell between the two, and what the shell had started would stay.
 *
 * @returns {() => void} stops looking
 */
export function endWithParent() {
  // Windows keeps the number of a parent that has ended.
  if (process.platform === 'win32') return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
