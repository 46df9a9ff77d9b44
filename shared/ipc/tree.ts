/** Calls about the tree of a conversation: its map, its branches, undo and redo. */
import { z } from 'zod';
import { nameSchema, nothing, type CallSchemas } from './common';
import { hashSchema, idSchema, roleSchema, messageSchema, conversationSchema } from '../message';

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
export const undoStateSchema = z.strictObject({
  undo: stepKindSchema.nullable(),
  redo: stepKindSchema.nullable(),
});
export type UndoState = z.infer<typeof undoStateSchema>;

/** The step that was undone or done again, and where. */
export const undoneStepSchema = z.strictObject({
  kind: stepKindSchema,
  conversationId: idSchema,
  messageId: idSchema.nullable(),
});
export type UndoneStep = z.infer<typeof undoneStepSchema>;

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

const messageInput = z.strictObject({ messageId: idSchema });

const idInput = z.strictObject({ id: idSchema });

export const treeCalls = {
  /** Undoes the last step of the open conversation, or the last deletion of any. */
  'tree.undo': {
    input: z.strictObject({ id: idSchema.nullable() }),
    output: undoneStepSchema.nullable(),
  },
  'tree.redo': {
    input: z.strictObject({ id: idSchema.nullable() }),
    output: undoneStepSchema.nullable(),
  },
  'tree.undoState': { input: z.strictObject({ id: idSchema.nullable() }), output: undoStateSchema },
  /** All messages of all branches, as the map shows them, oldest first. */
  'tree.map': { input: idInput, output: z.array(treeNodeSchema) },
  /** The branch that ends below a message, without showing it. */
  'tree.branch': { input: messageInput, output: z.array(messageSchema) },
  /** Takes a message and all that follows it to the trash. */
  'tree.delete': { input: messageInput, output: nothing },
  /** Names the branch that begins at a message; empty for no name. */
  'tree.name': {
    input: z.strictObject({ messageId: idSchema, name: nameSchema }),
    output: nothing,
  },
  /** Makes a conversation of its own of a branch: the way to a message and all that follows it. */
  'tree.extract': {
    input: z.strictObject({ messageId: idSchema, move: z.boolean() }),
    output: conversationSchema,
  },
} as const satisfies CallSchemas;
