import type { StudioEvent, StudioBridge } from '../../shared/ipc/contract';

/** The part of the window's world that the measures use. */
interface Page {
  readonly studio: StudioBridge;
  requestAnimationFrame(frame: (time: number) => void): number;
  frames?: { greatest: number };
}

/** Clock times (milliseconds since 1970) at which a first question was served. */
export interface FirstAnswer {
  readonly loaded: number;
  readonly text: number;
}

/** Asks as soon as the window is there, and notes when the package and the first words come. */
export async function askFirst(question: string): Promise<FirstAnswer> {
  const { studio } = globalThis as unknown as Page;
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const result = await studio.call(name, input);
    if (!result.ok) throw new Error(result.error);
    return result.value;
  };
  const loaded = new Promise<number>((resolve) => {
    studio.listen((heard) => {
      const event = heard as StudioEvent;
      if (event.type === 'package' && event.status.state === 'ready') resolve(Date.now());
    });
    void call('packages.status', {}).then((status) => {
      if ((status as { state: string }).state === 'ready') resolve(Date.now());
    });
  });
  const text = new Promise<number>((resolve) => {
    studio.listen((heard) => {
      if ((heard as StudioEvent).type === 'text') resolve(Date.now());
    });
  });
  const { id } = (await call('conversations.create', {})) as { id: string };
  const asked = { conversationId: id, parentId: null, text: question, images: [], think: 'auto' };
  await call('chat.send', asked);
  return { loaded: await loaded, text: await text };
}

/** What a whole answer in the program cost; milliseconds. */
export interface WholeAnswer {
  readonly conversationId: string;
  readonly messageId: string;
  readonly perToken: number;
  readonly visualizer: number;
  readonly total: number;
}

/** Asks in a new conversation and waits for the end of the answer. */
export async function askWhole(question: string): Promise<WholeAnswer> {
  const { studio } = globalThis as unknown as Page;
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const result = await studio.call(name, input);
    if (!result.ok) throw new Error(result.error);
    return result.value;
  };
  const ended = new Promise<StudioEvent>((resolve) => {
    const silence = studio.listen((heard) => {
      const event = heard as StudioEvent;
      if (event.type !== 'done' && event.type !== 'error') return;
      silence();
      resolve(event);
    });
  });
  const { id } = (await call('conversations.create', {})) as { id: string };
  const asked = { conversationId: id, parentId: null, text: question, images: [], think: 'auto' };
  await call('chat.send', asked);
  const event = await ended;
  if (event.type !== 'done' || !event.message.details) throw new Error('The answer failed.');
  const { perToken, visualizer, total } = event.message.details.timings;
  return { conversationId: id, messageId: event.messageId, perToken, visualizer, total };
}

/** An answer that is to be stopped, and when. */
export interface StopRound {
  readonly conversationId: string;
  readonly messageId: string;
  /** Milliseconds after the answer began. */
  readonly after: number;
}

/** Asks again, stops, and gives the milliseconds that stopping took; null when it had ended before. */
export async function stopAgain(round: StopRound): Promise<number | null> {
  const { studio } = globalThis as unknown as Page;
  const { conversationId, messageId, after } = round;
  let ended = 0;
  let silence = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    silence = studio.listen((heard) => {
      const event = heard as StudioEvent;
      if (event.type !== 'done' && event.type !== 'error') return;
      ended = performance.now();
      resolve();
    });
  });
  const begun = await studio.call('chat.regenerate', { conversationId, messageId, think: 'auto' });
  if (!begun.ok) throw new Error(begun.error);
  await new Promise((resolve) => setTimeout(resolve, after));
  const pressed = performance.now();
  const before = ended > 0;
  if (!before) await studio.call('chat.stop', { conversationId });
  await done;
  silence();
  return before ? null : ended - pressed;
}

/** Begins to note the longest time between two frames of the window. */
export function watchFrames(): void {
  const page = globalThis as unknown as Page;
  const frames = { greatest: 0 };
  page.frames = frames;
  let last: number | undefined;
  const look = (time: number): void => {
    if (page.frames !== frames) return;
    if (last !== undefined) frames.greatest = Math.max(frames.greatest, time - last);
    last = time;
    page.requestAnimationFrame(look);
  };
  page.requestAnimationFrame(look);
}

/** Ends the watch; the longest time between two frames (milliseconds). */
export function longestFrame(): number {
  const page = globalThis as unknown as Page;
  const greatest = page.frames?.greatest ?? 0;
  delete page.frames;
  return greatest;
}
