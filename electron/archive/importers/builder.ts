import type { ArchivedConversation, ArchivedMessage } from '../../../shared/archive/schema';
import { LONGEST_TEXT, type ImagePart, type Part } from '../../../shared/message';
import { hashOf } from '../../store/files';
import { t } from '../../../shared/i18n/translate';
import { shownName } from '../error';
import { contentHash, conversationHash } from '../hash';
import { derivedId } from '../plan';
import { referencesOf } from '../references';
import type { Source, SourceImage } from '../source';
import type { SourceKind } from '../../../shared/ipc/archive';
import type { Inspect } from '../../images/types';

/** A message of another program, with that program's own ids. */
export interface ForeignMessage {
  readonly key: string;
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly parts: readonly Part[];
}

export interface ForeignConversation {
  readonly key: string;
  readonly title: string;
  readonly systemPrompt?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly tags?: readonly string[];
  /** In any order; a parent that is not among them makes a root. */
  readonly messages: readonly ForeignMessage[];
  readonly leaf: string | null;
}

const LONGEST_TITLE = 200;
const LATEST = 8.64e15;
const LONG_PIECES = new RegExp(`[^]{1,${LONGEST_TEXT / 2}}`, 'gu');

/** Text that the database stores unchanged: lone surrogates become replacement characters. */
const wholeText = (text: string): string => text.replace(/\p{Cs}/gu, '\uFFFD');

/** A time within the range of a date. */
const moment = (value: number): number =>
  Number.isFinite(value) ? Math.min(LATEST, Math.max(0, Math.round(value))) : 0;

/** Notes that are kept in words; of more only the number is said. */
const MOST_NOTES = 1000;

/**
 * Collects another program's export in the form of our archive. Ids are derived from that program's own,
 * so that importing the same file again finds what it added before.
 */
export class ForeignBuilder {
  readonly #conversations: ArchivedConversation[] = [];
  readonly #images = new Map<string, SourceImage>();
  readonly #notes: string[] = [];
  #unsaid = 0;
  readonly #ids = new Set<string>();

  constructor(
    private readonly kind: SourceKind,
    private readonly inspect: Inspect,
  ) {}

  /** Notes what could not be imported. */
  note(sentence: string): void {
    if (this.#notes.length < MOST_NOTES) this.#notes.push(wholeText(sentence));
    else this.#unsaid += 1;
  }

  /** Says how many messages of a conversation have a form that is not known. */
  left(title: string, number: number): void {
    if (number > 0) this.note(t('imported.odd', { title: shownName(title), number }));
  }

  /**
   * Adds a picture, if it is one.
   *
   * @param again reads the same bytes later, so that they need not stay in memory
   * @returns nothing for anything that is not a picture, which is noted
   */
  async picture(
    name: string,
    bytes: Uint8Array,
    again?: () => Promise<Uint8Array>,
  ): Promise<ImagePart | undefined> {
    try {
      const found = await this.inspect({ name: shownName(name), bytes });
      const hash = hashOf(found.bytes);
      const same = found.bytes === bytes || hash === hashOf(bytes);
      const { mediaType, width, height } = found;
      this.#images.set(hash, {
        name: shownName(name),
        size: found.bytes.byteLength,
        missing: false,
        mediaType,
        read: same && again ? again : () => Promise.resolve(found.bytes),
      });
      return { type: 'image', image: hash, width, height, mediaType, rendering: null };
    } catch (error) {
      this.note(
        error instanceof Error ? error.message : t('imported.leftOut', { name: shownName(name) }),
      );
      return undefined;
    }
  }

  /** Adds a conversation; empty messages and those in a cycle are left out. */
  add(conversation: ForeignConversation): void {
    const id = derivedId(this.kind, conversation.key);
    if (this.#ids.has(id)) {
      this.note(t('imported.twice', { title: shownName(conversation.title) }));
      return;
    }
    this.#ids.add(id);
    const { placed, left } = placeMessages(conversation.messages);
    if (left > 0) {
      this.note(t('imported.circle', { title: shownName(conversation.title), number: left }));
    }
    const idOf = (key: string): string => derivedId(id, key);
    const leaf = leafOf(conversation, placed);
    const messages = placed.map(({ key, parent, role, createdAt, parts }): ArchivedMessage => ({
      id: idOf(key),
      parentId: parent === null ? null : idOf(parent),
      role,
      parts: parts.flatMap(wholeParts),
      createdAt: moment(createdAt),
      finish: role === 'assistant' ? 'stop' : null,
      error: null,
      details: null,
      shown: key === leaf ? 1 : 0,
      name: '',
    }));
    const title = wholeText(conversation.title).replace(/\s+/gu, ' ').trim();
    const tags = (conversation.tags ?? []).map((tag) => [...wholeText(tag).trim()].slice(0, 100));
    this.#conversations.push({
      id,
      title: [...title].slice(0, LONGEST_TITLE).join(''),
      pinned: conversation.pinned ?? false,
      systemPrompt: wholeText(conversation.systemPrompt ?? '').slice(0, 200_000),
      leafId: leaf === null ? null : idOf(leaf),
      createdAt: moment(conversation.createdAt),
      updatedAt: moment(conversation.updatedAt),
      archived: conversation.archived ?? false,
      folder: '',
      tags: sortedTags(tags.map((letters) => letters.join(''))),
      messages,
    });
  }

  /** All that was collected, as a source of an import. */
  finish(close: () => void = () => undefined): Source {
    const conversations = this.#conversations;
    const named = referencesOf(conversations);
    for (const hash of this.#images.keys()) {
      if (!named.images.has(hash)) this.#images.delete(hash);
    }
    const listed = conversations.map((one) => ({ id: one.id, hash: conversationHash(one) }));
    return {
      kind: this.kind,
      hash: contentHash({ conversations: listed, ...named }),
      conversations,
      images: this.#images,
      tokens: new Map(),
      notes:
        this.#unsaid > 0
          ? [...this.#notes, t('imported.moreNotes', { number: this.#unsaid })]
          : this.#notes,
      close,
    };
  }
}

