/**
 * The only schema of an archive (`.metamorph`): what lies in the zip, and what may lie there. See
 * README.md beside it for the words; the JSON Schemas there are made from these.
 */
import { z } from 'zod';
import { trueFramesSchema } from '../frames';
import { hashSchema, idSchema, messageSchema, conversationSchema } from '../message';
import {
  framesPartSchema,
  imagePartSchema,
  LONGEST_TEXT,
  regionPartSchema,
  renderingSchema,
  answerDetailsSchema,
  textPartSchema,
} from '../message';

/** First words of an archive's index, so that other zips are told apart. */
export const ARCHIVE_FORMAT = 'metamorph-archive';
/** Version of the archive's schema that this program writes; it reads this one and older ones. */
export const ARCHIVE_VERSION = 2;
/** Name of the index within the zip. */
export const INDEX_NAME = 'archive.json';

/** A moment in milliseconds since 1970. */
const moment = z.number().int().min(0).max(8.64e15);

/** Names and sentences of programs and packages. */
const words = z.string().max(10_000);

const archivedImagePart = imagePartSchema.extend({
  mediaType: words,
  rendering: renderingSchema
    .extend({ packageName: words, instruction: z.string().max(LONGEST_TEXT) })
    .nullable(),
});
const archivedPart = z.discriminatedUnion('type', [
  textPartSchema.extend({ text: z.string().max(LONGEST_TEXT) }),
  archivedImagePart,
  framesPartSchema.extend({ frames: z.array(archivedImagePart).min(1).max(64) }),
  regionPartSchema,
]);

/** A message of the tree; its place is `parentId`, its age its position in the list. */
export const archivedMessageSchema = messageSchema
  .omit({ conversationId: true, siblings: true })
  .extend({
    parts: z.array(archivedPart).max(100_000),
    createdAt: moment,
    error: words.nullable(),
    details: answerDetailsSchema
      .extend({ packageName: words, provider: words, providerReason: words })
      .nullable(),
    finish: z.enum(['stop', 'length', 'cancelled', 'error']).nullable(),
    /** Grows with each time the message became the end of the branch on the screen; 0 for never. */
    shown: z.number().int().nonnegative(),
    /** Hashes of the frames that the answer, and those that go on from it, should have drawn. */
    trueFrames: trueFramesSchema.shape.images.min(1).optional(),
  });
export type ArchivedMessage = z.infer<typeof archivedMessageSchema>;

/** A conversation whole: every branch, oldest message first, so that a parent precedes its children. */
export const archivedConversationSchema = conversationSchema
  .extend({
    title: z.string().max(1000),
    systemPrompt: z.string().max(200_000),
    createdAt: moment,
    updatedAt: moment,
    messages: z.array(archivedMessageSchema).max(1_000_000),
  })
  .strict();
export type ArchivedConversation = z.infer<typeof archivedConversationSchema>;

const size = z.number().int().nonnegative();

/** A picture of the archive: the file as it was taken in or drawn. */
export const archivedImageSchema = z.strictObject({
  hash: hashSchema,
  size,
  mediaType: z.string().max(100),
  /** True when its file was gone or damaged when the archive was made, so that the zip lacks it. */
  missing: z.boolean(),
});
export type ArchivedImage = z.infer<typeof archivedImageSchema>;

/** Visual tokens of the archive: float32 little endian, m x W. */
export const archivedTokensSchema = archivedImageSchema.omit({ mediaType: true });
export type ArchivedTokens = z.infer<typeof archivedTokensSchema>;

/** `archive.json`, the index: every other file of the zip is named by it. */
export const archiveIndexSchema = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  version: z.number().int().min(1).max(ARCHIVE_VERSION),
  /** The archive's content hash: equal for equal content, whenever and wherever it was written. */
  hash: hashSchema,
  createdAt: moment,
  conversations: z.array(z.strictObject({ id: idSchema, hash: hashSchema })).max(1_000_000),
  images: z.array(archivedImageSchema).max(1_000_000),
  tokens: z.array(archivedTokensSchema).max(1_000_000),
});
export type ArchiveIndex = z.infer<typeof archiveIndexSchema>;

/** The first look at an index: enough to tell other files and newer versions from damaged ones. */
export const archiveHeadSchema = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  version: z.number().int().min(1),
});

/** What an archive holds, in numbers; `hash` is its content hash. */
export const archiveSummarySchema = z.strictObject({
  hash: hashSchema,
  conversations: z.number().int(),
  messages: z.number().int(),
  images: z.number().int(),
});
export type ArchiveSummary = z.infer<typeof archiveSummarySchema>;
