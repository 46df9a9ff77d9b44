/** A script through all that a person can do in the window, one step after another. */
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { DRAW, packageFolder } from '../../../chat/fixture';
import { dropFile, pickPath, saveTo } from '../../../e2e/person';
import {
  ask,
  begin,
  callProgram,
  ended,
  messagesOf,
  set,
  type Program,
} from '../../../e2e/program';
import type { Part } from '../../../../shared/message';
import { converse, eachView, VIEWS } from '../../../e2e/views';

/** Where the script works: the program, and a folder for files that go in and out. */
export interface PartRef {
  readonly program: Program;
  readonly folder: string;
  /** Absolute folder of a package that has the tasks of the workbenches. */
  readonly package: string;
}

/** One thing that is done, and its name. */
export type Step = readonly [name: string, run: (place: PartRef) => Promise<unknown>];

/** The machine may be busy. */
const soon = { timeout: 90_000 };

/** A picture with a small square in it, which moves to the right from one to the next. */
async function scene(place = 0): Promise<Buffer> {
  const input = await sharp({ create: { width: 12, height: 12, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 96, height: 64, channels: 3, background: 'teal' } })
    .composite([{ input, left: place * 8, top: 18 }])
    .png()
    .toBuffer();
}

/** A GIF of four frames, one a second. */
export async function clip(): Promise<Buffer> {
  const frames = await Promise.all([0, 1, 2, 3].map(scene));
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: frames.map(() => 1000) })
    .toBuffer();
}

const open = async (window: Page, place: string): Promise<void> => {
  await window.getByTestId(`place-${place}`).click();
  await window.getByTestId('conversation-new').click();
};

async function edit({ program, folder }: PartRef): Promise<void> {
  const { window } = program;
  await open(window, 'edit');
  await dropFile(window, 'sea.png', await scene());
  await expect.poll(() => window.getByTestId('edit-step').count(), soon).toBe(1);
  await window.getByTestId('edit-instruction').fill(DRAW);
  await window.getByTestId('edit-instruction').press('Enter');
  await window.getByTestId('edit-save').waitFor(soon);
  await ended(window);
  await saveTo(program, path.join(folder, 'step.png'));
  await window.getByTestId('edit-save').click();
  await window.getByTestId('edit-save-history').click();
  await expect.poll(() => fs.existsSync(path.join(folder, 'step.png')), soon).toBe(true);
}

async function frames({ program, folder }: PartRef): Promise<void> {
  const { window } = program;
  await open(window, 'frames');
  await dropFile(window, 'moving.gif', await clip(), 'image/gif');
  await window.getByTestId('frame-cell').nth(3).waitFor(soon);
  await window.getByTestId('frames-go').click();
  await window.getByTestId('timeline-drawn').first().locator('img').first().waitFor(soon);
  await ended(window);
  await saveTo(program, path.join(folder, 'clip.webm'));
  await window.getByTestId('frames-export').click();
  await window.getByTestId('frames-save-webm').click();
  await expect.poll(() => fs.existsSync(path.join(folder, 'clip.webm')), soon).toBe(true);
}

async function zoom({ program: { window } }: PartRef): Promise<void> {
  await open(window, 'zoom');
  await dropFile(window, 'scene.png', await scene(5));
  await window.getByTestId('zoom-question').fill('What is the tiny thing?');
  await window.getByTestId('zoom-question').press('Enter');
  await window.getByTestId('answer-details').first().waitFor(soon);
  await ended(window);
  // What is drawn here is up to the random weights; what was drawn for the first question is there.
  const list = await callProgram(window, 'conversations.list', {});
  const drawn = await messagesOf(window, list.find(({ folder }) => folder)?.id ?? '', 'image');
  const { id = '', parts = [] } = drawn.find(({ role }) => role === 'assistant') ?? {};
  const part = parts.findIndex(({ type }) => type === 'image');
  const seen = await messagesOf(window, list[0]?.id ?? '', 'image');
  const [given] = seen.flatMap(({ parts }) => parts.flatMap((one) => picture(one)));
  await callProgram(window, 'zoom.locate', { image: given ?? '', place: { messageId: id, part } });
}

const picture = (part: Part): readonly string[] =>
  part.type === 'image' && part.image !== null ? [part.image] : [];

