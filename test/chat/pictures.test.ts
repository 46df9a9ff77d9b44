import { describe, expect, it } from 'vitest';
import { promptOf } from '../../electron/chat/prompt';
import { DRAW, packageFolder, studios, type Studio } from './fixture';
import type { ImagePart } from '../../shared/message';

const rooms = studios();

/** A studio in which the model has drawn one picture, and where that lies. */
async function drawn(): Promise<{
  studio: Studio;
  place: { messageId: string; part: number };
  part: ImagePart;
}> {
  const studio = rooms.open();
  const answer = await studio.ask(DRAW);
  const part = answer.parts.findIndex(({ type }) => type === 'image');
  const picture = answer.parts[part];
  if (picture?.type !== 'image' || !picture.rendering) throw new Error('Nothing was drawn.');
  return { studio, place: { messageId: answer.id, part }, part: picture };
}

const settingsOf = ({ rendering }: ImagePart) => ({
  seed: rendering?.seed ?? 0,
  guidance: rendering?.guidance ?? 0,
  steps: rendering?.steps ?? 0,
  variation: rendering?.variation ?? 0,
});

describe('an answer with variation', () => {
  // Fault: what was drawn is lost, so that the model goes on from tokens that nobody saw.
  it('keeps the tokens as they were predicted and as they were drawn', async () => {
    const studio = rooms.open();
    const { store } = studio;
    store.settings.set({ ...store.settings.get(), variation: 1 });
    const answer = await studio.ask(DRAW);
    const picture = answer.parts.find((part) => part.type === 'image');
    const { tokens = '', drawn: shown = '' } = picture?.rendering ?? {};
    const [predicted, varied] = await Promise.all([
      store.images.readTokens(tokens),
      store.images.readTokens(shown),
    ]);
    expect(varied).toHaveLength(predicted.length);
    expect(varied).not.toEqual(predicted);
    const branch = store.messages.branch(answer.id);
    const { hash } = await studio.packageLoader.ready();
    const turns = await promptOf({ images: store.images, package: hash }, '', branch);
    expect(turns.at(-1)?.parts).toContainEqual({ type: 'visual', tokens: varied });
  });
});

describe('drawing again', () => {
  // Fault: kept tokens or settings that do not lead to the same picture again.
  it('gives the same picture for the same settings, another for another seed', async () => {
    const { studio, place, part } = await drawn();
    const same = settingsOf(part);
    const variants = await studio.drawings.decode(place, [
      same,
      { ...same, seed: same.seed + 1 },
      { ...same, variation: 1 },
    ]);
    expect(variants[0]?.difference).toBe(0);
    expect(variants[0]?.part).toEqual(part);
    expect(variants[1]?.part.image).not.toBe(part.image);
    expect(variants[1]?.difference).toBeGreaterThan(0);
    expect(variants[1]?.part.rendering).toEqual({ ...part.rendering, seed: same.seed + 1 });
    expect(variants[2]?.part.rendering?.tokens).toBe(part.rendering?.tokens);
    expect(variants[2]?.part.rendering?.drawn).toMatch(/^[0-9a-f]{64}$/);
    expect(studio.chat.message(place.messageId).parts[place.part]).toEqual(part);
  });

  // Fault: a chosen variant that is gone after the next start, or anything put in a picture's place.
  it('puts a chosen variant in the place, and nothing else', async () => {
    const { studio, place, part } = await drawn();
    const [variant] = await studio.drawings.decode(place, [{ ...settingsOf(part), seed: 99 }]);
    if (!variant) throw new Error('No variant.');
    const message = studio.drawings.choose(place, variant.part);
    expect(message.parts[place.part]).toEqual(variant.part);
    expect(studio.store.messages.get(place.messageId)).toEqual(message);
    const foreign = {
      ...variant.part,
      rendering: { ...variant.part.rendering, tokens: 'f'.repeat(64) },
    };
    expect(() => studio.drawings.choose(place, foreign as ImagePart)).toThrow(/Only a variant/);
    expect(() => studio.drawings.choose(place, { ...variant.part, image: 'f'.repeat(64) })).toThrow(
      /not kept/,
    );
    expect(() => studio.drawings.choose({ ...place, part: 40 }, variant.part)).toThrow(
      /no picture/,
    );
  });

  // Fault: tokens of one package drawn by another, which gives noise.
  it('is refused for a picture of another package', async () => {
    const { studio, place, part } = await drawn();
    studio.store.settings.set({
      ...studio.store.settings.get(),
      packageFolder: packageFolder('full-like'),
    });
    await expect(studio.drawings.decode(place, [settingsOf(part)])).rejects.toThrow(
      part.rendering?.packageName,
    );
  });
});

describe('reading back', () => {
  // Fault: reading back that writes into the conversation.
  it('says what was asked and what is seen, and leaves the conversation as it was', async () => {
    const { studio, place } = await drawn();
    const before = studio.chat.branch(studio.store.conversations.get(studio.conversationId).leafId);
    const { asked, seen } = await studio.drawings.readBack(place);
    expect(asked).toBe(DRAW);
    expect(seen).not.toBe('');
    expect(
      studio.chat.branch(studio.store.conversations.get(studio.conversationId).leafId),
    ).toEqual(before);
    await expect(studio.drawings.readBack({ ...place, part: 40 })).rejects.toThrow(/no picture/);
  });
});

describe('the prompt', () => {
  // Fault: a generated picture that is encoded anew from its pixels, so that the model misreads itself.
  it('keeps a drawn picture as its tokens for its own package, as a file for another', async () => {
    const { studio, part } = await drawn();
    const { store, conversationId } = studio;
    const taken = {
      image: part.image ?? '',
      width: 8,
      height: 8,
      mediaType: 'image/png',
      note: '',
    };
    await studio.ask('What is it?', { images: [taken] });
    const branch = studio.chat.branch(store.conversations.get(conversationId).leafId).slice(0, 3);
    const turns = (name: string) =>
      promptOf({ images: store.images, package: name }, 'Be kind.', branch);
    const own = await turns(part.rendering?.package ?? '');
    expect(own.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    const tokens = await store.images.readTokens(part.rendering?.tokens ?? '');
    expect(own[2]?.parts.find(({ type }) => type !== 'text')).toEqual({ type: 'visual', tokens });
    const { path } = store.images.image(part.image ?? '');
    // Pictures of a question come before its words.
    expect(own[3]?.parts).toEqual([
      { type: 'image', path },
      { type: 'text', text: 'What is it?' },
    ]);
    const other = await turns('0'.repeat(64));
    expect(other[2]?.parts.find(({ type }) => type !== 'text')).toEqual({ type: 'image', path });
  });

  // Fault: an empty answer (stopped at once) that breaks the change of roles the model was trained on.
  it('joins questions between which nothing was said', async () => {
    const studio = rooms.open();
    const { store, conversationId } = studio;
    const add = (parentId: string | null, role: 'user' | 'assistant', text: string): string =>
      store.messages.add({
        conversationId,
        parentId,
        role,
        parts: text === '' ? [] : [{ type: 'text', text }],
      });
    const leaf = add(
      add(add(null, 'user', 'My name is Ada.'), 'assistant', ''),
      'user',
      'Who am I?',
    );
    const turns = await promptOf(
      { images: store.images, package: '' },
      ' ',
      store.messages.branch(leaf),
    );
    expect(turns).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'My name is Ada.\nWho am I?' }] },
    ]);
  });
});
