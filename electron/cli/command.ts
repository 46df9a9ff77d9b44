import { ask } from './ask';
import { CommandError, EXIT, failureOf, type ExitCode } from './error';
import type { Surroundings } from './surroundings';

/**
 * Runs a command of the studio; errors become one sentence on standard error and an exit code.
 *
 * @param words the command's name and what follows it
 */
export async function runCommand(words: readonly string[], world: Surroundings): Promise<ExitCode> {
  const [name, ...rest] = words;
  try {
    if (name === 'ask') return await ask(rest, world);
    throw new CommandError(
      EXIT.usage,
      `There is no command ${JSON.stringify(name ?? '')}: use ask.`,
    );
  } catch (error) {
    const { exit, sentence } = failureOf(error);
    world.err(`${sentence}\n`);
    return exit;
  }
}
