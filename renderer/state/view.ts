/**
 * The conversation on the screen, folded from a snapshot (`conversations.open`) and the events of
 * the answer that runs. Pure functions: no text is lost or doubled, whatever order events come in.
 */
import type { z } from 'zod';
import type { runningSchema, OpenedConversation } from '../../shared/ipc/conversations';
import type { StudioEvent } from '../../shared/ipc/contract';
import type { queuedQuestionSchema } from '../../shared/attachment';
import type { ImagePart, Part, Message, Conversation } from '../../shared/message';

/** Events that carry a sequence number of one answer. */
export type AnswerEvent = Extract<StudioEvent, { sequence: number }>;

/** The picture so far of a part that is being drawn. */
export interface Preview {
  readonly step: number;
  readonly steps: number;
  /** PNG bytes; null while nothing can be seen. */
  readonly png: Uint8Array | null;
}

/** Tokens of the context as the running answer last said. */
interface ContextUse {
  readonly messageId: string;
  readonly used: number;
  readonly length: number;
  readonly droppedTurns: number;
}

export interface ConversationView {
  readonly id: string;
  /** Null until the first snapshot has come. */
  readonly conversation: Conversation | null;
  /** Messages of the branch shown up to its leaf, from the root or from the first that was asked for. */
  readonly messages: readonly Message[];
  /** How many messages of the branch come before those. */
  readonly above: number;
  readonly running: z.infer<typeof runningSchema> | null;
  readonly queue: readonly z.infer<typeof queuedQuestionSchema>[];
  /** By `previewKey`. */
  readonly previews: Readonly<Record<string, Preview>>;
  readonly context: ContextUse | null;
  /** A snapshot has been asked for and has not come yet. */
  readonly asking: boolean;
  /** Events that came while a snapshot was asked for; played again over it. */
  readonly held: readonly AnswerEvent[];
  /** Events that came before one they build on. */
  readonly waiting: readonly AnswerEvent[];
  /** Answers of which no snapshot brings what is missing: only their end is taken. */
  readonly unknown: readonly string[];
}

/** Names the preview of one part of one message. */
export const previewKey = (messageId: string, part: number): string => `${messageId}:${part}`;

/** A view of which nothing is known yet; a snapshot is being asked for. */
export function openingView(id: string): ConversationView {
  return {
    id,
    conversation: null,
    messages: [],
    above: 0,
    running: null,
    queue: [],
    previews: {},
    context: null,
    asking: true,
    held: [],
    waiting: [],
    unknown: [],
  };
}

/** Marks that a snapshot is asked for from now on, so that later events are kept to be replayed. */
export const askingView = (view: ConversationView): ConversationView =>
  view.asking ? view : { ...view, asking: true, held: [] };

/** The snapshot did not come: what is shown stays, and answers with a hole wait for their end. */
export const refusedView = (view: ConversationView): ConversationView => ({
  ...view,
  asking: false,
  held: [],
  waiting: [],
  unknown: [...new Set([...view.unknown, ...view.waiting.map((event) => event.messageId)])],
});

/** Whether events are missing that only a new snapshot can bring. */
export const needsSnapshot = (view: ConversationView): boolean =>
  !view.asking && view.waiting.length > 0;

/** Takes a snapshot and plays over it the events that it does not include yet. */
export function takeSnapshot(
  view: ConversationView,
  snapshot: OpenedConversation,
): ConversationView {
  const pending = inOrder([...view.waiting, ...view.held]);
  const known = new Set(snapshot.messages.map((message) => message.id));
  const base: ConversationView = {
    ...openingView(snapshot.conversation.id),
    conversation: snapshot.conversation,
    messages: snapshot.messages,
    above: snapshot.above,
    running: snapshot.running,
    queue: snapshot.queue,
    previews: view.previews,
    context: view.context,
    asking: false,
  };
  const placed = pending.filter((event) => event.type === 'started' && hasPlace(base, event));
  const knownIds = new Set([
    ...known,
    snapshot.running?.messageId,
    ...placed.map((e) => e.messageId),
  ]);
  const unknown = new Set(
    pending.map((event) => event.messageId).filter((id) => !knownIds.has(id)),
  );
  return pending
    .filter((event) => !unknown.has(event.messageId))
    .reduce(apply, { ...base, unknown: [...unknown] });
}

/** Folds one event of an answer; events of other conversations leave the view as it is. */
export function foldAnswer(view: ConversationView, event: AnswerEvent): ConversationView {
  if (event.conversationId !== view.id) return view;
  const held = view.asking ? { ...view, held: [...view.held, event] } : view;
  return view.conversation === null ? held : apply(held, event);
}

/** Puts the page of messages before the first one in its place, unless another branch is shown. */
export function takeEarlier(view: ConversationView, earlier: readonly Message[]): ConversationView {
  const first = view.messages[0];
  if (!first || first.parentId === null || first.parentId !== earlier.at(-1)?.id) return view;
  const above = Math.max(0, view.above - earlier.length);
  return { ...view, above, messages: [...earlier, ...view.messages] };
}

