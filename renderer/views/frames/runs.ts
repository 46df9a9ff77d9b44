import type { FrameTask } from '../../state/strip';
import { wordsOf } from '../../state/outline';
import { taskOf } from './prompts';
import type { PartRef } from '../../../shared/attachment';
import type { Manifest } from '../../../shared/manifest';
import type { ImagePart, FramesPart, Message } from '../../../shared/message';

/** A frame of an answer, or the place that it will have. */
interface DrawnFrame {
  readonly place: PartRef;
  readonly picture: ImagePart;
}

export interface Run {
  /** Id of the first question. */
  readonly key: string;
  readonly task: FrameTask;
  readonly words: string;
  readonly given: FramesPart;
  /** Frames drawn so far, in the order in which they were drawn. */
  readonly drawn: readonly DrawnFrame[];
  /** The newest answer of the run. */
  readonly answer: Message;
  /** What was said in all answers, each a paragraph. */
  readonly said: string;
}

const framesIn = (message: Message): FramesPart | undefined =>
  message.parts.find((part): part is FramesPart => part.type === 'frames');

const drawnIn = (message: Message): DrawnFrame[] =>
  message.parts.flatMap((picture, part) =>
    picture.type === 'image' ? [{ place: { messageId: message.id, part }, picture }] : [],
  );

/**
 * All runs, oldest first. A question for one more frame that shows frames drawn just before belongs
 * to the run of that answer.
 *
 * @param messages of all branches, parents first
 */
export function runsOf(messages: readonly Message[], manifest: Manifest | null): Run[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const runs = new Map<string, Run>();
  /** Key of the run that each answer belongs to. */
  const runOf = new Map<string, string>();
  for (const answer of messages) {
    const question = answer.parentId === null ? undefined : byId.get(answer.parentId);
    const given = question && framesIn(question);
    if (answer.role !== 'assistant' || !question || !given) continue;
    const words = wordsOf(question);
    const task = taskOf(manifest, words);
    const before = runs.get(runOf.get(question.parentId ?? '') ?? '');
    const continues =
      before?.task === task &&
      (task === 'next' || task === 'previous') &&
      given.frames.some((frame) => isOneOf(before.drawn, frame));
    const run: Run = continues
      ? {
          ...before,
          drawn: [...before.drawn, ...drawnIn(answer)],
          answer,
          said: `${before.said}\n\n${wordsOf(answer)}`.trim(),
        }
      : {
          key: answer.id,
          task,
          words,
          given,
          drawn: drawnIn(answer),
          answer,
          said: wordsOf(answer),
        };
    runs.set(run.key, run);
    runOf.set(answer.id, run.key);
  }
  return [...runs.values()];
}

const isOneOf = (drawn: readonly DrawnFrame[], frame: ImagePart): boolean =>
  frame.rendering !== null &&
  drawn.some(({ picture }) => picture.rendering?.tokens === frame.rendering?.tokens);

/** A frame of a timeline: given to the model, or drawn by it. */
export interface TimelineFrame {
  readonly kind: 'given' | 'drawn';
  readonly picture: ImagePart;
  /** Where a drawn one stands among the parts of its answer. */
  readonly place: PartRef | null;
}

/** Past and future in one line: what was drawn stands before or after what was given. */
export function timelineOf({ task, given, drawn }: Run): TimelineFrame[] {
  const shown = given.frames.map((picture) => ({ kind: 'given' as const, picture, place: null }));
  const made = drawn.map(({ place, picture }) => ({ kind: 'drawn' as const, picture, place }));
  if (task === 'previous') return [...made.toReversed(), ...shown];
  return task === 'order' ? made : [...shown, ...made];
}
