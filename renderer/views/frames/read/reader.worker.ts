/** Reads one clip in a thread of its own: `apart.ts` asks for one frame after another. */
import { readAnimation } from './animation';
import { ClipError, type ReadClip, type ReadFrame } from './clip';

/** What the thread is told: which clip, then that the next frame is wanted. */
export type ToReader =
  | {
      readonly type: 'open';
      readonly file: Blob;
      readonly gif: boolean;
      readonly rate: number;
      readonly most: number;
    }
  | { readonly type: 'next' };

/** What the thread says; `frame` is null after the last one. */
export type FromReader =
  | { readonly type: 'total'; readonly total: number }
  | { readonly type: 'opened'; readonly rate: number; readonly sampled: boolean }
  | { readonly type: 'frame'; readonly frame: ReadFrame | null }
  | { readonly type: 'failed'; readonly key: ClipError['key']; readonly codec: string };

/** This thread, as far as it is used. */
interface Thread {
  onmessage: ((event: MessageEvent<ToReader>) => void) | null;
  postMessage(message: FromReader, transfer?: Transferable[]): void;
}

const thread = globalThis as unknown as Thread;
let frames: AsyncIterator<ReadFrame> | undefined;

async function open(asked: Extract<ToReader, { type: 'open' }>): Promise<ReadClip> {
  const options = {
    rate: asked.rate,
    most: asked.most,
    // Who stops ends the thread.
    signal: new AbortController().signal,
    onTotal: (total: number) => thread.postMessage({ type: 'total', total }),
  };
  if (asked.gif) return readAnimation(asked.file, 'image/gif', options);
  const { readVideo } = await import('./video');
  return readVideo(asked.file, options);
}

async function answer(asked: ToReader): Promise<void> {
  if (asked.type === 'open') {
    const clip = await open(asked);
    frames = clip.frames[Symbol.asyncIterator]();
    thread.postMessage({ type: 'opened', rate: clip.rate, sampled: clip.sampled });
    return;
  }
  const next = await frames?.next();
  const frame = next === undefined || next.done ? null : next.value;
  thread.postMessage({ type: 'frame', frame }, frame ? [frame.png.buffer] : []);
}

thread.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => {
    // Whatever else a damaged file leads to, it could not be read.
    const { key, codec } = error instanceof ClipError ? error : new ClipError('unreadable');
    thread.postMessage({ type: 'failed', key, codec });
  });
};
