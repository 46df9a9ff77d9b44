import { describe, expect, it } from 'vitest';
import { DRAW, studios, type Studio } from './fixture';
import type { Attachment } from '../../shared/attachment';
import type { ImagePart, Message } from '../../shared/message';

const rooms = studios();

function drawnIn(answer: Message): { part: number; picture: ImagePart; image: string } {
  const part = answer.parts.findIndex(({ type }) => type === 'image');
  const picture = answer.parts[part];
  if (picture?.type !== 'image' || picture.image === null) throw new Error('Nothing was drawn.');
  return { part, picture, image: picture.image };
}

/** A picture of an answer as the window hands it on. */
function taken(answer: Message): Attachment {
  const { part, picture, image } = drawnIn(answer);
  const { width, height, mediaType } = picture;
  return { image, width, height, mediaType, note: '', from: { messageId: answer.id, part } };
}

/** The question of an answer. */
const questionOf = (studio: Studio, answer: Message): Message =>
  studio.store.messages.get(answer.parentId ?? '');

describe('what a question says beside its words', () => {
  // Fault: a drawn picture that is asked about again is re-encoded from its pixels.
  it('keeps the visual tokens of a picture that the model drew', async () => {
    const studio = rooms.open();
    const first = await studio.ask(DRAW);
    const { picture } = drawnIn(first);
    const second = await studio.ask('What is in the picture?', {
      parentId: null,
      images: [taken(first)],
    });
    const [shown] = questionOf(studio, second).parts;
    expect(shown).toEqual(picture);
    expect(shown?.type === 'image' && shown.rendering?.tokens).toBe(picture.rendering?.tokens);
  });

  // Fault: a place of another picture lends its tokens to pixels that do not belong to them.
  it('takes only the pixels when the place shows another picture', async () => {
    const studio = rooms.open();
    const first = await studio.ask(DRAW);
    const other = await studio.store.images.saveImage(new Uint8Array([1]), 'image/png');
    const placed = { ...taken(first), image: other };
    studio.send('What is in the picture?', { parentId: null, images: [placed] });
    await studio.chat.idle();
    const questions = studio.store.messages
      .all(studio.conversationId)
      .filter(({ role }) => role === 'user');
    expect(questions.at(-1)?.parts[0]).toMatchObject({ image: other, rendering: null });
  });

  // Fault: frames become single pictures, or their rate is lost, so that no view knows the clip.
  it('keeps frames together, and what part of a picture is meant', async () => {
    const studio = rooms.open();
    const first = await studio.ask(DRAW);
    const { image } = drawnIn(first);
    const region = {
      type: 'region',
      image,
      x: 1,
      y: 2,
      width: 3,
      height: 4,
      similarity: 0.5,
    } as const;
    const answer = await studio.ask('What comes next?', {
      images: [taken(first), taken(first)],
      framesPerSecond: 2,
      region,
    });
    const { parts } = questionOf(studio, answer);
    expect(parts.map(({ type }) => type)).toEqual(['region', 'frames', 'text']);
    expect(parts[0]).toEqual(region);
    expect(parts[1]).toMatchObject({ framesPerSecond: 2, frames: [{ image }, { image }] });
    expect(drawnIn(answer).picture.rendering?.parents).toEqual([image, image]);
  });

  // Fault: a question that waited comes back without its clip, its region or its kept tokens.
  it('keeps all of it while the question waits', async () => {
    const studio = rooms.open();
    const first = await studio.ask(DRAW);
    const { image } = drawnIn(first);
    const region = {
      type: 'region',
      image,
      x: 0,
      y: 0,
      width: 8,
      height: 8,
      similarity: 1,
    } as const;
    studio.send(DRAW);
    expect(
      studio.send('What comes next?', { images: [taken(first)], framesPerSecond: 1, region }),
    ).toEqual({ queued: true });
    expect(studio.store.queue.list(studio.conversationId)).toMatchObject([
      { framesPerSecond: 1, region, images: [taken(first)] },
    ]);
    await studio.chat.idle();
    const last = studio.chat.branch(studio.store.conversations.get(studio.conversationId).leafId);
    expect(last.at(-2)?.parts.map(({ type }) => type)).toEqual(['region', 'frames', 'text']);
  });

  // Fault: a draft forgets that its picture was drawn by the model.
  it('keeps where a picture of a draft was drawn', async () => {
    const studio = rooms.open();
    const draft = { text: 'And?', images: [taken(await studio.ask(DRAW))] };
    studio.store.drafts.save(studio.conversationId, draft);
    expect(studio.store.drafts.get(studio.conversationId)).toEqual(draft);
  });

  // Fault: the tree leaves out the branches that are not shown.
  it('has all branches in the tree', async () => {
    const studio = rooms.open();
    const first = await studio.ask(DRAW);
    const second = await studio.ask('Hello.', { parentId: null });
    const all = studio.store.messages.all(studio.conversationId).map(({ id }) => id);
    expect(all).toEqual([first.parentId, first.id, second.parentId, second.id]);
  });
});
