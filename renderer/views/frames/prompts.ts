import type { FrameTask } from '../../state/strip';
import type { Manifest } from '../../../shared/manifest';

/** Words of the paper's tasks, for a package that names none of its own. */
const PLAIN: Readonly<Record<Exclude<FrameTask, 'video'>, string>> = {
  next: 'Predict the next frame.',
  previous: 'Predict the previous frame.',
  order: 'Put the frames in order.',
};

const taskIn = (manifest: Manifest | null, task: FrameTask) =>
  manifest?.prompts.tasks.find(({ id }) => id === task);

/** Whether the package lists the task. */
export const isTrained = (manifest: Manifest | null, task: FrameTask): boolean =>
  taskIn(manifest, task) !== undefined;

/** Questions about clips that the package lists. */
export const clipQuestions = (manifest: Manifest | null): readonly string[] =>
  taskIn(manifest, 'video')?.examples ?? [];

/** The words that ask for a task: the package's template, else its first example, else plain ones. */
export function promptFor(manifest: Manifest | null, task: Exclude<FrameTask, 'video'>): string {
  const known = taskIn(manifest, task);
  if (known && !known.template.includes('{')) return known.template;
  return known?.examples.find((example) => !example.includes('{')) ?? PLAIN[task];
}

/** Which task a question is, by its words; what happens may be said before a request for order. */
export function taskOf(manifest: Manifest | null, words: string): FrameTask {
  const said = words.trim();
  const asked = (['next', 'previous', 'order'] as const).find((task) => {
    const known = taskIn(manifest, task);
    const phrasings = [promptFor(manifest, task), PLAIN[task], ...(known?.examples ?? [])];
    return phrasings.some((phrasing) => said === phrasing || said.endsWith(` ${phrasing}`));
  });
  return asked ?? 'video';
}
