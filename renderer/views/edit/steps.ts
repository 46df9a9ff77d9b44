import { draftKey, drawnKey } from '../../state/outline';
import type { OutlineNode } from '../../../shared/ipc/tree';
import type { Attachment } from '../../../shared/attachment';
import { textsOf, type ImagePart, type RegionPart, type Message } from '../../../shared/message';

export interface Step {
  /** The same for the same step as long as the conversation lives. */
  readonly key: string;
  /** `source`: a picture that was shown; `drawn`: one of an answer; `words`: an answer without one. */
  readonly kind: 'source' | 'drawn' | 'words';
  /** Key of the step that this one was made from; null for a beginning. */
  readonly parent: string | null;
  /** Message that an instruction for this step follows; null for the beginning of a conversation. */
  readonly follows: string | null;
  /** The message that shows it: a question for a source, else an answer. */
  readonly message: Message | null;
  /** Place of the picture among the parts of its message. */
  readonly part: number;
  readonly picture: ImagePart | null;
  /** Which part of a larger picture was shown. */
  readonly region: RegionPart | null;
  /** The words that it was made by; empty for a source. */
  readonly instruction: string;
}

const picturesOf = (message: Message): { part: number; picture: ImagePart }[] =>
  message.parts.flatMap((picture, part) => (picture.type === 'image' ? [{ part, picture }] : []));

const wordsOf = (message: Message): string => textsOf(message.parts).join('\n');

/**
 * All steps, parents before children.
 *
 * @param tree of all branches, parents first; a message of which only the place is known has no picture
 * @param leafId the message at the end of the branch shown: an answer in words alone is a step there
 */
export function stepsOf(tree: readonly OutlineNode[], leafId: string | null): Step[] {
  const steps = new Map<string, Step>();
  /** Key of the first step that drew a picture, by the picture's hash. */
  const drawn = new Map<string, string>();
  /** The step that each message leaves the conversation at. */
  const reached = new Map<string, string | null>();
  const byId = new Map(tree.map(({ id, message }) => [id, message]));
  const add = (step: Step): string => {
    if (steps.has(step.key)) return step.key;
    steps.set(step.key, step);
    const image = step.kind === 'drawn' ? step.picture?.image : undefined;
    if (image && !drawn.has(image)) drawn.set(image, step.key);
    return step.key;
  };
  for (const { id, parentId, message } of tree) {
    const before = parentId === null ? null : (reached.get(parentId) ?? null);
    reached.set(id, before);
    if (!message) continue;
    const shown = picturesOf(message);
    if (message.role === 'user') {
      const last = shown.at(-1);
      if (last) reached.set(message.id, sourceOf(message, last, drawn, add));
      continue;
    }
    const question = parentId === null ? undefined : byId.get(parentId);
    const common = {
      parent: before,
      follows: message.id,
      message,
      region: null,
      instruction: question ? wordsOf(question) : '',
    };
    for (const { part, picture } of shown) {
      const key = drawnKey(message.id, part);
      reached.set(message.id, add({ ...common, key, kind: 'drawn', part, picture }));
    }
    const silent = shown.length === 0 && before !== null;
    if (silent && (message.id === leafId || message.finish === 'running')) {
      const key = drawnKey(message.id, 0);
      add({ ...common, key, kind: 'words', part: 0, picture: null });
    }
  }
  return [...steps.values()];
}

/** The step that a question's picture is: one that was drawn before, or a source of its own. */
function sourceOf(
  message: Message,
  { part, picture }: { part: number; picture: ImagePart },
  drawn: ReadonlyMap<string, string>,
  add: (step: Step) => string,
): string {
  const before = picture.rendering ? drawn.get(picture.image ?? '') : undefined;
  if (before !== undefined) return before;
  const region = message.parts.find((one) => one.type === 'region') ?? null;
  return add({
    key: `source:${message.parentId ?? ''}:${picture.image ?? ''}`,
    kind: 'source',
    parent: null,
    follows: message.parentId,
    message,
    part,
    picture,
    region,
    instruction: '',
  });
}

/** A picture of the draft as a step that was not asked about yet. */
export function draftStep({ image, width, height, mediaType }: Attachment): Step {
  return {
    key: draftKey(image),
    kind: 'source',
    parent: null,
    follows: null,
    message: null,
    part: 0,
    picture: { type: 'image', image, width, height, mediaType, rendering: null },
    region: null,
    instruction: '',
  };
}

/** A step with how deep it lies below its beginning. */
export interface Row {
  readonly step: Step;
  /** 1 for a beginning, as a screen reader counts. */
  readonly level: number;
}

/** The tree as rows from top to bottom, each branch whole before the next; however deep it is. */
export function rowsOf(steps: readonly Step[]): Row[] {
  const keys = new Set(steps.map(({ key }) => key));
  const below = new Map<string | null, Step[]>();
  for (const step of steps) {
    const parent = step.parent !== null && keys.has(step.parent) ? step.parent : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(step);
    else below.set(parent, [step]);
  }
  const rows: Row[] = [];
  const waiting: Row[] = [];
  // The last one pushed comes next, so siblings are pushed backwards.
  const push = (parent: string | null, level: number): void => {
    for (const step of below.get(parent)?.toReversed() ?? []) waiting.push({ step, level });
  };
  push(null, 1);
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    rows.push(row);
    push(row.step.key, row.level + 1);
  }
  return rows;
}

/** The way to a step from its beginning, both included. */
export function wayTo(steps: readonly Step[], key: string): Step[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const way = new Set<Step>();
  for (let step = byKey.get(key); step && !way.has(step);) {
    way.add(step);
    step = step.parent === null ? undefined : byKey.get(step.parent);
  }
  return [...way].reverse();
}
