import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../electron/store/open';
import { png } from '../archive/fixtures';
import { emptyDataFolder, kill, removeFolder, start, type Program } from './program';
import type { ImagePart } from '../../shared/message';

const STEPS = 2000;
const data = emptyDataFolder();
let program: Program | undefined;

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  removeFolder(data);
});

/** A picture that was changed again and again, each time from the one before. */
async function changed(): Promise<void> {
  const store = openStore({ folder: data });
  const image = await store.images.saveImage(png(1), 'image/png');
  const tokens = await store.images.saveTokens(new Float32Array([1, 2]));
  const source: ImagePart = {
    type: 'image',
    image,
    width: 8,
    height: 8,
    mediaType: 'image/png',
    rendering: null,
  };
  const rendering = {
    tokens,
    seed: 1,
    guidance: 1,
    steps: 1,
    variation: 0,
    package: 'a'.repeat(64),
    packageName: 'Tiny',
    parents: [],
    instruction: 'Change it.',
  };
  const { id: conversationId } = store.conversations.create();
  let parentId: string | null = null;
  store.transaction(() => {
    for (let number = 1; number <= STEPS; number += 1) {
      const shows = number === 1 ? [source] : [];
      const text = { type: 'text' as const, text: `Change ${number}.` };
      const asked: string = store.messages.add({
        conversationId,
        parentId,
        role: 'user',
        parts: [...shows, text],
      });
      parentId = store.messages.add({
        conversationId,
        parentId: asked,
        role: 'assistant',
        parts: [{ ...source, rendering }],
      });
      store.messages.finish(parentId, 'stop', null, null);
    }
    store.conversations.setLeaf(conversationId, parentId);
  });
  store.close();
}

describe('a picture that was changed 2,000 times', () => {
  // Catches: a view that ends by the depth of its tree, or that shows its beginning while the person
  // looks at its end.
  it('opens at its last step', async () => {
    await changed();
    program = await start(data);
    const { window } = program;
    await window.getByTestId('place-edit').click();
    const steps = window.getByTestId('edit-step');
    await expect.poll(() => steps.count(), { timeout: 60_000 }).toBe(STEPS + 1);
    const last = steps.last();
    expect(await last.innerText()).toContain(`Change ${STEPS}.`);
    expect(await last.getAttribute('aria-selected')).toBe('true');
    const height = await window.evaluate(() => globalThis.innerHeight);
    await expect
      .poll(async () => {
        const box = await last.boundingBox();
        return box !== null && box.y > 0 && box.y + box.height <= height;
      })
      .toBe(true);
  });
});
