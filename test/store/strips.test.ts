import { describe, expect, it } from 'vitest';
import type { Store } from '../../electron/store/open';
import { contents, dataFolders } from './folder';
import path from 'node:path';
import type { SavedStrip } from '../../shared/frames';

const folders = dataFolders();

async function taken(store: Store, byte: number) {
  const image = await store.images.saveImage(new Uint8Array([byte]), 'image/png');
  return { image, width: 4, height: 3, mediaType: 'image/png', note: byte === 2 ? 'Turned.' : '' };
}

async function stripOf(store: Store): Promise<SavedStrip> {
  const from = { messageId: '00000000-0000-4000-8000-000000000009', part: 1 };
  return {
    frames: [
      { picture: await taken(store, 1), time: 2.5 },
      { picture: { ...(await taken(store, 2)), from }, time: null },
      { picture: await taken(store, 1), time: 0 },
    ],
    framesPerSecond: 0.5,
    from: 1,
    to: 2,
    note: 'Sampled.',
  };
}

function answerIn(store: Store, conversationId: string): string {
  return store.messages.add({ conversationId, parentId: null, role: 'assistant', parts: [] });
}

describe('the frames of clips', () => {
  // Fault: a strip that comes back in another order, without its range, times or places.
  it('are there again after a restart, as they were left', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const { id } = store.conversations.create();
    expect(store.strips.strip(id)).toBeNull();
    const strip = await stripOf(store);
    store.strips.saveStrip(id, strip);
    store.strips.saveStrip(id, { ...strip, frames: strip.frames.toReversed() });
    const answerId = answerIn(store, id);
    const images = strip.frames.map(({ picture }) => picture.image);
    store.strips.saveTruth({ answerId, images });
    store.close();
    const later = folders.open(folder);
    expect(later.strips.strip(id)).toEqual({ ...strip, frames: strip.frames.toReversed() });
    expect(later.strips.truth(id)).toEqual([{ answerId, images }]);
    later.strips.saveStrip(id, null);
    later.strips.saveTruth({ answerId, images: [] });
    expect(later.strips.strip(id)).toBeNull();
    expect(later.strips.truth(id)).toEqual([]);
  });

  // Fault: pictures that only a strip or a held-back range still names are swept away.
  it('keep their pictures, and let go of them with the conversation', async () => {
    const folder = folders.make();
    const store = folders.open(folder);
    const { id } = store.conversations.create();
    store.strips.saveStrip(id, await stripOf(store));
    const answerId = answerIn(store, id);
    store.strips.saveTruth({ answerId, images: [(await taken(store, 5)).image] });
    await taken(store, 9);
    store.close();
    const kept = path.join(folder, 'images');
    const later = folders.open(folder, { undoWindow: -1000 });
    expect(contents(kept).size).toBe(3);
    later.conversations.delete(id);
    later.close();
    folders.open(folder, { undoWindow: -1000, trashWindow: -1000 });
    expect(contents(kept).size).toBe(0);
  });
});
