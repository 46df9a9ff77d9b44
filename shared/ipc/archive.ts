/** Calls that export conversations to files and import them. */
import { z } from 'zod';
import { count, empty, nothing, type CallSchemas } from './common';
import { hashSchema, idSchema } from '../message';

/** What is exported: everything, or part of it. */
export const selectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('conversation'), id: idSchema }),
  z.strictObject({ kind: z.literal('branch'), id: idSchema, messageId: idSchema }),
  z.strictObject({ kind: z.literal('folder'), folder: z.string().min(1).max(200) }),
  z.strictObject({
    kind: z.literal('messages'),
    id: idSchema,
    messageIds: z.array(idSchema).min(1).max(100_000).readonly(),
  }),
]);
export type ExportSelection = Readonly<z.infer<typeof selectionSchema>>;

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
export type ExportOptions = Readonly<z.infer<typeof shownOptionsSchema>>;

const exportedSchema = z.strictObject({
  path: z.string(),
  conversations: count,
  messages: count,
  images: count,
  /** Files of pictures that were gone. */
  missing: count,
});

const actionSchema = z.enum(['new', 'same', 'copy', 'restored']);

/** What kinds of files can be imported. */
const sourceKindSchema = z.enum([
  'metamorph',
  'chatgpt',
  'openwebui',
  'cherrystudio',
  'pictures',
  'copy',
]);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** What an import brings, or would bring. */
export const importedSchema = z.strictObject({
  name: z.string(),
  kind: sourceKindSchema,
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

export const archiveCalls = {
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
  'archive.preview': {
    input: z.strictObject({ folder: z.boolean() }),
    output: importedSchema.nullable(),
  },
  /** Imports what was looked at last. */
  'archive.import': { input: empty, output: importedSchema },
  /** Lets go of what was looked at. */
  'archive.discard': { input: empty, output: nothing },
} as const satisfies CallSchemas;
