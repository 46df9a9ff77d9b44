import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askingView,
  foldAnswer,
  needsSnapshot,
  openingView,
  refusedView,
  takeSnapshot,
  type AnswerEvent,
  type ConversationView,
} from '../../renderer/state/view';
import { answer, conversationId, id, opened, question } from './fixtures';
import type { ImagePart, Part, Message } from '../../shared/message';

const asked = question(2);
const empty = answer(3, asked.id);
const base = { conversationId, messageId: empty.id };
const drawn: ImagePart = {
  type: 'image',
  image: 'a'.repeat(64),
  width: 256,
  height: 256,
  mediaType: 'image/png',
  rendering: null,
};

/** Numbers the events of one answer: begun, the given middle, ended by `done` with all parts. */
function stream(middle: readonly object[], parts: readonly Part[]): AnswerEvent[] {
  const done: Message = { ...empty, parts: [...parts], finish: 'stop' };
  return [
    { type: 'started', message: empty, question: asked },
    ...middle,
    { type: 'done', message: done },
  ].map((event, sequence) => ({ ...base, ...event, sequence }) as AnswerEvent);
}

const text = (part: number, words: string) => ({
  type: 'text',
  part,
  text: words,
  tokensPerSecond: 9,
});
const middle = [
  { type: 'context', used: 10, length: 100, droppedTurns: 0 },
  text(0, 'A '),
  text(0, 'fox: '),
  { type: 'image_start', part: 1 },
  text(2, 'It is '),
  { type: 'image_progress', part: 1, step: 1, steps: 2, preview: new Uint8Array([1]) },
  { type: 'image', part: 1, image: drawn },
  text(2, 'red.'),
];
const parts: Part[] = [
  { type: 'text', text: 'A fox: ' },
  drawn,
  { type: 'text', text: 'It is red.' },
];
const events = stream(middle, parts);
const fresh = (): ConversationView => takeSnapshot(openingView(conversationId), opened([]));
const fold = (view: ConversationView, list: readonly AnswerEvent[]) =>
  list.reduce(foldAnswer, view);
/** What the store holds after the event with this number: the truth that a snapshot shows. */
function snapshotAt(sequence: number) {
  if (sequence < 0) return opened([]);
  const view = fold(fresh(), events.slice(0, sequence + 1));
  return opened(view.messages, { running: view.running });
}

