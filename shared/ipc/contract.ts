/**
 * Every call and event between the window and the main process, typed once and parsed with zod on
 * the side that receives it. One channel carries all calls (`call`), one all events (`event`).
 */
import { z } from 'zod';
import { collectionCalls, workEventSchema } from './collection';
import { conversationCalls } from './conversations';
import { dragCalls } from './drag';
import {
  conversationSchema,
  hashSchema,
  idSchema,
  imagePartSchema,
  messageSchema,
  partSchema,
} from '../message';
import { manifestSchema } from '../manifest';
import { packagesCalls } from './packages';
import {
  placeSchema,
  questionKindSchema,
  queuedQuestionSchema,
  takenPictureSchema,
  thinkSchema,
} from '../attachment';

import { copyProblemsEventSchema, safetyCalls } from './recovery';
import { providerSchema, settingsSchema } from '../settings';
import { treeCalls } from './tree';
import { workbenchCalls } from './workbench';

export * from './conversations';
export * from '../settings';
export * from '../attachment';

const empty = z.strictObject({});
const nothing = z.null();
const seed = z.number().int().min(0).max(0xffffffff);

export const visualizerSettingsSchema = z.strictObject({
  seed: seed,
  guidance: z.number().min(0).max(30),
  steps: z.number().int().min(1).max(200),
  variation: z.number().min(0).max(2),
});

export const packageStatusSchema = z.discriminatedUnion('state', [
  /** With the share that is done, once it is known. */
  z.strictObject({ state: z.literal('loading'), progress: z.number().min(0).max(1).optional() }),
  z.strictObject({
    state: z.literal('ready'),
    manifest: manifestSchema,
    hash: hashSchema,
    provider: z.string(),
    providerReason: z.string(),
    loadTime: z.number(),
  }),
  z.strictObject({ state: z.literal('failed'), error: z.string() }),
  /** Nothing is loaded: by the person's wish, or after a rest; then the next question loads it. */
  z.strictObject({ state: z.literal('idle'), rested: z.boolean().optional() }),
  /** Not loaded, since it would not fit into memory (bytes); the person may load it all the same. */
  z.strictObject({ state: z.literal('unfit'), error: z.string() }),
]);
export type PackageStatus = z.infer<typeof packageStatusSchema>;

/** Where the server for other programs listens; null while it does not, with what went wrong. */
export const apiStatusSchema = z.strictObject({
  address: z.string().nullable(),
  error: z.string().nullable(),
});
export type ApiStatus = z.infer<typeof apiStatusSchema>;

export const variantSchema = z.strictObject({
  part: imagePartSchema,
  /**
   * Mean absolute difference to the first variant in 0..255; of the first to the picture as it is,
   * null where that has no pixels.
   */
  difference: z.number().nullable(),
});

