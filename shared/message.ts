/** The parts of a message, the same in the store, across processes and on the screen. */
import { z } from 'zod';

/** Content address of a picture or of visual tokens: lower-case SHA-256. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const idSchema = z.uuid();
export const roleSchema = z.enum(['user', 'assistant']);

/** How a picture was drawn from its visual tokens. */
export const renderingSchema = z.strictObject({
  /** Hash of the kept visual tokens file (float32 little endian, m x W). */
  tokens: hashSchema,
  /** Hash of the tokens as they were drawn, where variation changed them; else absent. */
  drawn: hashSchema.optional(),
  seed: z.number().int().min(0).max(0xffffffff),
  guidance: z.number(),
  steps: z.number().int().positive(),
  variation: z.number().min(0).max(2),
  /** Hash of the package's manifest that made the tokens, and its name for the screen. */
  package: hashSchema,
  packageName: z.string(),
  /** Hashes of the pictures that the answer's question showed (the lineage). */
  parents: z.array(hashSchema),
  instruction: z.string(),
});
export type Rendering = z.infer<typeof renderingSchema>;

/** Most letters of one text that an import takes; a context of a million tokens holds half of it. */
export const LONGEST_TEXT = 10_000_000;

export const textPartSchema = z.strictObject({ type: z.literal('text'), text: z.string() });
export const imagePartSchema = z.strictObject({
  type: z.literal('image'),
  /** Null while it is being drawn, or when it was stopped before pixels existed. */
  image: hashSchema.nullable(),
  width: z.number().int().nonnegative(),
  height: z.number().int().nonnegative(),
  mediaType: z.string(),
  rendering: renderingSchema.nullable(),
});
export const framesPartSchema = z.strictObject({
  type: z.literal('frames'),
  frames: z.array(imagePartSchema).min(1).max(64),
  framesPerSecond: z.number().positive(),
});
export const regionPartSchema = z.strictObject({
  type: z.literal('region'),
  image: hashSchema,
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  similarity: z.number(),
});
export const partSchema = z.discriminatedUnion('type', [
  textPartSchema,
  imagePartSchema,
  framesPartSchema,
  regionPartSchema,
]);
/** Media type of a picture's place of which nothing can be read any more. */
export const LOST = 'application/x-lost';

/** Whether a part stands where a picture was whose row is damaged or gone. */
export const isLost = (part: ImagePart): boolean => part.image === null && part.mediaType === LOST;

export type ImagePart = z.infer<typeof imagePartSchema>;
export type FramesPart = z.infer<typeof framesPartSchema>;
export type RegionPart = z.infer<typeof regionPartSchema>;
export type Part = z.infer<typeof partSchema>;

/** The texts among parts, in order. */
export const textsOf = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
/** Pictures of one part: the picture itself, or the frames in order. */
export function picturesOf(part: Part): readonly ImagePart[] {
  if (part.type === 'image') return [part];
  return part.type === 'frames' ? part.frames : [];
}

/** All words of a message. */
export const wordsOf = (parts: readonly Part[], between = '\n'): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(between);

/** Why an answer ended; `running` while it is being written, `error` with its sentence in `error`. */
export const finishSchema = z.enum(['running', 'stop', 'length', 'cancelled', 'error']);
export type Finish = z.infer<typeof finishSchema>;

/** What an answer cost and where it ran. Times in milliseconds. */
export const answerDetailsSchema = z.strictObject({
  packageName: z.string(),
  package: hashSchema,
  provider: z.string(),
  providerReason: z.string(),
  temperature: z.number(),
  seed: z.number().int(),
  guidance: z.number(),
  steps: z.number().int(),
  variation: z.number(),
  tokens: z.strictObject({ prompt: z.number(), text: z.number(), visual: z.number() }),
  timings: z.strictObject({
    load: z.number(),
    prefill: z.number(),
    perToken: z.number(),
    visualizer: z.number(),
    total: z.number(),
  }),
  /** Tokens of the context used at the end of the answer, and its length. */
  context: z.strictObject({ used: z.number(), length: z.number(), droppedTurns: z.number() }),
});
export type AnswerDetails = z.infer<typeof answerDetailsSchema>;

export const messageSchema = z.strictObject({
  id: idSchema,
  conversationId: idSchema,
  parentId: idSchema.nullable(),
  role: roleSchema,
  parts: z.array(partSchema),
  createdAt: z.number().int(),
  finish: finishSchema.nullable(),
  error: z.string().nullable(),
  details: answerDetailsSchema.nullable(),
  /** Ids of all messages with the same parent, oldest first (the branches at this place). */
  siblings: z.array(idSchema),
  /** Name that the person gave to the branch that begins here; empty for none. */
  name: z.string().max(200),
});
export type Message = z.infer<typeof messageSchema>;

export const conversationSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  pinned: z.boolean(),
  /** Whether it was put away from the list. */
  archived: z.boolean(),
  /** Name of its folder; empty for none. */
  folder: z.string().max(200),
  tags: z.array(z.string().min(1).max(100)).max(100),
  systemPrompt: z.string(),
  /** The message at the end of the branch shown. */
  leafId: idSchema.nullable(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type Conversation = z.infer<typeof conversationSchema>;
