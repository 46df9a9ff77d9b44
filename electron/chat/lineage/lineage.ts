import type { Store } from '../../store/open';
import { readTextFields, withTextFields } from './png';
import type { PartRef } from '../../../shared/attachment';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import {
  LINEAGE_KEYWORD,
  SOFTWARE_KEYWORD,
  INSTRUCTION_KEYWORD,
  SOFTWARE,
  MOST_LINEAGE_BYTES,
  lineageSchema,
  type Lineage,
} from '../../../shared/lineage';

/**
 * The whole history of a picture of an answer: the branch that leads to it.
 *
 * @throws AppError `input` for a place without a drawn picture; AppError `missing`
 */
export function lineageOf(store: Store, { messageId, part }: PartRef): Lineage {
  const message = store.messages.get(messageId);
  const picture = message.parts[part];
  if (picture?.type !== 'image' || picture.image === null) {
    throw new AppError('input', t('chat.noPicture'));
  }
  const { systemPrompt } = store.conversations.get(message.conversationId);
  const branch = store.messages.branch(messageId);
  return {
    version: 1,
    picture: picture.image,
    part,
    systemPrompt,
    messages: branch.map(({ role, parts }) => ({ role, parts })),
  };
}

/** A PNG that carries its history; the oldest messages are left out if it would be too long. */
export function withLineage(png: Uint8Array, lineage: Lineage): Uint8Array {
  const last = lineage.messages.at(-1)?.parts[lineage.part];
  const instruction = last?.type === 'image' ? last.rendering?.instruction : undefined;
  return withTextFields(png, [
    { keyword: SOFTWARE_KEYWORD, text: SOFTWARE },
    ...(instruction ? [{ keyword: INSTRUCTION_KEYWORD, text: instruction }] : []),
    { keyword: LINEAGE_KEYWORD, text: bounded(lineage) },
  ]);
}

/** A PNG without any metadata. */
export const withoutLineage = (png: Uint8Array): Uint8Array => withTextFields(png, []);

/**
 * The history that a picture carries; `none` if there is no such field, `foreign` if the field was not
 * written by this program or was changed.
 */
export function readLineage(png: Uint8Array): Lineage | 'none' | 'foreign' {
  const field = readTextFields(png, MOST_LINEAGE_BYTES + 200).find(
    ({ keyword }) => keyword === LINEAGE_KEYWORD,
  );
  if (!field) return 'none';
  try {
    const parsed = lineageSchema.safeParse(JSON.parse(field.text));
    return parsed.success && isConsistent(parsed.data) ? parsed.data : 'foreign';
  } catch {
    return 'foreign';
  }
}

function isConsistent({ messages, part, picture }: Lineage): boolean {
  const last = messages.at(-1);
  const shown = last?.parts[part];
  return last?.role === 'assistant' && shown?.type === 'image' && shown.image === picture;
}

function bounded(lineage: Lineage): string {
  for (let first = 0; ; first += 1) {
    const messages = lineage.messages.slice(first);
    const text = JSON.stringify({ ...lineage, messages });
    if (messages.length <= 1 || Buffer.byteLength(text) <= MOST_LINEAGE_BYTES) return text;
  }
}
