import { describe, expect, it } from 'vitest';
import { isListed } from '../../renderer/views/edit/suggestions';
import { drawnKey } from '../../renderer/state/outline';
import { draftStep, rowsOf, stepsOf, wayTo } from '../../renderer/views/edit/steps';
import { joinTree } from '../../renderer/state/outline';
import { answer, id, question } from './fixtures';
import type { ImagePart, Part, Message } from '../../shared/message';

const hash = (letter: string): string => letter.repeat(64);

function picture(letter: string, drawnFor?: string): ImagePart {
  const rendering = {
    tokens: hash('0'),
    seed: 1,
    guidance: 1,
    steps: 1,
    variation: 0,
    package: hash('1'),
    packageName: 'Tiny',
    parents: [],
    instruction: drawnFor ?? '',
  };
  return {
    type: 'image',
    image: hash(letter),
    width: 8,
    height: 8,
    mediaType: 'image/png',
    rendering: drawnFor === undefined ? null : rendering,
  };
}

/** A question that shows pictures. */
function shows(
  number: number,
  parent: string | null,
  text: string,
  parts: readonly Part[],
): Message {
  return { ...question(number, parent, text), parts: [...parts, { type: 'text', text }] };
}

const done = (message: Message): Message => ({ ...message, finish: 'stop' });

/** One picture, changed in two ways; the second change was changed again. */
const messages: Message[] = [
  shows(1, null, 'Make it night.', [picture('a')]),
  done(answer(2, id(1), [{ type: 'text', text: 'Here: ' }, picture('b', 'Make it night.')])),
  shows(3, null, 'Add a cat.', [picture('a')]),
  done(answer(4, id(3), [picture('c', 'Add a cat.')])),
  question(5, id(4), 'Make it bigger.'),
  done(answer(6, id(5), [picture('d', 'Make it bigger.')])),
];

const summary = (list: readonly Message[], leafId: string | null = null): string[] =>
  rowsOf(stepsOf(joinTree([], list), leafId)).map(
    ({ step, level }) => `${'-'.repeat(level - 1)}${step.kind} ${step.instruction}`,
  );

describe('the steps of a conversation', () => {
  // Fault: each question about the same picture shows it as another beginning.
  it('are one tree below one picture, each branch whole', () => {
    expect(summary(messages)).toEqual([
      'source ',
      '-drawn Make it night.',
      '-drawn Add a cat.',
      '--drawn Make it bigger.',
    ]);
  });

  // Fault: a new instruction is sent into another branch, or shows the picture a second time.
  it('say where the next instruction goes', () => {
    const steps = stepsOf(joinTree([], messages), null);
    expect(steps.map(({ follows }) => follows)).toEqual([null, id(2), id(4), id(6)]);
    expect(steps.map(({ part }) => part)).toEqual([0, 1, 0, 0]);
    const last = steps.at(-1);
    expect(wayTo(steps, last?.key ?? '').map(({ picture: shown }) => shown?.image?.[0])).toEqual([
      'a',
      'c',
      'd',
    ]);
  });

  // Fault: a picture that was changed thousands of times ends the view, which goes down step by step.
  it('are rows however many there are and however deep', () => {
    const last = 10_000;
    const list: Message[] = [shows(1, null, 'Change it.', [picture('a')])];
    for (let number = 2; number <= 2 * last; number += 2) {
      list.push(done(answer(number, id(number - 1), [picture('b', 'Change it.')])));
      list.push(question(number + 1, id(number), 'Change it.'));
    }
    const steps = stepsOf(joinTree([], list), null);
    const rows = rowsOf(steps);
    expect(rows.map(({ level }) => level)).toEqual(
      Array.from({ length: last + 1 }, (_, i) => i + 1),
    );
    expect(wayTo(steps, drawnKey(id(2 * last), 0))).toEqual(rows.map(({ step }) => step));
  });

  // Fault: a drawn picture that is shown again loses what it was made from.
  it('go on from a drawn picture that is asked about again', () => {
    const again = [
      ...messages,
      shows(7, null, 'Make it red.', [picture('b', 'Make it night.')]),
      done(answer(8, id(7), [picture('e', 'Make it red.')])),
    ];
    expect(summary(again)).toContain('--drawn Make it red.');
    expect(stepsOf(joinTree([], again), null).filter(({ kind }) => kind === 'source')).toHaveLength(
      1,
    );
  });

  // Fault: an answer in words alone vanishes, or every chat about a picture fills the tree.
  it('show an answer in words only where the conversation stands', () => {
    const talk = [...messages, question(7, id(6), 'Why?'), done(answer(8, id(7), []))];
    expect(summary(talk, id(8)).at(-1)).toBe('---words Why?');
    expect(summary(talk, id(6)).at(-1)).toBe('--drawn Make it bigger.');
  });

  // Fault: a step that is on its way has no place on the screen until it is finished.
  it('have a place for the answer that runs', () => {
    const running = [...messages, question(7, id(6), 'Add a dog.'), answer(8, id(7), [])];
    expect(summary(running).at(-1)).toBe('---words Add a dog.');
  });

  // Fault: a picture drawn from words alone cannot be changed.
  it('begin also with a picture that was drawn from words', () => {
    const drawn = [
      question(1, null, 'Draw a cat.'),
      done(answer(2, id(1), [picture('a', 'Draw')])),
    ];
    expect(summary(drawn)).toEqual(['drawn Draw a cat.']);
    const taken = { image: hash('f'), width: 4, height: 2, mediaType: 'image/png', note: '' };
    expect(draftStep(taken)).toMatchObject({ kind: 'source', follows: null, message: null });
  });
});

describe('the tree of a conversation', () => {
  // Fault: the answer that grows on the screen is covered by an older reading of it.
  it('takes what is on the screen over what was read before', () => {
    const grown = answer(6, id(5), [{ type: 'text', text: 'more' }]);
    const joined = joinTree(joinTree([], messages), [grown, question(7, id(6))]);
    expect(joined).toHaveLength(7);
    expect(joined[5]?.message).toBe(grown);
  });
});

describe('an instruction', () => {
  // Fault: the screen says that something was trained which never was, or the other way round.
  it.each([
    ['Add a violin to the right.', true],
    ['add two more', true],
    ['Paint it like van Gogh.', false],
    ['', false],
  ])('"%s" is listed: %s', (instruction, listed) => {
    expect(isListed(instruction, ['Add a cat.', 'Make it night.'])).toBe(listed);
  });
});
