import { shownName } from '../../archive/error';
import type { ExportedFile } from '../../archive/exportFile';
import type { Imported } from '../../archive/import';
import { referencesOf } from '../../archive/references';
import type { Source } from '../../archive/source';
import { changedAt } from '../../store/conversations';
import type { Store } from '../../store/open';
import type { ArchiveSummary } from '../../../shared/archive/schema';

/** A conversation in a list; times in milliseconds since 1970. */
export interface ListedConversation {
  readonly id: string;
  readonly title: string;
  readonly messages: number;
  readonly images: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly folder: string;
  readonly tags: readonly string[];
}

interface ListRow extends Omit<ListedConversation, 'pinned' | 'archived' | 'tags'> {
  readonly pinned: number;
  readonly archived: number;
  readonly tags: string;
}

/** Conversations of a store, the last changed first. */
export function listOf({ database }: Store): ListedConversation[] {
  const rows = database.all<ListRow>(
    `SELECT id, title, created_at AS createdAt,
       ${changedAt()} AS updatedAt, pinned, archived, folder,
       (SELECT count(*) FROM message WHERE conversation_id = conversation.id AND hidden = 0) AS messages,
       (SELECT count(DISTINCT picture.image) FROM message JOIN part ON part.message_id = message.id
          JOIN picture ON picture.part_id = part.id
        WHERE message.conversation_id = conversation.id AND message.hidden = 0) AS images,
       (SELECT json_group_array(tag) FROM (SELECT tag FROM conversation_tag
          WHERE conversation_id = conversation.id ORDER BY tag)) AS tags
     FROM conversation WHERE deleted_at IS NULL ORDER BY updatedAt DESC, id`,
  );
  return rows.map(({ pinned, archived, tags, ...row }) => ({
    ...row,
    pinned: pinned === 1,
    archived: archived === 1,
    tags: JSON.parse(tags) as string[],
  }));
}

/** Conversations of a file that could be imported, in its order. */
export const listOfSource = ({ conversations }: Source): ListedConversation[] =>
  conversations.map((conversation) => {
    const { id, title, createdAt, updatedAt, pinned, archived, folder, tags } = conversation;
    const images = referencesOf([conversation]).images.size;
    const messages = conversation.messages.length;
    return { id, title, messages, images, createdAt, updatedAt, pinned, archived, folder, tags };
  });

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

const titled = (title: string): string =>
  title.trim() === '' ? 'Untitled conversation' : shownName(title);

export function printList(list: readonly ListedConversation[]): string {
  if (list.length === 0) return 'There are no conversations.\n';
  return list
    .map(({ id, title, messages, images, updatedAt }) => {
      const date = new Date(updatedAt).toISOString().slice(0, 10);
      return `${id}  ${date}  ${count(messages, 'message')}, ${count(images, 'image')}  ${titled(title)}\n`;
    })
    .join('');
}

export const printDeleted = (list: readonly ListedConversation[]): string =>
  list.map(({ id, title }) => `${id}  ${titled(title)}: in the bin now\n`).join('');

/** How much it is, in words. */
export const countsOf = ({
  conversations,
  messages,
  images,
}: Omit<ArchiveSummary, 'hash'>): string =>
  `${count(conversations, 'conversation')}, ${count(messages, 'message')}, ${count(images, 'image')}`;

export function printExported(file: string, exported: ExportedFile): string {
  const { missing, hash } = exported;
  const what = countsOf(exported);
  const gone = missing === 0 ? '' : ` ${count(missing, 'file')} of pictures were gone already.`;
  return `${file}: ${what}${hash === undefined ? '' : `, hash ${hash}`}.${gone}\n`;
}

export function printImported({ list, counts, notes, missing }: Imported, dryRun: boolean): string {
  const will = dryRun ? 'would be ' : '';
  const words = {
    new: `${will}added`,
    same: 'there already',
    copy: `${will}added as a copy, since the one there differs`,
    restored: `${will}taken out of the bin`,
  };
  const lines = list.map(
    ({ id, title, messages, action }) =>
      `${id}  ${titled(title)} (${count(messages, 'message')}): ${words[action]}\n`,
  );
  const lacking = missing.map(({ title, pictures, tokens }) => {
    const gone = `${count(pictures.length, 'picture')}, ${count(tokens, 'file')} of visual tokens`;
    return `${titled(title)}: missing in the file are ${gone}.\n`;
  });
  const added = counts.new + counts.copy + counts.restored;
  const end = `${count(added, 'conversation')} ${will}added, ${counts.same} there already.\n`;
  return [...lines, ...notes.map((note) => `${note}\n`), ...lacking, end].join('');
}
