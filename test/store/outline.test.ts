import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLong } from '../../electron/bench/conversations/sampleStore';
import type { Store } from '../../electron/store/open';
import { stepsOf } from '../../renderer/views/edit/steps';
import { runsOf } from '../../renderer/views/frames/runs';
import { joinTree, wholeOf } from '../../renderer/state/outline';
import { imageQuestionsOf } from '../../renderer/views/zoom/questions';
import { dataFolders } from './folder';
import type { ImagePart, RegionPart, Part } from '../../shared/message';

const folders = dataFolders();

function imageOf(image: string, tokens?: string): ImagePart {
  const rendering = tokens && {
    tokens,
    seed: 1,
    guidance: 1,
    steps: 1,
    variation: 0,
    package: 'a'.repeat(64),
    packageName: 'Tiny',
    parents: [],
    instruction: '',
  };
  return {
    type: 'image',
    image,
    width: 8,
    height: 8,
    mediaType: 'image/png',
    rendering: rendering || null,
  };
}

/** What a message can be made of: some pictures, drawn and not, clips of them, parts, words. */
async function partsIn(store: Store): Promise<readonly Part[]> {
  const tokens = await store.images.saveTokens(new Float32Array([1, 2]));
  const images = await Promise.all(
    ['a', 'b', 'c'].map((bytes) => store.images.saveImage(Buffer.from(bytes), 'image/png')),
  );
  const [first = ''] = images;
  const region: RegionPart = {
    type: 'region',
    image: first,
    x: 0,
    y: 0,
    width: 4,
    height: 4,
    similarity: 1,
  };
  const pictures = [...images.map((image) => imageOf(image)), imageOf(first, tokens)];
  return [
    ...pictures,
    region,
    { type: 'frames', frames: pictures, framesPerSecond: 1 },
    { type: 'text', text: 'What is this?' },
    { type: 'text', text: 'It is a cat.' },
  ];
}

const made = fc.array(
  fc.record({ parent: fc.nat(50), parts: fc.uniqueArray(fc.nat(7), { maxLength: 3 }) }),
  { minLength: 1, maxLength: 25 },
);

describe('the outline of a conversation', () => {
  // Fault: a message left out that the steps, the looks or the runs of a view are made of.
  it('gives every view what all messages give it, over any tree', async () => {
    const store = folders.open();
    const parts = await partsIn(store);
    fc.assert(
      fc.property(made, fc.nat(24), fc.boolean(), (messages, removed, removes) => {
        const { id: conversationId } = store.conversations.create();
        const ids: string[] = [];
        messages.forEach((message, index) => {
          const id = store.messages.add({
            conversationId,
            // Every third chance is a beginning.
            parentId: ids[message.parent % (ids.length + 2)] ?? null,
            role: index % 2 === 0 ? 'user' : 'assistant',
            parts: message.parts.flatMap((part) => parts[part] ?? []),
          });
          if (index % 2 === 1) store.messages.finish(id, 'stop', null, null);
          ids.push(id);
        });
        const gone = ids[removed];
        if (removes && gone !== undefined) store.steps.delete(gone);
        const leafId = store.messages.lastShown(conversationId);
        const shown = store.messages.branchEnd(leafId, { least: 2 });
        const all = store.messages.all(conversationId);
        const images = joinTree(store.branches.outline(conversationId, 'image'), shown);
        const frames = joinTree(store.branches.outline(conversationId, 'frames'), shown);
        expect(stepsOf(images, leafId)).toEqual(stepsOf(joinTree([], all), leafId));
        expect(imageQuestionsOf(wholeOf(images), null, 'direct')).toEqual(
          imageQuestionsOf(all, null, 'direct'),
        );
        expect(runsOf(wholeOf(frames), null)).toEqual(runsOf(all, null));
      }),
      { numRuns: 150 },
    );
  });

  // Fault: a long conversation of words that comes whole, of which a view shows some pictures.
  it('leaves the words of 5,000 messages where they are', () => {
    const folder = folders.make();
    makeLong(folder, 5000, 50);
    const store = folders.open(folder);
    const { id } = store.conversations.list().find(({ title }) => title === 'The long one') ?? {};
    const nodes = store.branches.outline(id ?? '', 'image');
    expect(nodes).toHaveLength(5000);
    expect(wholeOf(nodes).length).toBeLessThanOrEqual(150);
    expect(stepsOf(nodes, null).filter(({ kind }) => kind === 'drawn')).toHaveLength(50);
    expect(wholeOf(store.branches.outline(id ?? '', 'frames'))).toEqual([]);
  });
});
