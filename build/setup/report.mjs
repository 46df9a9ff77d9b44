import { endWithParent } from './parent.mjs';

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
