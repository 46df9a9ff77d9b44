import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerToMarkdown } from '../../../electron/archive/formats/answerWords';
import { markdownToHtml } from '../../../electron/archive/formats/htmlWords';
import { plainToMarkdown } from '../../../electron/archive/formats/markdownWords';
import { openStore } from '../../../electron/store/open';
import { saveTo } from '../../e2e/person';
import {
  callProgram,
  emptyDataFolder,
  kill,
  removeFolder,
  start,
  type Program,
} from '../../e2e/program';
import { longInputs, paragraphs, type LongInput } from '../long/inputs';
import { LIMIT, LONG, suite } from '../suite';
import { LONGEST_TEXT } from '../../../shared/message';

const { cases, dice, done } = suite('long-inputs', 20, 500);
const inputs = longInputs(cases, dice, LONG ? LONGEST_TEXT : 1_000_000);
/** The window has a moment at least, however fast it usually is (milliseconds). */
const MOMENT = 3_000;
const titleOf = (number: number): string => `Case ${String(number).padStart(3, '0')}`;
const USUAL = 'A usual one';

let data = '';
let program: Program;
let longest = 0;

/** A question and an answer; which of them is long takes turns. */
function write(folder: string): void {
  const store = openStore({ folder });
  try {
    const add = (title: string, question: string, answer: string): void => {
      const { id } = store.conversations.create();
      store.conversations.rename(id, title);
      const text = (words: string) => [{ type: 'text' as const, text: words }];
      const asked = { conversationId: id, parentId: null, role: 'user' as const };
      const parentId = store.messages.add({ ...asked, parts: text(question) });
      const answered = { conversationId: id, parentId, role: 'assistant' as const };
      store.conversations.setLeaf(id, store.messages.add({ ...answered, parts: text(answer) }));
    };
    store.transaction(() => {
      for (const [number, { text }] of inputs.entries()) {
        if (number % 4 === 3) add(titleOf(number), text, 'Short.');
        else add(titleOf(number), 'Short?', text);
      }
      for (let turn = 0; turn < 5; turn += 1) add(`${USUAL} ${turn}`, 'Short?', 'Short.');
    });
    store.settings.set({ ...store.settings.get(), welcomed: true, titles: false });
  } finally {
    store.close();
  }
}

/** Milliseconds until a conversation is on the screen and the window draws again. */
async function open(window: Page, title: string): Promise<number> {
  await window.getByPlaceholder('Filter by title, folder or tag').fill(title);
  const item = window.getByTestId('conversation-item').filter({ hasText: title }).first();
  await item.waitFor();
  const begin = performance.now();
  await item.click();
  await window.locator('h1', { hasText: title }).first().waitFor({ timeout: LIMIT });
  await window.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
  return performance.now() - begin;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

beforeAll(async () => {
  data = emptyDataFolder();
  write(data);
  program = await start(data);
}, LIMIT);

afterAll(async () => {
  await kill(program);
  removeFolder(data);
});

describe('long and deep texts', () => {
  // Fault: one message whose drawing takes so long, or so much, that the window never answers again.
  it(
    'are shown while the window answers, and keep every letter',
    async () => {
      const { window } = program;
      const usual: number[] = [];
      for (let turn = 0; turn < 5; turn += 1) usual.push(await open(window, `${USUAL} ${turn}`));
      const limit = Math.max(MOMENT, 10 * median(usual));
      const slow: string[] = [];
      for (const [number, { kind, text }] of inputs.entries()) {
        const took = await open(window, titleOf(number));
        longest = Math.max(longest, took);
        if (took > limit) slow.push(`${number} ${kind} ${text.length}: ${Math.round(took)} ms`);
        const [found] = await callProgram(window, 'conversations.list', {}).then((all) =>
          all.filter(({ title }) => title === titleOf(number)),
        );
        const opened = await callProgram(window, 'conversations.open', { id: found?.id ?? '' });
        const kept = opened.messages.flatMap(({ parts }) =>
          parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
        );
        expect(kept.includes(text)).toBe(true);
      }
      expect(slow).toEqual([]);
    },
    LIMIT,
  );

  // Fault: an export that never ends with such a text in it, or ends it in the middle.
  it(
    'are exported whole, by the window and text by text',
    async () => {
      const formats: [string, (text: string) => string][] = [
        ['HTML', markdownToHtml],
        ['Markdown of answers', answerToMarkdown],
        ['Markdown of questions', plainToMarkdown],
      ];
      const timeOf = (write: (text: string) => string, text: string): [number, string] => {
        const begin = performance.now();
        const written = write(text);
        return [performance.now() - begin, written];
      };
      const faults: string[] = [];
      const look = ({ kind, text, last }: LongInput): void => {
        for (const [format, write] of formats) {
          const usual = paragraphs(text.length);
          const [expected] = timeOf(write, usual);
          const [took, written] = timeOf(write, text);
          const what = `${kind}, ${text.length}, ${format}`;
          if (!written.includes(last)) faults.push(`${what}: its end is lost`);
          if (took > Math.max(10 * MOMENT, 10 * expected))
            faults.push(`${what}: ${Math.round(took)} ms`);
        }
      };
      for (const input of inputs) look(input);
      expect(faults).toEqual([]);

      const target = path.join(data, '..', `${path.basename(data)}.jsonl`);
      await saveTo(program, target);
      const options = { details: true, thinking: true, metadata: 'none', beside: false } as const;
      const selection = { kind: 'all' } as const;
      await callProgram(program.window, 'archive.export', { selection, format: 'jsonl', options });
      const exported = fs.readFileSync(target, 'utf8');
      fs.rmSync(target);
      expect(inputs.filter(({ last }) => !exported.includes(last))).toEqual([]);
      done(
        inputs.length,
        `${new Set(inputs.map(({ kind }) => kind)).size} kinds, up to 10 MB; the window took ${Math.round(longest)} ms at most`,
      );
    },
    LIMIT,
  );
});
