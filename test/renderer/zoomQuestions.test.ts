import { describe, expect, it } from 'vitest';
import { thoughtOf } from '../../renderer/state/thought';
import { conclusionOf, imageQuestionsOf } from '../../renderer/views/zoom/questions';
import { answer, id, question } from './fixtures';
import type { ImagePart, Part, Message } from '../../shared/message';

const PHRASE = 'I will think about it visually.';
const scene = 'a'.repeat(64);

const picture = (image: string): ImagePart => ({
  type: 'image',
  image,
  width: 40,
  height: 30,
  mediaType: 'image/png',
  rendering: null,
});
const text = (words: string): Part => ({ type: 'text', text: words });
const region = {
  type: 'region',
  image: scene,
  x: 1,
  y: 2,
  width: 9,
  height: 9,
  similarity: 0.7,
} as const;

const asks = (number: number, parts: readonly Part[], words = 'What is tiny?'): Message => ({
  ...question(number, null, words),
  parts: [...parts, text(words)],
});
const done = (message: Message): Message => ({ ...message, finish: 'stop' });

const thinking = done(
  answer(2, id(1), [text(`${PHRASE} `), picture('b'.repeat(64)), text('A bee.')]),
);
const direct = done(answer(3, id(1), [text('A fly.')]));
const cropped = done(answer(5, id(4), [text('A wasp.')]));
const messages: Message[] = [
  asks(1, [picture(scene)]),
  thinking,
  direct,
  asks(4, [region, picture(scene), picture('c'.repeat(64))]),
  cropped,
];

describe('questions about one picture', () => {
  // Fault: the three answers to one question stand in three places.
  it('are one look with its three kinds of answer', () => {
    const looks = imageQuestionsOf(messages, PHRASE, 'thought');
    expect(looks).toHaveLength(1);
    expect(looks[0]?.answers).toEqual({ thought: thinking, direct, cropped });
    expect(looks[0]).toMatchObject({ questionId: id(1), region, question: 'What is tiny?' });
    expect(looks[0]?.picture.image).toBe(scene);
  });

  // Fault: the newest answer of a kind is hidden by an older one.
  it('show the newest answer of a kind', () => {
    const newer = done(answer(6, id(1), [text('A moth.')]));
    expect(imageQuestionsOf([...messages, newer], PHRASE, 'thought')[0]?.answers.direct).toBe(
      newer,
    );
  });

  // Fault: an answer that was asked for without thinking is shown as a thought while it runs.
  it('put the running answer where it was asked for', () => {
    const running = answer(7, id(1), []);
    const [look] = imageQuestionsOf([...messages, running], PHRASE, 'direct');
    expect(look?.answers.direct).toBe(running);
    expect(look?.answers.thought).toBe(thinking);
  });

  // Fault: changes of a picture fill the list of questions about it.
  it('leave changes of a picture to the edit view', () => {
    const change = asks(1, [picture(scene)], 'Make it night.');
    const changed = done(
      answer(2, id(1), [text('Here is the changed image: '), picture('d'.repeat(64))]),
    );
    expect(imageQuestionsOf([change, changed], PHRASE, 'thought')).toEqual([]);
    const part = asks(1, [region, picture('c'.repeat(64))], 'Make it night.');
    expect(
      imageQuestionsOf([part, done(answer(2, id(1), [text('Done.')]))], PHRASE, 'thought'),
    ).toEqual([]);
  });

  // Fault: an answer at once that draws something is shown nowhere.
  it('show an answer at once also where it drew something', () => {
    const drew = done(answer(6, id(1), [text('Hm.'), picture('d'.repeat(64)), text('So.')]));
    expect(imageQuestionsOf([...messages, drew], PHRASE, 'thought')[0]?.answers).toEqual({
      thought: thinking,
      direct: drew,
      cropped,
    });
  });

  // Fault: asking again goes to the question with the crop, which is another one.
  it('know when there is no question without a crop', () => {
    const [look] = imageQuestionsOf(messages.slice(3), PHRASE, 'thought');
    expect(look?.questionId).toBeNull();
  });
});

describe('an answer', () => {
  // Fault: a package with another phrase, or none, hides its thoughts.
  it('thought visually when words stand on both sides of its picture', () => {
    expect(thoughtOf(thinking, null)).toEqual({ messageId: id(2), part: 1 });
    expect(thoughtOf(direct, PHRASE)).toBeNull();
    expect(thoughtOf(asks(1, [picture(scene)]), PHRASE)).toBeNull();
    const stopped = done(answer(8, id(1), [text(PHRASE), picture('e'.repeat(64))]));
    expect(thoughtOf(stopped, PHRASE)).not.toBeNull();
  });

  // Fault: the words it thinks with are read as its answer.
  it('concludes with the words after its thought', () => {
    expect(conclusionOf(thinking, PHRASE)).toBe('A bee.');
    expect(conclusionOf(direct, PHRASE)).toBe('A fly.');
  });
});
