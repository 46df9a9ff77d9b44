import { describe, expect, it, vi } from 'vitest';
import { watchRest } from '../../electron/chat/idleUnload';
import { windowOf } from '../ipc/window';
import { packageFolder, studios } from './fixture';

const rooms = studios();

describe('the package of a conversation', () => {
  // Catches a choice that is ignored, leaks into other conversations, or loads the default after
  // each answer.
  it('answers there, and that of the settings everywhere else', async () => {
    const studio = rooms.open();
    const { store, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 4 });
    const { person, call } = windowOf(studio);
    person.picks = [packageFolder('full-like')];
    const card = await call('packages.add', { from: 'folder' });
    expect(card?.fault).toBeNull();
    await call('packages.choose', { conversationId, choice: card?.choice ?? null });
    expect(await call('packages.choice', { conversationId })).toBe(card?.choice);
    const chosen = await studio.ask('hello');
    expect(chosen.details?.package).toBe(card?.hash);
    expect(studio.packageLoader.folder).toBe(card?.folder);
    expect((await call('packages.answering', { conversationId })).hash).toBe(card?.hash);

    const other = store.conversations.create().id;
    const next = await call('packages.answering', { conversationId: other });
    const answer = await studio.ask('hello', { conversationId: other, parentId: null });
    expect(answer.details?.package).toBe(next.hash);
    expect(answer.details?.package).not.toBe(card?.hash);

    await call('packages.choose', { conversationId, choice: null });
    const again = await studio.ask('hello');
    expect(again.details?.package).toBe(answer.details?.package);
  });

  // Catches a removed package that stays chosen, after which no question is ever answered.
  it('goes back to that of the settings when it is removed', async () => {
    const studio = rooms.open();
    const { store, conversationId } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 4 });
    const { person, call } = windowOf(studio);
    person.picks = [packageFolder('full-like')];
    const card = await call('packages.add', { from: 'folder' });
    const choice = card?.choice ?? 'embedded';
    await call('packages.choose', { conversationId, choice });
    await studio.ask('hello');
    await call('packages.remove', { choice });
    expect(await call('packages.choice', { conversationId })).toBeNull();
    expect((await studio.ask('hello')).finish).not.toBe('error');
  });

  it('cannot be one that is not there', async () => {
    const studio = rooms.open();
    const { refusal } = windowOf(studio);
    const choice = '0'.repeat(64);
    const [code] = await refusal('packages.choose', {
      conversationId: studio.conversationId,
      choice,
    });
    expect(code).toBe('package');
  });
});

describe('memory', () => {
  // Catches a package that takes more than there is and is loaded without a word.
  it('is looked at before a package is loaded, which the person may do all the same', async () => {
    const studio = rooms.open({ memory: () => ({ total: 8e9, free: 1e6 }) });
    await expect(studio.packageLoader.load()).rejects.toThrow(/memory/);
    expect(studio.packageLoader.status).toMatchObject({ state: 'unfit' });
    await studio.packageLoader.load(true);
    expect(studio.packageLoader.status).toMatchObject({ state: 'ready' });
  });

  // Catches a bound that is known and never given to the process that it is for.
  it('has a bound, which the runtime is told when it loads', async () => {
    const studio = rooms.open();
    const load = vi.spyOn(studio.runtime, 'load');
    await studio.packageLoader.load();
    const [given] = load.mock.calls[0] ?? [];
    expect(given?.mostMemory).toBeGreaterThan(4e8);
  });

  // Catches a package that never leaves, and a question that finds nothing loaded afterwards.
  it('is given back after a rest, and the next question loads the package again', async () => {
    const studio = rooms.open();
    const { store } = studio;
    store.settings.set({ ...store.settings.get(), maxTokens: 4 });
    await studio.ask('hello');
    await studio.packageLoader.rest();
    expect(studio.packageLoader.status).toEqual({ state: 'idle', rested: true });
    expect((await studio.ask('hello')).finish).not.toBe('error');
    expect(studio.packageLoader.status).toMatchObject({ state: 'ready' });
  });

  // Catches a rest that begins while something still runs, or although it is turned off.
  it('rests only after the last work has ended, and never when that is 0', async () => {
    vi.useFakeTimers();
    try {
      let finish = (): void => undefined;
      const runtime = {
        encode: () =>
          new Promise<Float32Array>((done) => (finish = () => done(new Float32Array()))),
      } as unknown as Parameters<typeof watchRest>[0];
      const rested = vi.fn();
      let minutes = 1;
      const watched = watchRest(runtime, () => minutes * 60_000, rested);
      const first = watched.encode('a');
      await vi.advanceTimersByTimeAsync(600_000);
      expect(rested).not.toHaveBeenCalled();
      finish();
      await first;
      await vi.advanceTimersByTimeAsync(59_000);
      expect(rested).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(2000);
      expect(rested).toHaveBeenCalledTimes(1);
      minutes = 0;
      const second = watched.encode('a');
      finish();
      await second;
      await vi.advanceTimersByTimeAsync(6_000_000);
      expect(rested).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
