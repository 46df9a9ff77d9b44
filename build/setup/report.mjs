const LOOK_EVERY_MS = 250;

/** An expected failure of set-up: its message is one sentence that says what to do. */
export class SetupError extends Error {}

/**
 * Tells the person what is going on; on stderr, since stdout belongs to the answer.
 *
 * @param {string} sentence
 */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Runs the body of a command and turns a failure into a sentence and an exit code. Below npm it ends
 * when npm does.
 *
 * @param {() => Promise<number>} body resolves to the exit code
 */
export async function runAsCommand(body) {
  if (process.env['npm_lifecycle_event'] !== undefined) endWithParent();
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

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
