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

let expected = 0;
/** Whether the page's own policy kept its reader from something. */
let refused = false;
document.addEventListener('securitypolicyviolation', () => {
  refused = true;
});

async function open({ rate, most, gif }: Wanted): Promise<ReadClip> {
  const file = await (await fetch('/clip')).blob();
  const { signal } = new AbortController();
  const onTotal = (total: number): void => {
    expected = total;
  };
  const options = { rate, most, signal, onTotal };
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
  const rate = count < expected ? (clip.rate * count) / expected : clip.rate;
  await post('/done', JSON.stringify({ rate, sampled: clip.sampled, count, expected }));
}

read().catch((error: unknown) => {
  const known = error instanceof ClipError;
  const key = refused ? 'refused' : 'unreadable';
  const words = known && !refused ? `${error.key} ${error.codec}` : `${key} ${String(error)}`;
  void post('/failed', words.trim());
});
