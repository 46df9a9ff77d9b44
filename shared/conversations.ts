/** Calls about the list of conversations and what one of them holds. */
import { z } from 'zod';
import { conversationSchema, idSchema, messageSchema } from './message';
import { draftSchema, queuedQuestionSchema } from './taken';
import { outlineNodeSchema } from './tree';

const empty = z.strictObject({});
const nothing = z.null();

/** Pictures by themselves, or clips of frames. */
export const picturesKindSchema = z.enum(['image', 'frames']);
export type PicturesKind = z.infer<typeof picturesKindSchema>;

/** State of the answer that runs now in a conversation, for a window that opens it late. */
export const runningSchema = z.strictObject({
  conversationId: idSchema,
  messageId: idSchema,
  /** Sequence number of the last event that the snapshot includes. */
  sequence: z.number().int(),
  tokensPerSecond: z.number(),
});

export const openedConversationSchema = z.strictObject({
  conversation: conversationSchema,
  /** The last messages of the branch shown, up to its leaf; earlier ones come page by page. */
  messages: z.array(messageSchema),
  /** How many messages of the branch come before those. */
  above: z.number().int().nonnegative(),
  draft: draftSchema,
  running: runningSchema.nullable(),
  queue: z.array(queuedQuestionSchema),
});
export type OpenedConversation = z.infer<typeof openedConversationSchema>;

export const conversationCalls = {
  'conversations.list': { input: empty, output: z.array(conversationSchema) },
  'conversations.create': { input: empty, output: conversationSchema },
  'conversations.rename': {
    input: z.strictObject({ id: idSchema, title: z.string().min(1).max(200) }),
    output: conversationSchema,
  },
  'conversations.pin': {
    input: z.strictObject({ id: idSchema, pinned: z.boolean() }),
    output: conversationSchema,
  },
  /** Puts a conversation away from the list, or back. */
  'conversations.archive': {
    input: z.strictObject({ id: idSchema, archived: z.boolean() }),
    output: conversationSchema,
  },
  /** Puts a conversation into a folder (empty for none) and under tags. */
  'conversations.organise': {
    input: z.strictObject({
      id: idSchema,
      folder: z.string().trim().max(200),
      tags: z.array(z.string().trim().min(1).max(100)).max(100),
    }),
    output: conversationSchema,
  },
  'conversations.delete': { input: z.strictObject({ id: idSchema }), output: nothing },
  'conversations.restore': { input: z.strictObject({ id: idSchema }), output: conversationSchema },
  'conversations.systemPrompt': {
    input: z.strictObject({ id: idSchema, systemPrompt: z.string().max(20_000) }),
    output: conversationSchema,
  },
  'conversations.open': {
    /** `through`: a message that must be among those that come, if it is on the branch. */
    input: z.strictObject({ id: idSchema, through: idSchema.optional() }),
    output: openedConversationSchema,
  },
  /** The page of messages before one, on the way to the root. */
  'conversations.earlier': {
    input: z.strictObject({ messageId: idSchema }),
    output: z.array(messageSchema),
  },
  /** All messages of all branches, oldest first; whole where they have to do with pictures. */
  'conversations.outline': {
    input: z.strictObject({ id: idSchema, pictures: picturesKindSchema }),
    output: z.array(outlineNodeSchema),
  },
  /** Makes the branch that ends below `messageId` the one shown. */
  'conversations.branch': {
    input: z.strictObject({ id: idSchema, messageId: idSchema }),
    output: openedConversationSchema,
  },
  /**
   * What a window that starts shows: the conversation changed last. When a window ended or did not
   * answer with one on the screen, that one is left out, and no other is opened in its place.
   */
  'window.start': {
    input: empty,
    output: z.strictObject({
      open: idSchema.nullable(),
      left: conversationSchema.pick({ id: true, title: true }).nullable(),
    }),
  },
  /** The conversation is on the screen, and the window answers. */
  'window.shown': { input: z.strictObject({ id: idSchema }), output: nothing },
  /** The window ran into a fault with what is on the screen. */
  'window.failed': { input: empty, output: nothing },
  'draft.save': { input: z.strictObject({ id: idSchema, draft: draftSchema }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
