import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../electron/cli/batchLine';
import { CommandError } from '../../electron/cli/error';
import { readOptions } from '../../electron/cli/options';

const FOLDER = path.resolve('/where/typed');

function refusal(words: readonly string[]): CommandError {
  try {
    readOptions(words, FOLDER);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error(`${words.join(' ')} was taken.`);
}

describe('options', () => {
  // Fault: a default that changes an answer, such as another temperature than 0.
  it('are greedy, seed 0 and the package’s own figures unless told', () => {
    const command = readOptions(['Hello'], FOLDER);
    expect(command).toEqual({
      kind: 'question',
      prompt: 'Hello',
      images: [],
      crop: 'fit',
      video: undefined,
      json: false,
      out: undefined,
      model: undefined,
      tokens: false,
      answer: {
        seed: 0,
        guidance: undefined,
        steps: undefined,
        variation: 0,
        temperature: 0,
        maxTokens: undefined,
        think: 'auto',
        answer: 'auto',
      },
    });
  });

  // Fault: an option that is read but dropped, or a path taken from another folder.
  it('are all taken, with paths from where they were typed and images in order', () => {
    const typed =
      '--image b.png --image a/c.png --out o --seed 7 --guidance 2.5 --steps 9 --variation 0.1 ' +
      '--temperature 1.5 --max-tokens 33 --think never --package ../p --json ' +
      '--video v.mp4 --fps 0.5 --crop fill --answer both --tokens';
    expect(readOptions([...typed.split(' '), '--', '-x'], FOLDER)).toEqual({
      kind: 'question',
      prompt: '-x',
      images: [path.join(FOLDER, 'b.png'), path.join(FOLDER, 'a/c.png')],
      crop: 'fill',
      video: { file: path.join(FOLDER, 'v.mp4'), framesPerSecond: 0.5 },
      json: true,
      out: path.join(FOLDER, 'o'),
      model: path.resolve(FOLDER, '../p'),
      tokens: true,
      answer: {
        seed: 7,
        guidance: 2.5,
        steps: 9,
        variation: 0.1,
        temperature: 1.5,
        maxTokens: 33,
        think: 'never',
        answer: 'both',
      },
    });
  });

  // Fault: wrong usage that is guessed at instead of refused with what to do.
  it.each([
    [[], /Say what to ask/],
    [['two', 'words'], /quotation marks/],
    [['--bogus', 'hi'], /--bogus/],
    [['--seed', 'x', 'hi'], /--seed takes a whole number from 0 to 4294967295/],
    [['--seed', '-1', 'hi'], /--seed is followed by what looks like an option/],
    [['--seed', '4294967296', 'hi'], /--seed/],
    [['--seed', '1.5', 'hi'], /--seed/],
    [['--seed=', 'hi'], /--seed/],
    [['--seed', '0x10', 'hi'], /--seed/],
    [['--temperature', '3', 'hi'], /--temperature takes a number from 0 to 2/],
    [['--steps', '0', 'hi'], /--steps/],
    [['--max-tokens', '0', 'hi'], /--max-tokens/],
    [['--variation=-1', 'hi'], /--variation/],
    [['--guidance', '1e99', 'hi'], /--guidance/],
    [['--think', 'maybe', 'hi'], /auto, always or never/],
    [['--seed', '1', '--seed', '2', 'hi'], /--seed once/],
    [['--out'], /--out/],
    [['--skip-done', 'hi'], /--batch/],
    [['--batch', 'f', 'hi'], /batch file/],
    [['--batch', 'f', '--image', 'a.png'], /batch file/],
    [['--batch', 'f', '--skip-done'], /--out/],
  ])('refuse %j as wrong usage', (words, sentence) => {
    const { exit, message } = refusal(words);
    expect(message).toMatch(sentence);
    expect(message).toMatch(/^[^\n]+\.$/);
    expect(exit).toBe(2);
  });

  it('refuse an empty prompt as an input', () => {
    expect(refusal([' \n']).exit).toBe(3);
  });
});

describe('a line of a batch', () => {
  it('is a conversation whose pictures are found from where the command was typed', () => {
    const text = '{"id":"a.1","turns":[{"prompt":"x","images":["i.png"]},{"prompt":"y"}],"seed":3}';
    expect(readLine(text, 1, FOLDER)).toEqual({
      id: 'a.1',
      turns: [
        { prompt: 'x', images: [path.join(FOLDER, 'i.png')] },
        { prompt: 'y', images: [] },
      ],
      seed: 3,
      think: undefined,
    });
  });

  // Fault: an id that leads out of the folder of the pictures, or a line that ends the batch.
  it.each([
    ['{', null, /not JSON/],
    ['[]', null, /cannot be asked/],
    ['{"id":"../up","turns":[{"prompt":"x"}]}', '../up', /id is not 1 to 100 letters/],
    ['{"id":"..","turns":[{"prompt":"x"}]}', '..', /id is not/],
    ['{"id":"a/b","turns":[{"prompt":"x"}]}', 'a/b', /id is not/],
    ['{"id":"a","turns":[]}', 'a', /at least one turn/],
    ['{"id":"a","turns":[{"prompt":" "}]}', 'a', /turns\.0\.prompt is empty/],
    ['{"id":"a","turns":[{"prompt":"x"}],"sead":1}', 'a', /sead/],
  ])('is refused as %s', (text, id, sentence) => {
    const read = readLine(text, 4, FOLDER);
    expect(read.id).toBe(id);
    expect('error' in read ? read.error : '').toMatch(sentence);
    expect('error' in read ? read.error : '').toMatch(/^Line 4 .*\.$/);
  });
});