/** All calls: name -> input and output. Errors travel as data, see `CallResult`. */
export const calls = {
  ...conversationCalls,

  /** Takes a picture by its bytes (paste, drop) or by a file dialog. */
  'pictures.take': {
    input: z.strictObject({ name: z.string().max(1000), bytes: z.instanceof(Uint8Array) }),
    output: takenPictureSchema,
  },
  'pictures.pick': { input: empty, output: z.array(takenPictureSchema) },
  /** Saves a picture as PNG by a dialog; null when the person cancelled, else the path. */
  'pictures.save': { input: z.strictObject({ image: hashSchema }), output: z.string().nullable() },
  'pictures.copy': { input: z.strictObject({ image: hashSchema }), output: nothing },

  /** Sends a question; it runs at once or waits in the queue. `parentId` is the message it follows. */
  'chat.send': {
    input: z.strictObject({
      conversationId: idSchema,
      parentId: idSchema.nullable(),
      text: z.string().max(200_000),
      images: z.array(takenPictureSchema).max(64),
      think: thinkSchema,
      ...questionKindSchema.shape,
    }),
    output: z.strictObject({ queued: z.boolean() }),
  },
  /** Another answer to the same question, as a new branch; at once, or in its turn. */
  'chat.regenerate': {
    input: z.strictObject({ conversationId: idSchema, messageId: idSchema, think: thinkSchema }),
    output: z.strictObject({ queued: z.boolean() }),
  },
  'chat.stop': { input: z.strictObject({ conversationId: idSchema }), output: nothing },
  'queue.change': {
    input: z.strictObject({ id: idSchema, text: z.string().max(200_000) }),
    output: nothing,
  },
  'queue.remove': { input: z.strictObject({ id: idSchema }), output: nothing },
  /** Draws the kept visual tokens of a picture again; several settings give several variants. */
  'chat.decode': {
    input: z.strictObject({
      messageId: idSchema,
      part: z.number().int().nonnegative(),
      settings: z.array(visualizerSettingsSchema).min(1).max(4),
    }),
    output: z.array(variantSchema),
  },
  /** Puts a variant in the place of the picture it was decoded from. */
  'chat.choose': {
    input: z.strictObject({
      messageId: idSchema,
      part: z.number().int().nonnegative(),
      chosen: imagePartSchema,
    }),
    output: messageSchema,
  },
  /** The model is shown its own picture and says what it sees; nothing is written to the conversation. */
  'chat.readBack': {
    input: placeSchema,
    output: z.strictObject({ asked: z.string(), seen: z.string() }),
  },

  'settings.get': { input: empty, output: settingsSchema },
  'settings.set': { input: settingsSchema, output: settingsSchema },
  'package.status': { input: empty, output: packageStatusSchema },
  /** Loads the package; `anyway` also one that would not fit into memory. */
  'package.load': {
    input: z.strictObject({ anyway: z.boolean().optional() }),
    output: nothing,
  },
  'package.stop': { input: empty, output: nothing },
  /** Providers of this computer, each tried once, and one clause why it is refused. */
  'providers.list': {
    input: empty,
    output: z.array(z.strictObject({ provider: providerSchema, refusal: z.string().nullable() })),
  },
  'package.pick': { input: empty, output: z.string().nullable() },

  'api.status': { input: empty, output: apiStatusSchema },
  /** Makes a new key; the one before stops working. */
  'api.renewKey': { input: empty, output: settingsSchema },

  /** Opens a link of an answer in the browser; only https and mailto, after the person agreed. */
  'links.open': { input: z.strictObject({ url: z.string().max(4000) }), output: nothing },
  'about.get': {
    input: empty,
    output: z.strictObject({
      version: z.string(),
      electron: z.string(),
      electronOrigin: z.enum(['electron', 'fallback']),
      chromium: z.string(),
      node: z.string(),
      onnxruntime: z.string(),
      sqlite: z.string(),
      dataFolder: z.string(),
    }),
  },
  /** The packages of others in the program, with their licences. */
  'about.licences': {
    input: empty,
    output: z.array(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        licence: z.string(),
        text: z.string(),
      }),
    ),
  },
  'folders.open': { input: z.strictObject({ which: z.enum(['data', 'logs']) }), output: nothing },
  ...workbenchCalls,
  ...collectionCalls,
  ...dragCalls,
  ...safetyCalls,
  ...packagesCalls,
  ...treeCalls,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>;
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>;

export const errorCodeSchema = z.enum([
  'input',
  'missing',
  'package',
  'context',
  'provider',
  'worker',
  'store',
  'full',
  'cancelled',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

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
    /** PNG bytes of the picture so far. */
    preview: z.instanceof(Uint8Array),
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
  z.strictObject({ type: z.literal('conversations'), conversations: z.array(conversationSchema) }),
  z.strictObject({
    type: z.literal('queue'),
    conversationId: idSchema,
    queue: z.array(queuedQuestionSchema),
  }),
  z.strictObject({ type: z.literal('package'), status: packageStatusSchema }),
  workEventSchema,
  copyProblemsEventSchema,
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
