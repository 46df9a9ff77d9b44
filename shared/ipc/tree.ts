/** Calls about the tree of a conversation: its map, steps that undo and redo, the bin, prompts. */
import { z } from 'zod';
import { conversationSchema, hashSchema, idSchema, messageSchema, roleSchema } from '../message';

const empty = z.strictObject({});
const nothing = z.null();
const count = z.number().int().nonnegative();
const name = z.string().trim().max(200);

/**
 * What a person did: `branch` a question beside another, `again` another answer, `decode` a picture
 * drawn again, `delete` and `restore` a branch, `move` one to a conversation of its own.
 */
export const stepKindSchema = z.enum([
  'branch',
  'again',
  'decode',
  'delete',
  'restore',
  'move',
  'deleteConversation',
]);
export type StepKind = z.infer<typeof stepKindSchema>;

/** What would be undone and redone next; null for nothing. */
export const stepsStateSchema = z.strictObject({
  undo: stepKindSchema.nullable(),
  redo: stepKindSchema.nullable(),
});
export type StepsState = z.infer<typeof stepsStateSchema>;

/** The step that was undone or done again, and where. */
export const undoneSchema = z.strictObject({
  kind: stepKindSchema,
  conversationId: idSchema,
  messageId: idSchema.nullable(),
});
export type Undone = z.infer<typeof undoneSchema>;

/** A message as the map shows it. */
export const treeNodeSchema = z.strictObject({
  id: idSchema,
  parentId: idSchema.nullable(),
  role: roleSchema,
  /** Name of the branch that begins here; empty for none. */
  name: z.string(),
  /** Its first words. */
  excerpt: z.string(),
  /** Its first pictures. */
  images: z.array(hashSchema),
  createdAt: z.number().int(),
});
export type TreeNode = z.infer<typeof treeNodeSchema>;

/** A message in its place of the tree; null where nothing of it is needed but the place. */
export const outlineNodeSchema = z.strictObject({
  id: idSchema,
  parentId: idSchema.nullable(),
  message: messageSchema.nullable(),
});
export type OutlineNode = z.infer<typeof outlineNodeSchema>;

/** What lies in the bin. */
export const binEntrySchema = z.strictObject({
  /** `picture` is one that another drawing of its visual tokens took the place of. */
  kind: z.enum(['conversation', 'branch', 'prompt', 'picture']),
  /** Of a picture, the number of the step that replaced it. */
  id: z.union([idSchema, z.string().regex(/^\d{1,15}$/)]),
  /** Title of the conversation or prompt; of a branch or picture, that of its conversation. */
  title: z.string(),
  /** First words of a branch or prompt, or what a picture was asked for; empty for a conversation. */
  excerpt: z.string(),
  messages: count,
  images: z.array(hashSchema),
  removedAt: z.number().int(),
});
export type BinEntry = z.infer<typeof binEntrySchema>;

/** Words to be used again; `{{name}}` and `{{name=value}}` in them are filled in when used. */
export const promptSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  text: z.string(),
  createdAt: z.number().int(),
  usedAt: z.number().int(),
});
export type Prompt = z.infer<typeof promptSchema>;

const messageInput = z.strictObject({ messageId: idSchema });
const idInput = z.strictObject({ id: idSchema });

export const treeCalls = {
  /** Undoes the last step of the open conversation, or the last deletion of any. */
  'steps.undo': {
    input: z.strictObject({ id: idSchema.nullable() }),
    output: undoneSchema.nullable(),
  },
  'steps.redo': {
    input: z.strictObject({ id: idSchema.nullable() }),
    output: undoneSchema.nullable(),
  },
  'steps.state': { input: z.strictObject({ id: idSchema.nullable() }), output: stepsStateSchema },

  /** All messages of all branches, as the map shows them, oldest first. */
  'tree.map': { input: idInput, output: z.array(treeNodeSchema) },
  /** The branch that ends below a message, without showing it. */
  'tree.branch': { input: messageInput, output: z.array(messageSchema) },
  /** Takes a message and all that follows it to the bin. */
  'tree.delete': { input: messageInput, output: nothing },
  /** Names the branch that begins at a message; empty for no name. */
  'tree.name': { input: z.strictObject({ messageId: idSchema, name }), output: nothing },
  /** Makes a conversation of its own of a branch: the way to a message and all that follows it. */
  'tree.own': {
    input: z.strictObject({ messageId: idSchema, move: z.boolean() }),
    output: conversationSchema,
  },

  'bin.list': { input: empty, output: z.array(binEntrySchema) },
  'bin.restore': {
    input: binEntrySchema.pick({ kind: true, id: true }),
    /** The conversation to show; null for a prompt. */
    output: idSchema.nullable(),
  },
  /** Removes one thing for good. */
  'bin.remove': { input: binEntrySchema.pick({ kind: true, id: true }), output: nothing },
  /** Removes for good what has been in the bin for so many days; 0 for all of it. */
  'bin.empty': { input: z.strictObject({ days: count.max(3650) }), output: nothing },

  /** Used last first. */
  'prompts.list': { input: empty, output: z.array(promptSchema) },
  /** Keeps a prompt: a new one without an id, else in the place of the old one. */
  'prompts.save': {
    input: z.strictObject({
      id: idSchema.nullable(),
      title: name.min(1),
      text: z.string().min(1).max(20_000),
    }),
    output: promptSchema,
  },
  'prompts.used': { input: idInput, output: nothing },
  'prompts.delete': { input: idInput, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
