import { ask } from './ask';
import { failureOf, type ExitCode } from './error';
import type { Surroundings } from './surroundings';

/**
 * Runs the command; errors become one sentence on standard error and an exit code.
 *
 * @param words what was typed after the command's name
 */
export async function main(words: readonly string[], world: Surroundings): Promise<ExitCode> {
  try {
    return await ask(words, world);
  } catch (error) {
    const { exit, sentence } = failureOf(error);
    world.err(`${sentence}\n`);
    return exit;
  }
}