describe('folding the events of an answer', () => {
  it('builds text and pictures in place while text goes on behind a picture', () => {
    const view = fold(fresh(), events.slice(0, -1));
    expect(view.messages.map((message) => message.id)).toEqual([asked.id, empty.id]);
    expect(view.messages[1]?.parts).toEqual(parts);
    expect(view.running?.tokensPerSecond).toBe(9);
    expect(view.context?.used).toBe(10);
  });

  it('takes the message of `done` as the truth and stops running', () => {
    const view = fold(fresh(), events);
    expect(view.messages[1]?.finish).toBe('stop');
    expect(view.running).toBeNull();
    expect(needsSnapshot(view)).toBe(false);
  });

  it('would catch text doubled by a repeated event or lost by a swapped one', () => {
    const order = fc.array(fc.nat(events.length - 2), { minLength: 0, maxLength: 30 });
    fc.assert(
      fc.property(
        order,
        fc.shuffledSubarray([...events.keys()].slice(0, -1), { minLength: 0 }),
        (repeats, shuffled) => {
          const missing = [...events.keys()].slice(0, -1).filter((n) => !shuffled.includes(n));
          const all = [...shuffled, ...repeats, ...missing].flatMap((n) => events[n] ?? []);
          const view = fold(fresh(), all);
          expect(view.messages[1]?.parts).toEqual(parts);
          expect(view.waiting).toEqual([]);
          expect(fold(view, events.slice(-1)).messages[1]?.finish).toBe('stop');
        },
      ),
    );
  });

  it('asks for a snapshot when an event is lost, and never shows text with a hole', () => {
    const lossy = events.filter((event) => event.sequence !== 2);
    const view = fold(fresh(), lossy.slice(0, 4));
    expect(needsSnapshot(view)).toBe(true);
    expect(view.messages[1]?.parts).toEqual([]);
    const after = takeSnapshot(askingView(view), snapshotAt(4));
    expect(needsSnapshot(after)).toBe(false);
    expect(fold(after, lossy.slice(4, -1)).messages[1]?.parts).toEqual(parts);
  });

  it('catches up wherever the snapshot falls among the events', () => {
    const place = fc.integer({ min: -1, max: events.length - 2 });
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        const [from, seen, until] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        // Opened after `from`, the snapshot holds up to `seen`, and comes after `until` was heard.
        const heard = fold(openingView(conversationId), events.slice(from + 1, until + 1));
        const view = fold(takeSnapshot(heard, snapshotAt(seen)), events.slice(until + 1, -1));
        expect(view.messages[1]?.parts).toEqual(parts);
        expect(fold(view, events).messages[1]?.finish).toBe('stop');
      }),
    );
  });

  it('a snapshot older than what is shown takes nothing away', () => {
    const shown = fold(askingView(fold(fresh(), events.slice(0, 2))), events.slice(2, 6));
    expect(takeSnapshot(shown, snapshotAt(3)).messages).toEqual(shown.messages);
  });

  it('an answer that ended before the snapshot is not begun again by its late events', () => {
    const ended = opened(fold(fresh(), events).messages);
    const heard = fold(openingView(conversationId), events);
    const view = takeSnapshot(heard, ended);
    expect(view.running).toBeNull();
    expect(view.messages).toEqual(ended.messages);
  });

  it('does not ask again and again about an answer that no snapshot knows', () => {
    const late = events.slice(3, 5);
    const view = takeSnapshot(askingView(fold(fresh(), late)), opened([]));
    expect(needsSnapshot(fold(view, late))).toBe(false);
  });

  it('a regenerated answer takes the place of the old one; a queued one follows', () => {
    const first = fold(fresh(), events);
    const other = { ...answer(4, asked.id), siblings: [empty.id, id(4)] };
    const again = foldAnswer(first, {
      type: 'started',
      conversationId,
      messageId: other.id,
      sequence: 0,
      message: other,
      question: asked,
    });
    expect(again.messages.map((message) => message.id)).toEqual([asked.id, other.id]);
    const next = question(5, empty.id);
    const following = foldAnswer(first, {
      type: 'started',
      conversationId,
      messageId: id(6),
      sequence: 0,
      message: answer(6, next.id),
      question: next,
    });
    expect(following.messages.map((message) => message.id)).toEqual([2, 3, 5, 6].map(id));
  });

  it('the last events of one answer and the first of the next keep their order', () => {
    const next = question(5, empty.id);
    const reply = answer(6, next.id);
    const begun: AnswerEvent = {
      type: 'started',
      conversationId,
      messageId: reply.id,
      sequence: 0,
      message: reply,
      question: next,
    };
    const heard = fold(askingView(fold(fresh(), events.slice(0, 5))), [...events.slice(5), begun]);
    const view = takeSnapshot(heard, snapshotAt(4));
    expect(view.messages.map((message) => message.finish)).toEqual([null, 'stop', null, 'running']);
    expect(view.running?.messageId).toBe(reply.id);
  });

  it('events of an answer on another branch change nothing that is shown', () => {
    const elsewhere = opened([question(9)], {
      running: { conversationId, messageId: empty.id, sequence: 2, tokensPerSecond: 1 },
    });
    const view = takeSnapshot(openingView(conversationId), elsewhere);
    const after = fold(view, events.slice(1));
    expect(after.messages).toEqual(elsewhere.messages);
    expect(after.running).toBeNull();
    expect(needsSnapshot(after)).toBe(false);
  });
});

describe('a snapshot that cannot be had', () => {
  it('would catch a window that asks for it again at each event, and one that misses the end', () => {
    const lossy = events.filter((event) => event.sequence !== 2);
    const refused = refusedView(askingView(fold(fresh(), lossy.slice(0, 4))));
    const later = fold(refused, lossy.slice(4, -1));
    expect(needsSnapshot(later)).toBe(false);
    const ended = fold(later, lossy.slice(-1));
    expect(ended.messages[1]?.parts).toEqual(parts);
    expect(ended.running).toBeNull();
  });
});
