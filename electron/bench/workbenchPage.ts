import type { CallInput, StudioEvent, StudioBridge } from '../../shared/ipc/contract';
import type { Attachment } from '../../shared/attachment';

interface Context {
  fillStyle: string;
  fillRect(x: number, y: number, width: number, height: number): void;
}

interface Canvas extends OffscreenCanvas {
  getContext(kind: '2d'): Context | null;
  convertToBlob(): Promise<Blob>;
}

interface Observer {
  observe(options: { readonly entryTypes: readonly string[] }): void;
  disconnect(): void;
}

type Entries = (list: { getEntries(): readonly { readonly duration: number }[] }) => void;

/** The part of the window's world that the measures use. */
interface Page {
  readonly studio: StudioBridge;
  readonly OffscreenCanvas: new (width: number, height: number) => Canvas;
  readonly PerformanceObserver: new (heard: Entries) => Observer;
  requestAnimationFrame(frame: (time: number) => void): number;
  longTasks?: { greatest: number; readonly observer: Observer };
}

/** Takes in a drawn test picture of a size, as if it had been dropped. */
export async function takeScene(size: { width: number; height: number }): Promise<Attachment> {
  const { studio, OffscreenCanvas } = globalThis as unknown as Page;
  const { width, height } = size;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The window draws no canvas.');
  context.fillStyle = '#e8f4ff';
  context.fillRect(0, 0, width, height);
  // Many small things, so that the picture is no trivial one to decode and to draw.
  for (let place = 0; place < 400; place += 1) {
    const [x, y] = [(place * 0.618) % 1, (place * 0.381) % 1];
    context.fillStyle = `hsl(${(place * 37) % 360} 70% 50%)`;
    context.fillRect(x * width, y * height, width / 40, height / 40);
  }
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  const taken = await studio.call('pictures.attach', { name: 'scene.png', bytes });
  if (!taken.ok) throw new Error(taken.error);
  return taken.value as Attachment;
}

/** What a question with pictures cost until its first picture; milliseconds. */
export interface DrawnAnswer {
  readonly conversationId: string;
  readonly messageId: string;
  /** Index of the picture among the answer's parts. */
  readonly part: number;
  readonly preview: number;
  readonly picture: number;
}

type Asked = Pick<CallInput<'chat.send'>, 'text' | 'images' | 'framesPerSecond'>;

/** Asks with pictures in a new conversation; null when the answer drew nothing. */
export async function askDrawn(asked: Asked): Promise<DrawnAnswer | null> {
  const { studio } = globalThis as unknown as Page;
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const result = await studio.call(name, input);
    if (!result.ok) throw new Error(result.error);
    return result.value;
  };
  const { id } = (await call('conversations.create', {})) as { id: string };
  const begin = performance.now();
  let preview: number | null = null;
  let drawn: { part: number; picture: number } | null = null;
  const ended = new Promise<string>((resolve) => {
    const silence = studio.listen((heard) => {
      const event = heard as StudioEvent;
      const now = performance.now() - begin;
      if (event.type === 'image_progress') preview ??= now;
      if (event.type === 'image') drawn ??= { part: event.part, picture: now };
      if (event.type !== 'done' && event.type !== 'error') return;
      silence();
      resolve(event.messageId);
    });
  });
  await call('chat.send', { ...asked, conversationId: id, parentId: null, think: 'never' });
  const messageId = await ended;
  const found = drawn as { part: number; picture: number } | null;
  if (!found) return null;
  return { conversationId: id, messageId, ...found, preview: preview ?? found.picture };
}

/** Searches the true crop of a drawn picture in another one; milliseconds. */
export async function locateOnce(given: CallInput<'zoom.locate'>): Promise<number> {
  const { studio } = globalThis as unknown as Page;
  const begin = performance.now();
  const found = await studio.call('zoom.locate', given);
  if (!found.ok) throw new Error(found.error);
  return performance.now() - begin;
}

/** Begins to note the longest task of the window. */
export function watchTasks(): void {
  const page = globalThis as unknown as Page;
  const watched = {
    greatest: 0,
    observer: new page.PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        watched.greatest = Math.max(watched.greatest, duration);
      }
    }),
  };
  watched.observer.observe({ entryTypes: ['longtask'] });
  page.longTasks = watched;
}

/** Ends the watch; the longest task (milliseconds), 0 when none took over 50. */
export function longestTask(): number {
  const page = globalThis as unknown as Page;
  page.longTasks?.observer.disconnect();
  return page.longTasks?.greatest ?? 0;
}

/** Frames a second that the window shows during a time in milliseconds. */
export function framesDuring(time: number): Promise<number> {
  const page = globalThis as unknown as Page;
  return new Promise((resolve) => {
    let first: number | undefined;
    let count = 0;
    const look = (now: number): void => {
      first ??= now;
      if (now - first >= time) resolve((count / (now - first)) * 1000);
      else {
        count += 1;
        page.requestAnimationFrame(look);
      }
    };
    page.requestAnimationFrame(look);
  });
}

/** A packet of an encoded video; its bytes as base64, since Playwright carries text. */
export interface Packet {
  readonly bytes: string;
  readonly key: boolean;
  /** Seconds. */
  readonly time: number;
}

/** Encodes a moving test picture of 1,920 x 1,080 as VP8 by the window's own encoder. */
export async function encodeVideo(given: { seconds: number; rate: number }): Promise<Packet[]> {
  const { OffscreenCanvas } = globalThis as unknown as Page;
  const { seconds, rate } = given;
  const packets: Packet[] = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      let letters = '';
      for (const byte of bytes) letters += String.fromCharCode(byte);
      const key = chunk.type === 'key';
      packets.push({ bytes: btoa(letters), key, time: chunk.timestamp / 1e6 });
    },
    error: () => undefined,
  });
  encoder.configure({ codec: 'vp8', width: 1920, height: 1080, bitrate: 4e6, framerate: rate });
  const canvas = new OffscreenCanvas(1920, 1080);
  const context = canvas.getContext('2d');
  for (let place = 0; place < seconds * rate; place += 1) {
    if (context) {
      context.fillStyle = '#2a6f97';
      context.fillRect(0, 0, 1920, 1080);
      context.fillStyle = '#f4a261';
      context.fillRect((place * 11) % 1700, 400 + 300 * Math.sin(place / 20), 200, 200);
    }
    const timestamp = (place * 1e6) / rate;
    const frame = new VideoFrame(canvas, { timestamp, duration: 1e6 / rate });
    encoder.encode(frame, { keyFrame: place % (rate * 2) === 0 });
    frame.close();
    while (encoder.encodeQueueSize > 8) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await encoder.flush();
  encoder.close();
  return packets;
}
