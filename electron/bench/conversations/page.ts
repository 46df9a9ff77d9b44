import type { StudioBridge } from '../../../shared/ipc/contract';

/** The part of an element that the measures use. */
interface Element {
  readonly textContent: string;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  scrollTop: number;
  click(): void;
}

/** The part of the window's world that the measures use. */
interface World {
  readonly studio: StudioBridge;
  readonly document: {
    querySelector(selector: string): Element | null;
    querySelectorAll(selector: string): Iterable<Element>;
  };
  requestAnimationFrame(frame: (time: number) => void): number;
}

/** A conversation to open, and words that stand in its last message. */
export interface Opening {
  readonly title: string;
  readonly lastWords: string;
}

/** Opens a conversation by its line in the list; milliseconds until its end is on the screen. */
export async function openByClick({ title, lastWords }: Opening): Promise<number> {
  const world = globalThis as unknown as World;
  const { document } = world;
  const frame = (): Promise<number> =>
    new Promise((resolve) => world.requestAnimationFrame(resolve));
  const lines = [...document.querySelectorAll('[data-testid="conversation-item"]')];
  const line = lines.find(({ textContent }) => textContent.includes(title));
  if (!line) throw new Error(`The list lacks "${title}".`);
  const begin = performance.now();
  line.click();
  for (;;) {
    await frame();
    const list = document.querySelector('[data-testid="messages"]');
    const there = list?.textContent.includes(lastWords) === true;
    if (list && there && list.scrollHeight - list.scrollTop - list.clientHeight < 60) {
      return performance.now() - begin;
    }
    if (performance.now() - begin > 60_000) throw new Error('The conversation did not open.');
  }
}

/** Scrolls the messages up, a step each frame; the milliseconds between the frames. */
export async function scrollUp(frames: number): Promise<number[]> {
  const world = globalThis as unknown as World;
  const { document } = world;
  const frame = (): Promise<number> =>
    new Promise((resolve) => world.requestAnimationFrame(resolve));
  const list = document.querySelector('[data-testid="messages"]');
  if (!list) throw new Error('No conversation is open.');
  const times: number[] = [];
  let last = await frame();
  for (let number = 0; number < frames; number += 1) {
    list.scrollTop -= 120;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
}

/** Searches for each of some words; the milliseconds that each took, from the window and back. */
export async function searchFor(searched: readonly string[]): Promise<number[]> {
  const { studio } = globalThis as unknown as World;
  const times: number[] = [];
  for (const words of searched) {
    const begin = performance.now();
    const filters = { since: null, until: null, pictures: false, tag: null };
    const result = await studio.call('search.find', { words, filters });
    if (!result.ok) throw new Error(result.error);
    times.push(performance.now() - begin);
  }
  return times;
}
