/**
 * Every call and event between the window and the main process, typed once and parsed with zod on
 * the side that receives it. One channel carries all calls (`call`), one all events (`event`).
 */
import { z } from 'zod';
import { archiveCalls } from './archive';
import { searchCalls } from './search';
import { libraryCalls } from './library';
import { workEventSchema, taskCalls } from './task';
import { picturesCalls } from './pictures';
import { packageStatusSchema, packagesCalls } from './packages';
import { programCalls } from './program';
import { chatCalls } from './chat';
import { conversationsCalls } from './conversations';
import { dragCalls } from './drag';
import { conversationSchema, idSchema, messageSchema, partSchema } from '../message';
import { queuedQuestionSchema } from '../attachment';
import { backupProblemsEventSchema, recoveryCalls } from './recovery';
import { treeCalls } from './tree';
import { trashCalls } from './trash';
import { promptsCalls } from './prompts';
import { lineageCalls } from './lineage';
import { modelsCalls, modelsEventSchema } from './models';
import { windowCalls } from './window';
import { zoomCalls } from './zoom';
import { framesCalls } from './frames';
import { filesCalls } from './files';
import type { CallSchemas } from './common';
import type { ErrorCode } from './errors';

/** All calls: name -> input and output. Errors travel as data, see `CallResult`. */
export const calls = {
  ...archiveCalls,
  ...chatCalls,
  ...conversationsCalls,
  ...dragCalls,
  ...filesCalls,
  ...framesCalls,
  ...libraryCalls,
  ...lineageCalls,
  ...modelsCalls,
  ...packagesCalls,
  ...picturesCalls,
  ...programCalls,
  ...promptsCalls,
  ...recoveryCalls,
  ...searchCalls,
  ...taskCalls,
  ...trashCalls,
  ...treeCalls,
  ...windowCalls,
  ...zoomCalls,
} as const satisfies CallSchemas;

/** All calls: name -> input and output. Errors travel as data, see `CallResult`. */
export type Calls = typeof calls;

export type CallName = keyof Calls;

export type CallInput<N extends CallName> = z.input<Calls[N]['input']>;

export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>;

/** Errors cross processes as data: `error` is one sentence for the person. */
export type CallResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly error: string };

const answer = {
  conversationId: idSchema,
  messageId: idSchema,
  sequence: z.number().int().nonnegative(),
};

/** All events from main to the windows. `part` is the index of the part within the message. */
export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    ...answer,
    message: messageSchema,
    question: messageSchema,
  }),
  z.strictObject({
    type: z.literal('text'),
    ...answer,
    part: z.number().int(),
    text: z.string(),
    tokensPerSecond: z.number(),
  }),
  z.strictObject({ type: z.literal('image_start'), ...answer, part: z.number().int() }),
  z.strictObject({
    type: z.literal('image_progress'),
    ...answer,
    part: z.number().int(),
    step: z.number().int(),
    steps: z.number().int(),
    /** PNG bytes of the picture so far; null where nothing can be seen yet. */
    preview: z.instanceof(Uint8Array).nullable(),
  }),
  z.strictObject({
    type: z.literal('image'),
    ...answer,
    part: z.number().int(),
    image: partSchema,
  }),
  z.strictObject({ type: z.literal('done'), ...answer, message: messageSchema }),
  z.strictObject({
    type: z.literal('error'),
    ...answer,
    message: messageSchema,
    error: z.string(),
  }),
  z.strictObject({
    type: z.literal('context'),
    ...answer,
    used: z.number(),
    length: z.number(),
    droppedTurns: z.number(),
  }),
  /** One conversation changed, or is new: after an answer, which may come often. */
  z.strictObject({ type: z.literal('conversation'), conversation: conversationSchema }),
  z.strictObject({ type: z.literal('conversations'), conversations: z.array(conversationSchema) }),
  z.strictObject({
    type: z.literal('queue'),
    conversationId: idSchema,
    queue: z.array(queuedQuestionSchema),
  }),
  z.strictObject({ type: z.literal('package'), status: packageStatusSchema }),
  modelsEventSchema,
  workEventSchema,
  backupProblemsEventSchema,
  /** A command of the application menu that the window carries out. */
  z.strictObject({
    type: z.literal('menu'),
    command: z.enum(['new', 'settings', 'about', 'shortcuts', 'find', 'export', 'import']),
  }),
]);

export type StudioEvent = z.infer<typeof eventSchema>;

/** Pictures are served to the window at `studio://image/HASH`. */
export const imageUrl = (image: string): string => `studio://image/${image}`;

/** Their small forms are served at `studio://thumbnail/HASH`. */
export const thumbnailUrl = (image: string): string => `studio://thumbnail/${image}`;

/** What the preload script puts on `window.studio`. */
export interface StudioBridge {
  call(name: string, input: unknown): Promise<CallResult<unknown>>;
  /** Listens to all events; returns the function that stops listening. */
  listen(listener: (event: unknown) => void): () => void;
}
