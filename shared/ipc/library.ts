/** Calls about all pictures that were shown or drawn. */
import { z } from 'zod';
import { count, empty, type CallSchemas } from './common';
import { hashSchema, idSchema } from '../message';

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
export const similarPictureSchema = libraryPictureSchema.extend({
  similarity: z.number().min(-1.001).max(1.001),
});
export type SimilarPicture = z.infer<typeof similarPictureSchema>;

export const libraryFiltersSchema = z.strictObject({
  origin: z.enum(['taken', 'drawn']).nullable(),
  packageName: z.string().max(200).nullable(),
  /** Words of the instruction or of the conversation's title. */
  words: z.string().max(500),
});
export type LibraryFilters = z.infer<typeof libraryFiltersSchema>;

export const libraryCalls = {
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
   * Progress comes as events; `task.stop` stops it.
   */
  'library.similar': {
    input: z.strictObject({ image: hashSchema, filters: libraryFiltersSchema }),
    output: z.array(similarPictureSchema),
  },
  /** Names of the packages that drew pictures. */
  'library.packages': { input: empty, output: z.array(z.string()) },
} as const satisfies CallSchemas;
