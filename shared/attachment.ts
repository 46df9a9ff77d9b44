/** Pictures that were taken in but not asked about yet, and the questions that hold them. */
import { z } from 'zod';
import { hashSchema, idSchema, regionPartSchema } from './message';

/** A part of a message, by its place in it. */
export const partRefSchema = z.strictObject({
  messageId: idSchema,
  part: z.number().int().nonnegative(),
});
export type PartRef = z.infer<typeof partRefSchema>;

/** A picture taken in (dropped, pasted, picked): kept in the store before the message is sent. */
export const attachmentSchema = z.strictObject({
  image: hashSchema,
  width: z.number().int(),
  height: z.number().int(),
  mediaType: z.string(),
  /** What was done to it on the way in, in words (turned upright, first frame only ...); empty for nothing. */
  note: z.string(),
  /** Where the model drew it, if it did: its kept visual tokens are then asked about, not its pixels. */
  from: partRefSchema.optional(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** Draft of a conversation: text and pictures not yet sent. */
export const draftSchema = z.strictObject({
  text: z.string().max(200_000),
  images: z.array(attachmentSchema).max(64),
});
export type Draft = z.infer<typeof draftSchema>;

/** Whether the model draws to think before it answers. */
export const thinkSchema = z.enum(['auto', 'always', 'never']);
export type Think = z.infer<typeof thinkSchema>;

/** What a model that draws only where it is asked to answers with; on auto it decides itself. */
export const answerKindSchema = z.enum(['auto', 'words', 'picture', 'both']);
export type AnswerKind = z.infer<typeof answerKindSchema>;

/** How a question is to be answered. */
export const mannerSchema = z.strictObject({
  think: thinkSchema,
  answer: answerKindSchema.default('auto'),
});
export type Manner = z.infer<typeof mannerSchema>;

/** What a question says beside its words and pictures. */
export const questionKindSchema = z.strictObject({
  /** The pictures are frames of one clip, in order, this many a second. */
  framesPerSecond: z.number().positive().max(1000).optional(),
  /** One of the pictures is this part of another one (`image`), in that one's pixels. */
  region: regionPartSchema.optional(),
});
export type QuestionKind = z.infer<typeof questionKindSchema>;

/** A question that waits while an answer runs. */
export const queuedQuestionSchema = z.strictObject({
  id: idSchema,
  conversationId: idSchema,
  text: z.string(),
  images: z.array(attachmentSchema),
  ...mannerSchema.shape,
  /** The question of the conversation that is to be answered again; its words are `text`. */
  again: idSchema.optional(),
  ...questionKindSchema.shape,
});
export type QueuedQuestion = z.infer<typeof queuedQuestionSchema>;
