import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { withTextFields } from '../../electron/chat/lineage/png';
import { DRAW, studios } from '../chat/fixture';
import { windowOf } from './window';
import type { Attachment } from '../../shared/attachment';
import type { ImagePart, Message } from '../../shared/message';

const rooms = studios();

interface Drawn {
  readonly place: { messageId: string; part: number };
  readonly picture: ImagePart;
  readonly image: string;
}

function drawnIn(answer: Message): Drawn {
  const part = answer.parts.findIndex(({ type }) => type === 'image');
  const picture = answer.parts[part];
  if (picture?.type !== 'image' || picture.image === null) throw new Error('Nothing was drawn.');
  return { place: { messageId: answer.id, part }, picture, image: picture.image };
}

/** A picture of two colours, taller than it is wide. */
async function tall(): Promise<Uint8Array> {
  const half = await sharp({ create: { width: 30, height: 30, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 30, height: 60, channels: 3, background: 'blue' } })
    .composite([{ input: half, left: 0, top: 0 }])
    .jpeg()
    .toBuffer();
}

function opened() {
  const studio = rooms.open();
  const room = windowOf(studio);
  const take = async (bytes: Uint8Array): Promise<Attachment> =>
    room.call('pictures.attach', { name: 'one', bytes: new Uint8Array(bytes) });
  /** Where the person saves next. */
  const saveAs = (name: string): string => {
    const target = path.join(rooms.folder(), name);
    room.person.saves = target;
    return target;
  };
  return { studio, ...room, take, saveAs };
}

