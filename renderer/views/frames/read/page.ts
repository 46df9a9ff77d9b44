/** The page that reads a clip for the terminal: the window's own decoders, without the window. */
import { readAnimation } from './animation';
import { ClipError, type ReadClip } from './clip';
import { readVideo } from './video';

interface Wanted {
  readonly rate: number;
  readonly most: number;
  readonly gif: boolean;
}

const post = (where: string, body: BodyInit): Promise<Response> =>
  fetch(where, { method: 'POST', body });

async function open({ rate, most, gif }: Wanted): Promise<ReadClip> {
  const file = await (await fetch('/clip')).blob();
  const { signal } = new AbortController();
  const options = { rate, most, signal, onTotal: () => undefined };
  return gif ? readAnimation(file, 'image/gif', options) : readVideo(file, options);
}

async function read(): Promise<void> {
  const wanted = (await (await fetch('/options')).json()) as Wanted;
  const clip = await open(wanted);
  let count = 0;
  for await (const { png } of clip.frames) {
    count += 1;
    await post(`/frame/${count}`, png);
  }
  if (count === 0) throw new ClipError('noFrames');
  await post('/done', JSON.stringify({ rate: clip.rate, sampled: clip.sampled, count }));
}

read().catch((error: unknown) => {
  const known = error instanceof ClipError;
  const words = known ? `${error.key} ${error.codec}` : `unreadable ${String(error)}`;
  void post('/failed', words.trim());
});
