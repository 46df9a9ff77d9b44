/** Calls about all that was said and drawn: search, the library, export and import. */
import { z } from 'zod';
import { hashSchema, idSchema } from '../message';

const nothing = z.null();
const empty = z.strictObject({});
const count = z.number().int().nonnegative();

/** What is exported: everything, or part of it. */
export const selectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('conversation'), id: idSchema }),
  z.strictObject({ kind: z.literal('branch'), id: idSchema, messageId: idSchema }),
  z.strictObject({ kind: z.literal('folder'), folder: z.string().min(1).max(200) }),
  z.strictObject({
    kind: z.literal('messages'),
    id: idSchema,
    messageIds: z.array(idSchema).min(1).max(100_000),
  }),
]);
export type ExportSelection = z.infer<typeof selectionSchema>;

export const formatSchema = z.enum(['metamorph', 'html', 'md', 'pdf', 'jsonl']);
export type ExportFormat = z.infer<typeof formatSchema>;

/** What the formats for people show; an archive holds everything. */
export const shownOptionsSchema = z.strictObject({
  details: z.boolean(),
  thinking: z.boolean(),
  /** What photographs tell of themselves: nothing, all but their place, or all. */
  metadata: z.enum(['none', 'withoutPlace', 'all']),
  /** HTML: pictures in a folder beside the page. */
  beside: z.boolean(),
});
export type ExportOptions = z.infer<typeof shownOptionsSchema>;

const exportedSchema = z.strictObject({
  path: z.string(),
  conversations: count,
  messages: count,
  images: count,
  /** Files of pictures that were gone. */
  missing: count,
});
export type ExportedSummary = z.infer<typeof exportedSchema>;

const actionSchema = z.enum(['new', 'same', 'copy', 'restored']);

/** What an import brings, or would bring. */
export const importedSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['metamorph', 'chatgpt', 'openwebui', 'cherrystudio', 'pictures', 'copy']),
  conversations: count,
  messages: count,
  images: count,
  counts: z.strictObject({ new: count, same: count, copy: count, restored: count }),
  /** The first of its conversations. */
  list: z.array(
    z.strictObject({ id: idSchema, title: z.string(), messages: count, action: actionSchema }),
  ),
  /** The first of what could not be taken, a sentence each. */
  notes: z.array(z.string()),
  /** The first conversations of which files are gone or damaged; they come without those. */
  missing: z.array(
    z.strictObject({
      id: idSchema,
      title: z.string(),
      /** The first of the pictures, each with the words of the message that shows it. */
      pictures: z.array(z.strictObject({ image: hashSchema, words: z.string() })),
      /** How many pictures, and files of visual tokens, there are in all. */
      images: count,
      tokens: count,
    }),
  ),
});
export type ImportSummary = z.infer<typeof importedSchema>;

/** A message whose words, or whose conversation's title, were found. */
export const foundSchema = z.strictObject({
  conversationId: idSchema,
  /** Null where the title was found. */
  messageId: idSchema.nullable(),
  title: z.string(),
  role: z.enum(['user', 'assistant']).nullable(),
  createdAt: z.number().int(),
  /** Words around the place found; the words sought stand between U+0002 and U+0003. */
  excerpt: z.string(),
});
export type FoundMessage = z.infer<typeof foundSchema>;

export const searchFiltersSchema = z.strictObject({
  /** Only messages since then (milliseconds since 1970). */
  since: z.number().int().nullable(),
  /** Only messages before then (milliseconds since 1970). */
  until: z.number().int().nullable(),
  pictures: z.boolean(),
  /** Only conversations under this tag. */
  tag: z.string().max(100).nullable(),
});
export type SearchFilters = z.infer<typeof searchFiltersSchema>;

/** A picture of the library, where it came first. */
export const libraryPictureSchema = z.strictObject({
  image: hashSchema,
  width: count,
  height: count,
  origin: z.enum(['taken', 'drawn']),
  conversationId: idSchema,
  messageId: idSchema,
  title: z.string(),
  createdAt: z.number().int(),
  /** Empty for a picture that was taken in. */
  instruction: z.string(),
  packageName: z.string(),
});
export type LibraryPicture = z.infer<typeof libraryPictureSchema>;

/** A picture of the library and how like another one it is (-1 to 1). */
export const likePictureSchema = libraryPictureSchema.extend({
  similarity: z.number().min(-1.001).max(1.001),
});
export type LikePicture = z.infer<typeof likePictureSchema>;

export const libraryFiltersSchema = z.strictObject({
  origin: z.enum(['taken', 'drawn']).nullable(),
  packageName: z.string().max(200).nullable(),
  /** Words of the instruction or of the conversation's title. */
  words: z.string().max(500),
});
export type LibraryFilters = z.infer<typeof libraryFiltersSchema>;

export const collectionCalls = {
  /** Exports to a file that the person picks; null when cancelled. Progress comes as events. */
  'archive.export': {
    input: z.strictObject({
      selection: selectionSchema,
      format: formatSchema,
      options: shownOptionsSchema,
    }),
    output: exportedSchema.nullable(),
  },
  /** Names of the folders that hold conversations, each with their number. */
  'archive.folders': {
    input: empty,
    output: z.array(z.strictObject({ folder: z.string(), conversations: count })),
  },
  /** Opens a file or folder that the person picks and says what importing it would do. */
  'archive.look': {
    input: z.strictObject({ folder: z.boolean() }),
    output: importedSchema.nullable(),
  },
  /** Imports what was looked at last. */
  'archive.import': { input: empty, output: importedSchema },
  /** Lets go of what was looked at. */
  'archive.leave': { input: empty, output: nothing },
  /** Stops the export or import that runs; nothing of it stays. */
  'archive.stop': { input: empty, output: nothing },
  /** Finds titles and messages that hold all the words, best first. */
  'search.find': {
    input: z.strictObject({ words: z.string().max(500), filters: searchFiltersSchema }),
    output: z.array(foundSchema),
  },
  /** A page of all pictures that went in or came out, the newest first. */
  'library.list': {
    input: z.strictObject({
      filters: libraryFiltersSchema,
      offset: count,
      limit: z.number().int().min(1).max(500),
    }),
    output: z.strictObject({ total: count, pictures: z.array(libraryPictureSchema) }),
  },
  /**
   * Pictures that fit, the most like another one first, by the vision encoder of the loaded package.
   * Progress comes as events; `archive.stop` stops it.
   */
  'library.similar': {
    input: z.strictObject({ image: hashSchema, filters: libraryFiltersSchema }),
    output: z.array(likePictureSchema),
  },
  /** Names of the packages that drew pictures. */
  'library.packages': { input: empty, output: z.array(z.string()) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** How far an export or import is. */
export const workEventSchema = z.strictObject({
  type: z.literal('work'),
  done: count,
  total: count,
});
