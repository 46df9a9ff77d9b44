import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodePng } from '../../images/encodePng';
import { insertWhole } from '../../store/wholeConversation';
import { hashOf } from '../../store/files';
import { openStore, type Store } from '../../store/open';
import type { ArchivedMessage, ArchivedConversation } from '../../../shared/archive/schema';
import type { ImagePart } from '../../../shared/message';

/** Side of a made picture in pixels. */
const SIDE = 256;
/** Words that messages are made of; each is in many of them. */
const WORDS =
  'fox river lantern night garden copper window silver music bridge winter paper orange harbour cloud ' +
  'violet train button castle feather honey island jacket kettle ladder marble needle olive pepper quilt';
const VOCABULARY = WORDS.split(' ');
const BEGIN = Date.UTC(2025, 0, 1);

/** Title of the conversation that is opened, and the words of its last message. */
export const LONG_TITLE = 'The long one';
export const LAST_WORDS = 'These are the last words of the long conversation.';
/** Words that are in many messages or few, one inside of another, and one that is nowhere. */
export const SEARCHED = [
  ...VOCABULARY,
  'lantern night',
  'number 12',
  'copper win',
  'antern',
  '猫在',
];

/** Deterministic words: sentence `number` of the made data. */
function wordsOf(number: number): string {
  const words: string[] = [];
  for (let place = 0; place < 24; place += 1) {
    words.push(VOCABULARY[(number * 7 + place * place * 3 + place) % VOCABULARY.length] ?? '');
  }
  return `Message number ${number}: ${words.join(' ')}.`;
}

/** A ramp with some noise, so that its file is about as large as that of a drawn picture. */
function pictureOf(store: Store, number: number): ImagePart {
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  let noise = number + 1;
  for (let at = 0; at < pixels.length; at += 1) {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
    pixels[at] = ((at * (number + 1)) >> 7) + (noise >>> 31);
  }
  const png = encodePng(pixels, SIDE, SIDE);
  const hash = hashOf(png);
  // Made data need not outlive a loss of power.
  writeFileSync(path.join(store.folder, 'images', hash), png);
  store.database.run(
    `INSERT OR IGNORE INTO image (hash, size, media_type, created_at) VALUES (?, ?, 'image/png', ?)`,
    hash,
    png.byteLength,
    Date.now(),
  );
  return {
    type: 'image',
    image: hash,
    width: SIDE,
    height: SIDE,
    mediaType: 'image/png',
    rendering: null,
  };
}

interface Made {
  readonly title: string;
  readonly messages: number;
  /** How many of the messages have a picture, evenly. */
  readonly pictures: number;
  readonly lastWords: string;
  readonly updatedAt: number;
  readonly from: number;
}

/** One branch of questions and answers. */
function madeConversation(store: Store, made: Made): ArchivedConversation {
  const messages: ArchivedMessage[] = [];
  for (let number = 0; number < made.messages; number += 1) {
    const asked = number % 2 === 0;
    const last = number === made.messages - 1;
    const text = last ? made.lastWords : wordsOf(made.from + number);
    const before = Math.floor((number * made.pictures) / made.messages);
    const pictured = Math.floor(((number + 1) * made.pictures) / made.messages) > before;
    messages.push({
      id: randomUUID(),
      parentId: messages.at(-1)?.id ?? null,
      role: asked ? 'user' : 'assistant',
      createdAt: BEGIN + (made.from + number) * 1000,
      shown: last ? 1 : 0,
      finish: asked ? null : 'stop',
      error: null,
      details: null,
      name: '',
      parts: [{ type: 'text', text }, ...(pictured ? [pictureOf(store, number)] : [])],
    });
  }
  return {
    id: randomUUID(),
    title: made.title,
    pinned: false,
    archived: false,
    folder: '',
    tags: [],
    systemPrompt: '',
    leafId: messages.at(-1)?.id ?? null,
    createdAt: BEGIN,
    updatedAt: made.updatedAt,
    messages,
  };
}

/** A store with one conversation of so many messages and pictures, and a short newer one. */
export function makeLong(folder: string, messages: number, pictures: number): void {
  fill(folder, (store) => {
    const long = { title: LONG_TITLE, messages, pictures };
    const short = { title: 'A short one', messages: 4, pictures: 0, lastWords: 'Short.' };
    insertWhole(
      store.database,
      madeConversation(store, { ...long, lastWords: LAST_WORDS, updatedAt: BEGIN, from: 0 }),
    );
    insertWhole(
      store.database,
      madeConversation(store, { ...short, updatedAt: BEGIN + 1, from: messages }),
    );
  });
}

/** A store with one conversation of so many messages and pictures, and no other. */
export function makeOne(folder: string, messages: number, pictures: number): void {
  fill(folder, (store) => {
    const made = { title: LONG_TITLE, messages, pictures, lastWords: LAST_WORDS };
    insertWhole(store.database, madeConversation(store, { ...made, updatedAt: BEGIN, from: 0 }));
  });
}

/** A store with many conversations of text. */
export function makeMany(folder: string, conversations: number, messages: number): void {
  fill(folder, (store) => {
    for (let number = 0; number < conversations; number += 1) {
      const made = {
        title: `Conversation ${number}: ${wordsOf(number).split(' ').slice(3, 7).join(' ')}`,
        messages: messages / conversations,
        pictures: 0,
        lastWords: 'The end.',
        updatedAt: BEGIN + number * 60_000,
        from: (number * messages) / conversations,
      };
      insertWhole(store.database, madeConversation(store, made));
    }
  });
}

function fill(folder: string, work: (store: Store) => void): void {
  const store = openStore({ folder });
  try {
    store.transaction(() => work(store));
  } finally {
    store.close();
  }
}
