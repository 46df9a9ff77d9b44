import { picturesOf } from '../../../shared/message';
import { Branches } from './branches';
import { shownParts, titleOf } from './shownParts';
import type { ArchivedMessage, ArchivedConversation } from '../../../shared/archive/schema';
import type { ExportOptions } from '../../../shared/ipc/archive';

export interface LinesOptions extends ExportOptions {
  readonly write: (text: string) => Promise<void>;
  /** A picture as a `data:` address; nothing if its file is gone. */
  readonly addressOf: (hash: string) => Promise<string | undefined>;
}

type Content =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

/**
 * Writes the branch shown of each conversation, one message per line, in the form that chat tools share:
 * `role` and `content`, a list of texts and pictures. A further field names the conversation.
 */
export async function writeLines(
  conversations: Iterable<ArchivedConversation>,
  options: LinesOptions,
): Promise<void> {
  for (const conversation of conversations) {
    const common = { conversation: conversation.id, title: titleOf(conversation) };
    const { systemPrompt } = conversation;
    if (systemPrompt.trim() !== '') {
      const content: Content[] = [{ type: 'text', text: systemPrompt }];
      await options.write(`${JSON.stringify({ role: 'system', content, ...common })}\n`);
    }
    for (const { message } of new Branches(conversation).shown().steps) {
      const content = await contentOf(message, options);
      const details = options.details && message.details ? { details: message.details } : {};
      const { role, id, createdAt, name } = message;
      const branch = name === '' ? {} : { branch: name };
      const created = new Date(createdAt).toISOString();
      const said = { role, content, ...common, id, created, ...branch, ...details };
      await options.write(`${JSON.stringify(said)}\n`);
    }
  }
}

async function contentOf(message: ArchivedMessage, options: LinesOptions): Promise<Content[]> {
  const content: Content[] = [];
  for (const part of shownParts(message, options.thinking)) {
    if (part.type === 'text') content.push({ type: 'text', text: part.text });
    for (const { image } of picturesOf(part)) {
      const url = image === null ? undefined : await options.addressOf(image);
      content.push(
        url === undefined
          ? { type: 'text', text: '[a picture that is not there]' }
          : { type: 'image_url', image_url: { url } },
      );
    }
  }
  return content;
}
