import type { Manifest } from '../../../shared/manifest';

/** Instructions to pick from; none when the package was not trained to change pictures. */
export const suggestedInstructions = (manifest: Manifest | null): readonly string[] =>
  manifest?.prompts.tasks.find(({ id }) => id === 'edit')?.examples ?? [];

const firstWord = (words: string): string =>
  /[\p{L}\p{N}]+/u.exec(words.toLocaleLowerCase())?.[0] ?? '';

/**
 * Whether an instruction is of a kind that the package lists: one that begins as one of its examples
 * does ("Add ...", "Make ..."). Words after the first are the person's own.
 */
export function isListed(instruction: string, examples: readonly string[]): boolean {
  const first = firstWord(instruction);
  return examples.some((example) => firstWord(example) === first);
}
