import { describe, expect, it } from 'vitest';
import { DRAW, studios, wordsOf } from './fixture';

const rooms = studios();

describe('questions that wait', () => {
  // Fault: a waiting question that is lost, overtakes another, or hangs below the wrong answer.
  it('are asked in order, each after the answer before it', async () => {
    const studio = rooms.open();
    const { store, chat, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 6 });
    expect(studio.send('first')).toEqual({ queued: false });
    for (const text of ['second', 'third', 'fourth'])
      expect(studio.send(text)).toEqual({ queued: true });
    const waiting = store.queue.list(conversationId);
    expect(waiting.map(({ text }) => text)).toEqual(['second', 'third', 'fourth']);
    chat.changeQueued(waiting[0]?.id ?? '', 'second, changed');
    chat.removeQueued(waiting[1]?.id ?? '');
    const seen = studio.events.filter((event) => event.type === 'queue').at(-1);
    expect(seen?.queue.map(({ text }) => text)).toEqual(['second, changed', 'fourth']);
    await chat.idle();
    const branch = chat.branch(store.conversations.get(conversationId).leafId);
    expect(branch.filter(({ role }) => role === 'user').map(wordsOf)).toEqual([
      'first',
      'second, changed',
      'fourth',
    ]);
    expect(branch.map(({ role }) => role)).toEqual(
      Array.from({ length: 6 }, (_, index) => (index % 2 ? 'assistant' : 'user')),
    );
    expect(store.queue.list(conversationId)).toEqual([]);
    expect(() => chat.changeQueued(waiting[0]?.id ?? '', 'too late')).toThrow(/not waiting/);
  });

  // Fault: an edited question that waits and then lands at the end instead of in its own branch.
  it('keep the place of an edited question', async () => {
    const studio = rooms.open();
    const { store, chat, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 4 });
    await studio.ask('first');
    studio.send('second');
    studio.send('first, edited', { parentId: null });
    await chat.idle();
    const branch = chat.branch(store.conversations.get(conversationId).leafId);
    expect(branch.map(wordsOf)[0]).toBe('first, edited');
    expect(branch).toHaveLength(2);
    expect(branch[0]?.siblings).toHaveLength(2);
  });

  // Fault: two answers at once in two conversations, which one runtime cannot give.
  it('wait for other conversations too', async () => {
    const studio = rooms.open();
    const { store, chat } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 4 });
    const other = store.conversations.create().id;
    studio.send('here');
    expect(studio.send('there', { conversationId: other, parentId: null })).toEqual({
      queued: true,
    });
    await chat.idle();
    expect(chat.branch(store.conversations.get(other).leafId)).toHaveLength(2);
  });

  // Fault: an answer asked for again while another is written, refused, lost, or put elsewhere.
  it('may ask for another answer to a question of before', async () => {
    const studio = rooms.open();
    const { store, chat, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 4 });
    const first = await studio.ask('first');
    studio.send('second');
    expect(chat.regenerate(conversationId, first.id, { think: 'never', answer: 'auto' })).toEqual({
      queued: true,
    });
    const [waiting] = store.queue.list(conversationId);
    expect(waiting).toMatchObject({ text: 'first', again: first.parentId, think: 'never' });
    expect(() => chat.changeQueued(waiting?.id ?? '', 'other words')).toThrow(/as it was asked/);
    await chat.idle();
    const branch = chat.branch(store.conversations.get(conversationId).leafId);
    expect(branch.map(wordsOf)[0]).toBe('first');
    expect(branch[1]?.siblings).toEqual([first.id, branch[1]?.id]);
    expect(branch[0]?.siblings).toHaveLength(1);
    expect(store.queue.list(conversationId)).toEqual([]);
    chat.regenerate(conversationId, first.id, { think: 'auto', answer: 'auto' });
    chat.regenerate(conversationId, first.id, { think: 'auto', answer: 'auto' });
    chat.removeQueued(store.queue.list(conversationId)[0]?.id ?? '');
    await chat.idle();
    expect(chat.message(first.id).siblings).toHaveLength(3);
  });

  // Fault: questions that were acknowledged but die with the program.
  it('outlive the program and are asked at the next start', async () => {
    const folder = rooms.folder();
    const studio = rooms.open({ folder });
    studio.store.settings.set({
      ...studio.store.settings.get(),
      provider: 'cpu',
      temperature: 0,
      threads: 1,
    });
    studio.send(DRAW);
    studio.send('after that');
    await studio.next('text');
    await studio.close();
    const again = rooms.open({ folder });
    const [, stopped] = again.chat.branch(
      again.store.conversations.get(studio.conversationId).leafId,
    );
    expect(stopped).toMatchObject({ finish: 'cancelled' });
    expect(wordsOf(stopped ?? studio.chat.message(''))).not.toBe('');
    expect(again.store.queue.list(studio.conversationId).map(({ text }) => text)).toEqual([
      'after that',
    ]);
    again.chat.resume();
    await again.chat.idle();
    const branch = again.chat.branch(again.store.conversations.get(studio.conversationId).leafId);
    expect(branch.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  });
});

describe('other answers', () => {
  // Fault: regenerate that overwrites the answer there was.
  it('stand beside the first one, which stays reachable', async () => {
    const studio = rooms.open();
    const { store, chat, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 8 });
    const first = await studio.ask('Hello');
    chat.regenerate(conversationId, first.id, { think: 'auto', answer: 'auto' });
    await chat.idle();
    const { leafId } = store.conversations.get(conversationId);
    const second = chat.message(leafId ?? '');
    expect(second.siblings).toEqual([first.id, second.id]);
    expect(chat.message(first.id).parts).toEqual(first.parts);
    expect(() =>
      chat.regenerate(conversationId, conversationId, { think: 'auto', answer: 'auto' }),
    ).toThrow(/gone/);
  });
});
