import { setImmediate } from 'node:timers/promises';
import type { ArchivedConversation, ArchivedMessage } from '../../../shared/archive/schema';
import type { ImagePart, Part } from '../../../shared/message';
import { t } from '../../../shared/i18n/translate';
import { Branches } from './branches';
import { answerAsMarkdown } from './answerWords';
import { plainToMarkdown } from './markdownWords';
import {
  dateOf,
  detailsLine,
  endingOf,
  lackOf,
  lineageOf,
  messagesOf,
  shownParts,
  titleOf,
} from './shownParts';
import type { ExportOptions } from '../../../shared/ipc/archive';

export interface MarkdownOptions extends ExportOptions {
  readonly write: (text: string) => Promise<void>;
  /** Path of a picture relative to the text's folder; nothing if its file is gone. */
  readonly addressOf: (hash: string) => Promise<string | undefined>;
}

/** A line of plain words, in which no line break may begin a block. */
const line = (text: string): string => plainToMarkdown(text.replace(/\s+/g, ' ').trim());

/** Writes the branch shown of each conversation as CommonMark, and counts what it leaves out. */
export async function writeMarkdown(
  conversations: Iterable<ArchivedConversation>,
  options: MarkdownOptions,
): Promise<void> {
  for (const conversation of conversations) {
    const { createdAt, systemPrompt, messages } = conversation;
    await options.write(`# ${line(titleOf(conversation))}\n\n*${line(dateOf(createdAt))}*\n\n`);
    if (systemPrompt.trim() !== '') {
      await options.write(`> ${plainToMarkdown(systemPrompt).replaceAll('\n', '\n> ')}\n\n`);
    }
    const { steps } = new Branches(conversation).shown();
    for (const { message } of steps) await writeMessage(message, options);
    const left = messages.length - steps.length;
    if (left > 0) {
      const words = t('exported.leftOut', { messages: messagesOf(left) });
      await options.write(`*${line(words)}*\n\n`);
    }
  }
}

async function writeMessage(message: ArchivedMessage, options: MarkdownOptions): Promise<void> {
  const { write, thinking, details } = options;
  const asked = message.role === 'user';
  const who = t(asked ? 'exported.question' : 'exported.answer');
  const name = message.name === '' ? '' : ` (${line(message.name)})`;
  await write(`## ${who}${name}\n\n`);
  for (const part of shownParts(message, thinking)) await writePart(part, asked, options);
  const ending = endingOf(message);
  if (ending) await write(`*${line(ending)}*\n\n`);
  const made = details ? detailsLine(message) : undefined;
  if (made) await write(`*${line(made)}*\n\n`);
}

async function writePart(part: Part, asked: boolean, options: MarkdownOptions): Promise<void> {
  if (part.type === 'text') {
    if (part.text.trim() === '') return;
    for (const piece of asked ? [plainToMarkdown(part.text)] : answerAsMarkdown(part.text)) {
      await options.write(piece);
      await setImmediate();
    }
    await options.write('\n\n');
  } else if (part.type === 'image') {
    await writePicture(part, options);
  } else if (part.type === 'frames') {
    for (const frame of part.frames) await writePicture(frame, options);
  }
}

async function writePicture(part: ImagePart, options: MarkdownOptions): Promise<void> {
  const address = part.image === null ? undefined : await options.addressOf(part.image);
  const words = line(part.rendering?.instruction ?? t('exported.picture'));
  await options.write(address ? `![${words}](<${address}>)\n\n` : `*${line(lackOf(part))}*\n\n`);
  if (!options.details) return;
  for (const text of lineageOf(part)) await options.write(`*${line(text)}*\n\n`);
}