/** A part as the store accepts it; a text that is too long becomes several. */
function wholeParts(part: Part): Part[] {
  if (part.type !== 'text') return [part];
  const pieces = part.text.match(LONG_PIECES) ?? [''];
  return pieces.map((text) => ({ type: 'text', text: wholeText(text) }));
}

/** In the order of the database, by bytes, without duplicates. */
const sortedTags = (tags: readonly string[]): string[] =>
  [...new Set(tags.filter((tag) => tag !== ''))]
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, 100);

/** The message shown last: the wanted one, or where it holds nothing, the nearest above it that does. */
function leafOf(
  { leaf, messages }: ForeignConversation,
  placed: readonly ForeignMessage[],
): string | null {
  const kept = new Set(placed.map(({ key }) => key));
  const parents = new Map(messages.map(({ key, parent }) => [key, parent]));
  const seen = new Set<string>();
  for (let key = leaf; key !== null && !seen.has(key); key = parents.get(key) ?? null) {
    if (kept.has(key)) return key;
    seen.add(key);
  }
  return placed.at(-1)?.key ?? null;
}

interface Placed {
  readonly placed: ForeignMessage[];
  /** How many are in a cycle, without a root. */
  readonly left: number;
}

/** Messages sorted so that parents come first; an empty one is replaced by its children. */
function placeMessages(messages: readonly ForeignMessage[]): Placed {
  const byKey = new Map(messages.map((message) => [message.key, message]));
  const children = new Map<string | null, ForeignMessage[]>();
  for (const message of byKey.values()) {
    const parent = message.parent !== null && byKey.has(message.parent) ? message.parent : null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(message);
    else children.set(parent, [message]);
  }
  const placed: ForeignMessage[] = [];
  let left = byKey.size;
  const waiting = (children.get(null) ?? []).map((message) => ({
    message,
    parent: null as string | null,
  }));
  waiting.reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { message, parent } = next;
    left -= 1;
    const empty = message.parts.length === 0;
    if (!empty) placed.push({ ...message, parent });
    const below = children.get(message.key) ?? [];
    for (const child of below.toReversed()) {
      waiting.push({ message: child, parent: empty ? parent : message.key });
    }
  }
  return { placed, left };
}
