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
  LINEAGE_LIMITS,
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
  const branch = store.messages.branchEnd(messageId, { least: LINEAGE_LIMITS.messages });
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

/** The JSON of a lineage within all bounds that a reader holds it to. */
function bounded({ version, picture, part, systemPrompt, messages }: Lineage): string {
  const last = messages.at(-1);
  // Of an answer of very many parts those up to the picture are kept.
  const first = Math.max(0, part + 1 - LINEAGE_LIMITS.parts);
  const ending = last && { ...last, parts: last.parts.slice(first, first + LINEAGE_LIMITS.parts) };
  const frame = JSON.stringify({
    version,
    picture,
    part: part - first,
    systemPrompt: systemPrompt.slice(0, LINEAGE_LIMITS.systemPrompt),
  });
  const kept: string[] = [];
  // Each message is written once, from the end: of a long history only its end is kept.
  let left = MOST_LINEAGE_BYTES - Buffer.byteLength(frame) - '"messages":[],'.length;
  for (const message of [...messages.slice(0, -1), ...(ending ? [ending] : [])].reverse()) {
    const text = JSON.stringify(message);
    left -= Buffer.byteLength(text) + 1;
    const fits = left >= 0 && message.parts.length <= LINEAGE_LIMITS.parts;
    if (kept.length > 0 && (!fits || kept.length === LINEAGE_LIMITS.messages)) break;
    kept.unshift(text);
  }
  return `${frame.slice(0, -1)},"messages":[${kept.join(',')}]}`;
}