/** Puts a changed message in its place. */
export function replaceMessage(view: ConversationView, message: Message): ConversationView {
  const messages = view.messages.map((old) => (old.id === message.id ? message : old));
  return { ...view, messages };
}

function isFinished(view: ConversationView, messageId: string): boolean {
  const message = view.messages.find((candidate) => candidate.id === messageId);
  return message !== undefined && message.finish !== null && message.finish !== 'running';
}

function apply(view: ConversationView, event: AnswerEvent): ConversationView {
  if (isFinished(view, event.messageId)) return view;
  const running = view.running?.messageId === event.messageId ? view.running : null;
  if (event.type === 'started') {
    return running ? view : drain(start(view, event));
  }
  const whole = event.type === 'done' || event.type === 'error';
  if (view.unknown.includes(event.messageId) && !(running && whole)) return view;
  if (!running) return wait(view, event);
  if (event.sequence <= running.sequence) return view;
  const next = event.sequence === running.sequence + 1;
  if (!next && !whole) return wait(view, event);
  const changed = change(view, event);
  return changed ? drain(changed) : wait(view, event);
}

function wait(view: ConversationView, event: AnswerEvent): ConversationView {
  const there = view.waiting.some(
    (other) => other.messageId === event.messageId && other.sequence === event.sequence,
  );
  return there ? view : { ...view, waiting: [...view.waiting, event] };
}

/** Plays what waited for the event that has just been folded. */
function drain(view: ConversationView): ConversationView {
  if (view.waiting.length === 0) return view;
  return inOrder(view.waiting).reduce(apply, { ...view, waiting: [] });
}

/** Answers in the order in which they were first heard of, each by its sequence numbers. */
function inOrder(events: readonly AnswerEvent[]): AnswerEvent[] {
  const answers = [...new Set(events.map((event) => event.messageId))];
  return answers.flatMap((id) =>
    events.filter((event) => event.messageId === id).sort((a, b) => a.sequence - b.sequence),
  );
}

/** Whether the question of a new answer follows a message on the screen. */
function hasPlace(
  view: ConversationView,
  { question }: Extract<AnswerEvent, { type: 'started' }>,
): boolean {
  return (
    question.parentId === null ||
    view.messages.some((old) => old.id === question.id || old.id === question.parentId)
  );
}

function start(
  view: ConversationView,
  event: Extract<AnswerEvent, { type: 'started' }>,
): ConversationView {
  const { conversationId, messageId, sequence, question, message } = event;
  const running = { conversationId, messageId, sequence, tokensPerSecond: 0 };
  const next: ConversationView = { ...view, running, context: null, previews: {} };
  const at = view.messages.findIndex((old) => old.id === question.id);
  if (at >= 0) {
    return { ...next, messages: [...view.messages.slice(0, at), question, message] };
  }
  // It follows a message of another branch: only a snapshot can tell the way to it.
  if (!hasPlace(view, event)) return wait(view, event);
  const parent = view.messages.findIndex((old) => old.id === question.parentId);
  return { ...next, messages: [...view.messages.slice(0, parent + 1), question, message] };
}

/** The view after the next event of the running answer; null when the event does not fit it. */
function change(view: ConversationView, event: AnswerEvent): ConversationView | null {
  const running = view.running && { ...view.running, sequence: event.sequence };
  const next: ConversationView = { ...view, running };
  switch (event.type) {
    case 'text': {
      const faster = running && { ...running, tokensPerSecond: event.tokensPerSecond };
      return withPart({ ...next, running: faster }, event, (old) => {
        if (old === undefined) return { type: 'text', text: event.text };
        return old.type === 'text' ? { ...old, text: old.text + event.text } : null;
      });
    }
    case 'image_start':
      return withPart(next, event, (old) => old ?? pendingPicture);
    case 'image_progress': {
      const key = previewKey(event.messageId, event.part);
      const png = event.preview ?? view.previews[key]?.png ?? null;
      const previews = { ...view.previews, [key]: { step: event.step, steps: event.steps, png } };
      return { ...next, previews };
    }
    case 'image':
      return withPart(next, event, () => event.image);
    case 'context': {
      const { messageId, used, length, droppedTurns } = event;
      return { ...next, context: { messageId, used, length, droppedTurns } };
    }
    case 'done':
    case 'error':
      return replaceMessage(
        {
          ...next,
          running: null,
          waiting: view.waiting.filter((other) => other.messageId !== event.messageId),
        },
        event.message,
      );
    case 'started':
      return next;
  }
}

/** A picture of which nothing is drawn yet. */
const pendingPicture: ImagePart = {
  type: 'image',
  image: null,
  width: 0,
  height: 0,
  mediaType: 'image/png',
  rendering: null,
};

/** Changes one part of the running message; a message of another branch is not on the screen. */
function withPart(
  view: ConversationView,
  event: { messageId: string; part: number },
  change: (old: Part | undefined) => Part | null,
): ConversationView | null {
  const message = view.messages.find((candidate) => candidate.id === event.messageId);
  if (!message) return view;
  if (event.part > message.parts.length) return null;
  const part = change(message.parts[event.part]);
  if (!part) return null;
  const parts = [...message.parts];
  parts[event.part] = part;
  return replaceMessage(view, { ...message, parts });
}