describe('the calls of the workbenches', () => {
  // Fault: a saved picture cannot find its way back to the step it was saved from.
  it('save a step with its history, and open it again from the file', async () => {
    const { studio, call, take, saveAs } = opened();
    const shown = await take(await tall());
    const answer = await studio.ask(DRAW, { images: [shown] });
    const { place, image } = drawnIn(answer);
    const target = saveAs('step.png');
    expect(await call('lineage.save', { place, history: true, original: false })).toBe(target);
    const again = await take(fs.readFileSync(target));
    expect(again.image).not.toBe(image);
    expect(await call('lineage.open', { image: again.image })).toEqual({
      found: 'step',
      conversationId: studio.conversationId,
      ...place,
    });
    const { comments = [] } = await sharp(target).metadata();
    expect(comments.find(({ keyword }) => keyword === 'Description')?.text).toBe(DRAW);
  });

  // Fault: the lineage is lost with the conversation, though its pictures are still kept.
  it('rebuild the history where the conversation is gone', async () => {
    const { studio, call, take, saveAs } = opened();
    const shown = await take(await tall());
    const first = await studio.ask(DRAW, { images: [shown] });
    const second = await studio.ask(DRAW);
    const { place, picture } = drawnIn(second);
    const target = saveAs('second.png');
    await call('lineage.save', { place, history: true, original: false });
    await call('conversations.delete', { id: studio.conversationId });
    const again = await take(fs.readFileSync(target));
    const found = await call('lineage.open', { image: again.image });
    expect(found).toMatchObject({ found: 'rebuilt', missing: 0, part: place.part });
    if (found.found !== 'rebuilt') throw new Error('It was not rebuilt.');
    const { messages } = await call('conversations.open', { id: found.conversationId });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(drawnIn(messages[1] ?? first).picture).toEqual(drawnIn(first).picture);
    expect(drawnIn(messages[3] ?? second).picture).toEqual({ ...picture, image: again.image });
    expect(studio.reported).toEqual([]);
  });

  // Fault: pictures that are not kept any more are named by a rebuilt history.
  it('rebuild only as far back as the pictures are kept', async () => {
    const { studio, call, take, saveAs } = opened();
    const shown = await take(await tall());
    await studio.ask(DRAW, { images: [shown] });
    const second = await studio.ask(DRAW);
    const target = saveAs('second.png');
    const { place } = drawnIn(second);
    await call('lineage.save', { place, history: true, original: false });
    studio.store.database.run('DELETE FROM conversation');
    studio.store.images.sweep(Date.now() + 1000);
    const again = await take(fs.readFileSync(target));
    const found = await call('lineage.open', { image: again.image });
    expect(found).toMatchObject({ found: 'rebuilt', missing: 2 });
    if (found.found !== 'rebuilt') throw new Error('It was not rebuilt.');
    const { messages } = await call('conversations.open', { id: found.conversationId });
    expect(messages).toHaveLength(2);
    expect(drawnIn(messages[1] ?? second).picture).toMatchObject({
      image: again.image,
      rendering: null,
    });
  });

  // Fault: "without history" still tells of it; a field of someone else is believed.
  it('save without history, and leave foreign fields alone', async () => {
    const { studio, call, take, saveAs } = opened();
    const { place } = drawnIn(await studio.ask(DRAW));
    const target = saveAs('bare.png');
    await call('lineage.save', { place, history: false, original: false });
    const bare = fs.readFileSync(target);
    expect(bare.includes('umbrella')).toBe(false);
    const other = await take(bare);
    expect(await call('lineage.open', { image: other.image })).toEqual({ found: 'none' });
    const forged = withTextFields(bare, [{ keyword: 'MetaMorph lineage', text: '{"version":1}' }]);
    const foreign = await take(forged);
    expect(await call('lineage.open', { image: foreign.image })).toEqual({ found: 'foreign' });
    expect(await call('conversations.list', {})).toHaveLength(1);
  });

  // Fault: the result has the model's size, or the region goes back to another place.
  it('put a result back at the size of its original, whole or cropped', async () => {
    const { studio, call, take, saveAs } = opened();
    const shown = await take(await tall());
    const whole = drawnIn(await studio.ask(DRAW, { parentId: null, images: [shown] }));
    expect(await call('pictures.putBack', whole.place)).toMatchObject({ width: 30, height: 60 });

    const box = { x: 0, y: 30, width: 30, height: 30 };
    const part = await call('pictures.crop', { image: shown.image, box });
    expect(part).toMatchObject({ width: 30, height: 30, mediaType: 'image/png' });
    const region = { type: 'region', image: shown.image, ...box, similarity: 1 } as const;
    const cropped = drawnIn(await studio.ask(DRAW, { parentId: null, images: [part], region }));
    const target = saveAs('back.png');
    await call('lineage.save', { place: cropped.place, history: true, original: true });
    const { width, height } = await sharp(target).metadata();
    expect([width, height]).toEqual([30, 60]);
    const above = await sharp(target)
      .extract({ left: 5, top: 5, width: 20, height: 20 })
      .raw()
      .toBuffer();
    expect(above[0]).toBeGreaterThan(240);
    expect(above[2]).toBeLessThan(15);
    const again = await take(fs.readFileSync(target));
    expect(await call('lineage.open', { image: again.image })).toMatchObject({ found: 'step' });
  });

  // Fault: a picture that was drawn from words alone is put back into nothing.
  it('refuse to put back what was not made from a picture', async () => {
    const { studio, refusal } = opened();
    const { place } = drawnIn(await studio.ask(DRAW));
    expect((await refusal('pictures.putBack', place))[0]).toBe('input');
    expect((await refusal('pictures.putBack', { ...place, part: 99 }))[0]).toBe('input');
  });

  // Fault: the region of the answer is one of the model's square, not of the picture.
  it('locate what was imagined, and compare a mark of the person', async () => {
    const { studio, call, refusal, take } = opened();
    const shown = await take(await tall());
    const { place } = drawnIn(await studio.ask(DRAW, { images: [shown] }));
    const found = await call('zoom.locate', { image: shown.image, place });
    expect(found).toMatchObject({ type: 'region', image: shown.image });
    expect(found.x + found.width).toBeLessThanOrEqual(30.01);
    expect(found.y + found.height).toBeLessThanOrEqual(60.01);
    const { x, y, width, height } = found;
    const box = { x, y, width, height };
    const same = await call('zoom.compare', { image: shown.image, place, box });
    expect(same.similarity).toBeCloseTo(found.similarity, 3);
    const whole = { x: 0, y: 0, width: 30, height: 30 };
    const other = await call('zoom.compare', { image: shown.image, place, box: whole });
    expect(other.similarity).toBeLessThanOrEqual(found.similarity + 1e-3);
    const question = { messageId: place.messageId, part: 0 };
    const text = await refusal('zoom.locate', { image: shown.image, place: question });
    expect(text).toEqual(['input', expect.stringContaining('visual tokens')]);
  });

  // Fault: the order is that of the answer's pictures among themselves, or counts from 0.
  it('match redrawn frames to the given ones', async () => {
    const { studio, call } = opened();
    const drawn = [];
    for (let index = 0; index < 2; index += 1) {
      drawn.push(drawnIn(await studio.ask(DRAW, { parentId: null })));
    }
    const frames = drawn.map(({ picture, image, place }) => {
      const { width, height, mediaType } = picture;
      return { image, width, height, mediaType, note: '', from: place };
    });
    const answer = await studio.ask(DRAW, {
      parentId: null,
      images: frames,
      framesPerSecond: 1,
    });
    const order = await call('frames.order', { messageId: answer.id });
    expect(order).toHaveLength(answer.parts.filter(({ type }) => type === 'image').length);
    for (const { given, similarity } of order) {
      expect([1, 2]).toContain(given);
      expect(similarity).toBeLessThanOrEqual(1.0001);
    }
  });

  // Fault: frames that overwrite those saved before.
  it('save frames numbered in a folder of their own, each with its history', async () => {
    const { studio, call, person, take } = opened();
    const shown = await take(await tall());
    const { place, image } = drawnIn(await studio.ask(DRAW, { images: [shown] }));
    person.picks = [rooms.folder()];
    const input = { frames: [{ image: shown.image }, { image, place }] };
    const first = await call('frames.save', input);
    const second = await call('frames.save', input);
    expect(first).not.toBe(second);
    expect(fs.readdirSync(first ?? '')).toEqual(['frame-001.png', 'frame-002.png']);
    const again = await take(fs.readFileSync(path.join(first ?? '', 'frame-002.png')));
    expect(await call('lineage.open', { image: again.image })).toMatchObject({ found: 'step' });
  });

  // Fault: a place that cannot be written is told of as a fault of the program.
  it('say where a file cannot be written', async () => {
    const { call, refusal, saveAs } = opened();
    const bytes = new Uint8Array([1, 2, 3]);
    const target = saveAs('clip.gif');
    expect(await call('files.save', { name: 'clip', kind: 'gif', bytes })).toBe(target);
    expect([...fs.readFileSync(target)]).toEqual([1, 2, 3]);
    saveAs('no/such/folder.gif');
    const [code, sentence] = await refusal('files.save', { name: 'clip', kind: 'gif', bytes });
    expect([code, sentence]).toEqual(['input', expect.stringContaining('another place')]);
  });
});
