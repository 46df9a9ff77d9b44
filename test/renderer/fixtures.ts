import type { OpenedConversation } from '../../shared/ipc/conversations';
import type { Part, Message, Conversation } from '../../shared/message';

/** A valid id that ends in the number. */
export const id = (value: number): string =>
  `00000000-0000-4000-8000-${String(value).padStart(12, '0')}`;

export const conversationId = id(1);

export function conversation(values: Partial<Conversation> = {}): Conversation {
  return {
    id: conversationId,
    title: 'Foxes',
    pinned: false,
    archived: false,
    folder: '',
    tags: [],
    systemPrompt: '',
    leafId: null,
    createdAt: 0,
    updatedAt: 0,
    ...values,
  };
}

export function question(number: number, parentId: string | null = null, text = 'Why?'): Message {
  return {
    id: id(number),
    conversationId,
    parentId,
    role: 'user',
    parts: [{ type: 'text', text }],
    createdAt: 0,
    finish: null,
    error: null,
    details: null,
    siblings: [id(number)],
    name: '',
  };
}

export function answer(number: number, parentId: string, parts: readonly Part[] = []): Message {
  return {
    ...question(number, parentId),
    role: 'assistant',
    parts: [...parts],
    finish: 'running',
  };
}

export function opened(
  messages: readonly Message[],
  values: Partial<OpenedConversation> = {},
): OpenedConversation {
  return {
    conversation: conversation({ leafId: messages.at(-1)?.id ?? null }),
    messages: [...messages],
    above: 0,
    draft: { text: '', images: [] },
    running: null,
    queue: [],
    ...values,
  };
}
