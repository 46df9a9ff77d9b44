import { failureOf, type ExitCode } from '../error';
import { archive, type ArchiveSurroundings } from './archive';

/**
 * Runs the command `archive`; errors become one sentence on standard error and an exit code.
 *
 * @param words what was typed after the command's name
 */
export async function archiveCommand(
  words: readonly string[],
  world: ArchiveSurroundings,
): Promise<ExitCode> {
  try {
    return await archive(words, world);
  } catch (error) {
    const { exit, sentence } = failureOf(error);
    world.err(`${sentence}\n`);
    return exit;
  }
}
