import { describe, expect, it } from 'vitest';
import { promptFor, taskOf } from '../../renderer/views/frames/prompts';
import { timesOf } from '../../renderer/views/frames/read/clip';
import { runsOf, timelineOf } from '../../renderer/views/frames/runs';
import {
  type FrameTask,
  forTask,
  newStrip,
  shuffled,
  withMore,
  withMoved,
  withoutFrame,
  withRange,
  type Frame,
  type Strip,
} from '../../renderer/state/strip';
import { answer, id, question } from './fixtures';
import { evenly, budgetOf } from '../../shared/frameBudget';
import type { Manifest } from '../../shared/manifest';
import type { ImagePart, FramesPart, Part, Message } from '../../shared/message';

const hash = (letter: string): string => letter.repeat(64);

const frame = (letter: string, time: number | null = null): Frame => ({
  key: letter,
  time,
  picture: { image: hash(letter), width: 4, height: 4, mediaType: 'image/png', note: '' },
});
const strip = (letters: string, task: FrameTask = 'next'): Strip =>
  newStrip(
    [...letters].map((one) => frame(one)),
    1,
    '',
    task,
  );
const keys = ({ frames }: Strip): string => frames.map(({ key }) => key).join('');
const rangeOf = ({ from, to }: Strip): number[] => [from, to];

describe('the strip of a clip', () => {
  // Fault: nothing is kept back, so that a prediction can never be measured.
  it('shows the model the first frames and keeps the others back', () => {
    expect(rangeOf(strip('abcdef'))).toEqual([0, 2]);
    expect(rangeOf(strip('ab'))).toEqual([0, 1]);
    expect(rangeOf(withMore(strip('ab'), [frame('c')]))).toEqual([0, 2]);
  });

  // Fault: of shuffled pictures only the first three are put in order, a prediction backwards keeps
  // nothing back, or a range that the person picked is lost with another task.
  it('follows what is asked until the person picks a range', () => {
    expect(rangeOf(strip('abcdef', 'order'))).toEqual([0, 5]);
    expect(rangeOf(strip('abcdef', 'previous'))).toEqual([3, 5]);
    expect(rangeOf(forTask(strip('abcdef'), 'next', 'order'))).toEqual([0, 5]);
    expect(rangeOf(forTask(strip('abcdef', 'order'), 'order', 'previous'))).toEqual([3, 5]);
    expect(rangeOf(forTask(withRange(strip('abcdef'), 1, 3), 'next', 'order'))).toEqual([1, 3]);
    expect(rangeOf(forTask(strip(''), 'next', 'video'))).toEqual([0, 0]);
  });

  // Fault: a range outside of the strip, or turned round, shows the model nothing.
  it('holds a range within the frames', () => {
    expect(rangeOf(withRange(strip('abcd'), 9, 1))).toEqual([1, 3]);
    expect(rangeOf(withRange(strip('abcd'), -4, 2))).toEqual([0, 2]);
  });

  // Fault: removing a frame moves the range to other frames.
  it('keeps its range when a frame is removed', () => {
    const clip = withRange(strip('abcdef'), 2, 4);
    expect(rangeOf(withoutFrame(clip, 0))).toEqual([1, 3]);
    expect(rangeOf(withoutFrame(clip, 3))).toEqual([2, 3]);
    expect(rangeOf(withoutFrame(clip, 5))).toEqual([2, 4]);
    expect(keys(withoutFrame(clip, 3))).toBe('abcef');
    expect(withoutFrame(strip('a'), 0).frames).toEqual([]);
  });

  // Fault: a frame that is moved is lost, or moved out of the strip.
  it('moves frames', () => {
    expect(keys(withMoved(strip('abcd'), 0, 2))).toBe('bcad');
    expect(keys(withMoved(strip('abcd'), 3, 0))).toBe('dabc');
    expect(keys(withMoved(strip('abcd'), 3, 4))).toBe('abcd');
    expect(keys(withMoved(strip('abcd'), 0, -1))).toBe('abcd');
  });

  // Fault: shuffling loses frames or touches those that are kept back.
  it('shuffles only the range', () => {
    const mixed = shuffled(withRange(strip('abcdef'), 1, 4), () => 0);
    expect(keys(mixed)).not.toBe('abcdef');
    expect(keys(mixed)[0]).toBe('a');
    expect(keys(mixed)[5]).toBe('f');
    expect([...keys(mixed)].sort().join('')).toBe('abcdef');
    // Chance that changes nothing would look like a button that does nothing.
    expect(keys(shuffled(withRange(strip('abc'), 0, 2), () => 0.999))).not.toBe('abc');
  });
});

