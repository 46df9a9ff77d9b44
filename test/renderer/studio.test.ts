import { describe, expect, it } from 'vitest';
import { groupConversations } from '../../renderer/state/groups';
import { hardlyDiffer, withAnother } from '../../renderer/views/chat/variants';
import { moveBy, zoomAt, fitting } from '../../renderer/state/pictureZoom';
import {
  foldStudio,
  initialState,
  takeConversations,
  takeOpened,
  turnTo,
  withDraft,
} from '../../renderer/state/studio';
import { answer, conversation, conversationId, id, opened, question } from './fixtures';

const asked = question(2);
const started = {
  type: 'started',
  conversationId,
  messageId: id(3),
  sequence: 0,
  message: answer(3, asked.id),
  question: asked,
} as const;

describe('the state of the window', () => {
  it('a draft that is being typed outlives the snapshot of its conversation', () => {
    const typed = withDraft(turnTo(initialState, conversationId), conversationId, (draft) => ({
      ...draft,
      text: 'half a',
    }));
    const snapshot = opened([], { draft: { text: 'old', images: [] } });
    expect(takeOpened(typed, snapshot).drafts[conversationId]?.text).toBe('half a');
    const untouched = takeOpened(turnTo(initialState, conversationId), snapshot);
    expect(untouched.drafts[conversationId]?.text).toBe('old');
  });

  // Would catch: a list that is in another order after an answer than after the next start, or has a
  // conversation twice or not at all.
  it('takes one conversation that changed to its place in the list', () => {
    const one = (number: number, updatedAt: number, pinned = false) =>
      conversation({ id: id(number), updatedAt, pinned });
    const list = [one(1, 5, true), one(2, 9), one(3, 7), one(4, 7)];
    const state = takeConversations(initialState, list);
    const idsAfter = (changed: (typeof list)[number]): string[] =>
      (foldStudio(state, { type: 'conversation', conversation: changed }).conversations ?? []).map(
        (each) => each.id,
      );
    expect(idsAfter(one(4, 8))).toEqual([id(1), id(2), id(4), id(3)]);
    expect(idsAfter(one(3, 1))).toEqual([id(1), id(2), id(4), id(3)]);
    expect(idsAfter(one(4, 6, true))).toEqual([id(4), id(1), id(2), id(3)]);
    expect(idsAfter(one(5, 99))).toEqual([id(1), id(5), id(2), id(3), id(4)]);
    expect(
      foldStudio(initialState, { type: 'conversation', conversation: one(1, 5) }).conversations,
    ).toBe(null);
  });

  it('a snapshot that comes after the person went on is left out', () => {
    const elsewhere = turnTo(initialState, id(7));
    expect(takeOpened(elsewhere, opened([asked]))).toBe(elsewhere);
  });

  it('marks a conversation that is answered while another is open', () => {
    const state = foldStudio(turnTo(initialState, id(7)), started);
    expect(state.answering).toEqual({ [conversationId]: id(3) });
    const done = { ...started, type: 'done', sequence: 1 } as const;
    expect(foldStudio(state, done).answering).toEqual({});
  });

  it('follows a new title, and closes a conversation that is gone', () => {
    const open = takeOpened(turnTo(initialState, conversationId), opened([asked]));
    const renamed = takeConversations(open, [conversation({ title: 'Bears' })]);
    expect(renamed.view?.conversation?.title).toBe('Bears');
    expect(renamed.view?.messages).toEqual([asked]);
    expect(takeConversations(open, []).view).toBeNull();
  });

  it('does not close a conversation that is only just being opened', () => {
    expect(takeConversations(turnTo(initialState, id(7)), []).view?.id).toBe(id(7));
  });
});

describe('the list of conversations', () => {
  const now = new Date(2025, 5, 15, 12).getTime();
  const day = 86_400_000;
  const list = [
    conversation({ id: id(1), title: 'Red fox', updatedAt: now - 60_000 }),
    conversation({ id: id(2), title: 'Bear', updatedAt: now - day }),
    conversation({ id: id(3), title: 'A FOX at night', updatedAt: now - 3 * day }),
    conversation({ id: id(4), title: 'Old', updatedAt: now - 90 * day, pinned: true }),
    conversation({ id: id(5), title: 'Newest', updatedAt: now }),
  ];
  it('puts pinned ones first and the newest first in each group', () => {
    const groups = groupConversations(list, { words: '', tag: null }, now);
    expect(groups.map((group) => [group.name, group.conversations.map((one) => one.id)])).toEqual([
      ['pinned', [id(4)]],
      ['today', [id(5), id(1)]],
      ['yesterday', [id(2)]],
      ['week', [id(3)]],
    ]);
  });

  it('filters by title in any case', () => {
    const found = groupConversations(list, { words: ' fox ', tag: null }, now).flatMap(
      (group) => group.conversations,
    );
    expect(found.map((one) => one.title)).toEqual(['Red fox', 'A FOX at night']);
  });
});

describe('pictures', () => {
  it('says that variants hardly differ only when all others are close to the first, or one to the picture', () => {
    expect(hardlyDiffer([null, 0.4, 1])).toBe(true);
    expect(hardlyDiffer([null, 0.4, 20])).toBe(false);
    expect(hardlyDiffer([20, 0.4, 1])).toBe(true);
    expect(hardlyDiffer([0.4])).toBe(true);
    expect(hardlyDiffer([20])).toBe(false);
    expect(hardlyDiffer([null])).toBe(false);
  });

  it('adds up to four variants, each with its own seed within 32 bits', () => {
    let list = [{ seed: 0xffffffff, guidance: 3, steps: 8, variation: 0 }];
    for (let count = 0; count < 6; count += 1) list = withAnother(list);
    expect(list.map((settings) => settings.seed)).toEqual([0xffffffff, 0, 1, 2]);
  });

  it('zooms about the pointer and never loses the picture out of its frame', () => {
    const point = { x: 100, y: -40 };
    const zoom = zoomAt(zoomAt(fitting, 2, point), 1.5, point);
    // The point of the picture that lay under the pointer, before and after.
    expect((point.x - zoom.x) / zoom.scale).toBeCloseTo(point.x);
    expect((point.y - zoom.y) / zoom.scale).toBeCloseTo(point.y);
    const far = moveBy(zoom, 10_000, 0, { width: 400, height: 300 });
    expect(far.x).toBe((400 * (zoom.scale - 1)) / 2);
    expect(zoomAt(far, 0.01, point)).toEqual(fitting);
  });
});