/** Asks with a picture, stops the answer, and sees to the tree of it. */
async function chat({ program: { window } }: PartRef): Promise<void> {
  await open(window, 'chat');
  await dropFile(window, 'scene.png', await scene(2));
  await window.getByTestId('composer-picture').first().waitFor(soon);
  await set(window, { steps: 200 });
  await ask(window, DRAW);
  await window.getByTestId('composer-stop').waitFor(soon);
  await window.getByTestId('composer-stop').click();
  await ended(window);
  await set(window, { steps: null });
  const [{ id } = { id: '' }] = await callProgram(window, 'conversations.list', {});
  const { messages } = await callProgram(window, 'conversations.open', { id });
  const messageId = messages.at(-1)?.id ?? '';
  await callProgram(window, 'tree.name', { messageId, name: 'Stopped' });
  await callProgram(window, 'tree.delete', { messageId });
  await callProgram(window, 'tree.undo', { id });
}

async function library({ program: { window } }: PartRef): Promise<void> {
  await window.getByTestId('place-library').click();
  await window.getByTestId('library-like').first().click();
  await window.getByText('100 %').first().waitFor(soon);
  const filters = { since: null, until: null, pictures: false, tag: null };
  await callProgram(window, 'search.find', { words: 'umbrella', filters });
}

/** All that can be exported, and an import of it. */
async function archive({ program, folder }: PartRef): Promise<void> {
  const { window } = program;
  for (const format of ['metamorph', 'html', 'md', 'jsonl', 'pdf'] as const) {
    await saveTo(program, path.join(folder, `all.${format}`));
    const options = { details: true, thinking: true, metadata: 'all', beside: true } as const;
    const selection = { kind: 'all' } as const;
    const made = await callProgram(window, 'archive.export', { selection, format, options });
    expect(made?.conversations).toBeGreaterThan(0);
  }
  await pickPath(program, path.join(folder, 'all.metamorph'));
  await callProgram(window, 'archive.preview', { folder: false });
  await callProgram(window, 'archive.import', {});
}

/** Copies, the check, what is mended, and what the trash gives back. */
async function safety({ program: { window } }: PartRef): Promise<void> {
  const { name } = await callProgram(window, 'backups.make', {});
  const [gone] = await callProgram(window, 'conversations.list', {});
  await callProgram(window, 'conversations.delete', { id: gone?.id ?? '' });
  await callProgram(window, 'backups.preview', { place: 'data', name });
  await callProgram(window, 'archive.import', {});
  await callProgram(window, 'recovery.repair', {});
  for (const { kind, id } of await callProgram(window, 'trash.list', {})) {
    await callProgram(window, 'trash.restore', { kind, id });
  }
  expect((await callProgram(window, 'recovery.check', {})).findings).toEqual([]);
}

async function packages({ program }: PartRef): Promise<void> {
  const { window } = program;
  await callProgram(window, 'providers.list', {});
  await pickPath(program, packageFolder('full-like'));
  const card = await callProgram(window, 'packages.add', { from: 'folder' });
  await callProgram(window, 'packages.remove', { choice: card?.choice ?? '' });
}

/** A program of this computer asks over the local API. */
async function api({ program: { window } }: PartRef): Promise<void> {
  const { settings, key } = await callProgram(window, 'api.renewKey', {});
  await callProgram(window, 'settings.set', { ...settings, apiPort: 0, apiEnabled: true });
  const { address } = await callProgram(window, 'api.status', {});
  const answer = await fetch(`${address}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'default', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(answer.status).toBe(200);
  await callProgram(window, 'settings.set', { ...settings, apiEnabled: false });
}

/** Everything in turn; the first one fills the lists that the views show. */
export const STEPS: readonly Step[] = [
  ['a conversation', ({ program, package: folder }) => converse(program, folder)],
  ...VIEWS.map((view): Step => [view.name, ({ program }) => eachView(program.window, at, [view])]),
  ['chat, with a picture', chat],
  ['edit, a change', edit],
  ['frames, a prediction', frames],
  ['zoom, a look', zoom],
  ['library, what is alike', library],
  ['exports and an import', archive],
  ['copies, check and bin', safety],
  ['packages and providers', packages],
  ['the local API', api],
];

const at = (): Promise<void> => Promise.resolve();

/** What is done as long as it is watched: another answer. */
export async function goOn({ program: { window } }: PartRef): Promise<void> {
  await window.keyboard.press('Control+1');
  await begin(window);
  await ask(window, DRAW);
  await window.getByTestId('message-assistant').first().waitFor(soon);
  await ended(window);
}