describe('what fits', () => {
  // Fault: a long clip loses its beginning or its end.
  it('is spread evenly with both ends', () => {
    expect(evenly([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
    expect(evenly([1, 2], 5)).toEqual([1, 2]);
    expect(evenly([1, 2, 3], 1)).toEqual([1]);
  });

  // Fault: so many frames that the answer finds no room.
  it('leaves room for the answer', () => {
    const manifest = {
      languageModel: { contextLength: 256, sampling: { maxTokens: 400 } },
      visionEncoder: { visualTokens: 16 },
    } as Manifest;
    const { perFrame, fits } = budgetOf(manifest, 1);
    expect(perFrame).toBe(18);
    expect(fits).toBe(6);
    expect(budgetOf(manifest, 6).fits).toBeLessThan(fits);
  });

  // Fault: one hour of video becomes thousands of pictures, or a short clip none.
  it('reads a clip at its rate, or evenly where it is long', () => {
    expect(timesOf(2.5, 1, 200)).toEqual([0, 1, 2]);
    expect(timesOf(0.2, 1, 200)).toEqual([0]);
    const hour = timesOf(3600, 1, 200);
    expect(hour).toHaveLength(200);
    expect(hour[1]).toBe(18);
    expect(hour.at(-1)).toBeLessThan(3600);
  });
});

const tasks = (list: Manifest['prompts']['tasks']): Manifest =>
  ({ prompts: { tasks: list } }) as Manifest;

describe('what is asked', () => {
  const manifest = tasks([
    { id: 'next', template: 'What comes next?', examples: ['Continue the video.'] },
    { id: 'order', template: '{words} Sort the frames.', examples: ['Sort the frames.'] },
  ]);

  // Fault: the package is asked in words that it was never trained with.
  it('is in the words of the package', () => {
    expect(promptFor(manifest, 'next')).toBe('What comes next?');
    expect(promptFor(manifest, 'order')).toBe('Sort the frames.');
    expect(promptFor(null, 'previous')).toBe('Predict the previous frame.');
  });

  // Fault: a prediction is taken for a question about the clip after a restart.
  it.each([
    ['What comes next?', 'next'],
    ['Continue the video.', 'next'],
    ['The cat moves to the right. Sort the frames.', 'order'],
    ['Which way does the cat move?', 'video'],
  ])('is known again: %s', (words, task) => {
    expect(taskOf(manifest, words)).toBe(task);
  });
});

function picture(letter: string, tokens?: string): ImagePart {
  return {
    type: 'image',
    image: hash(letter),
    width: 4,
    height: 4,
    mediaType: 'image/png',
    rendering: tokens
      ? {
          tokens: hash(tokens),
          seed: 0,
          guidance: 1,
          steps: 1,
          variation: 0,
          package: hash('0'),
          packageName: '',
          parents: [],
          instruction: '',
        }
      : null,
  };
}
const clip = (...frames: ImagePart[]): FramesPart => ({
  type: 'frames',
  frames,
  framesPerSecond: 1,
});
const asks = (number: number, parent: string | null, words: string, part: Part): Message => ({
  ...question(number, parent, words),
  parts: [part, { type: 'text', text: words }],
});
const done = (message: Message): Message => ({ ...message, finish: 'stop' });

describe('runs', () => {
  const [a, b, c] = [picture('a'), picture('b'), picture('c')];
  const d = picture('d', '1');
  const e = picture('e', '2');
  const next = 'Predict the next frame.';
  const messages: Message[] = [
    asks(1, null, next, clip(a, b, c)),
    done(answer(2, id(1), [{ type: 'text', text: 'Here: ' }, d])),
    asks(3, id(2), next, clip(b, c, d)),
    done(answer(4, id(3), [e])),
    asks(5, null, 'Predict the previous frame.', clip(b, c)),
    done(answer(6, id(5), [d])),
    question(7, null, 'Hello.'),
    done(answer(8, id(7), [])),
  ];

  // Fault: each predicted frame begins a run of its own.
  it('go on over several questions', () => {
    const runs = runsOf(messages, null);
    expect(runs.map(({ task, drawn }) => [task, drawn.length])).toEqual([
      ['next', 2],
      ['previous', 1],
    ]);
    expect(runs[0]?.drawn[0]?.place).toEqual({ messageId: id(2), part: 1 });
    expect(runs[0]?.given.frames).toEqual([a, b, c]);
    expect(runs[0]?.answer.id).toBe(id(4));
  });

  // Fault: what came before stands behind what was given.
  it('stand in the order of time', () => {
    const [forward, back] = runsOf(messages, null);
    const letters = (run: typeof forward): string =>
      run
        ? timelineOf(run)
            .map((one) => one.picture.image?.[0])
            .join('')
        : '';
    expect(letters(forward)).toBe('abcde');
    expect(letters(back)).toBe('dbc');
  });
});
