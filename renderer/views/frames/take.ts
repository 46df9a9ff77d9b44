import { call } from '../../api';
import { words } from '../../i18n';
import { asAttachment } from '../../state/chat';
import { openOrNew } from '../../state/conversations';
import { checkLength, takeFile } from '../../state/uploads';
import { notify, notifyError } from '../../state/notify';
import { useStudio } from '../../state/studio';
import { readInWorker } from './read/workerReader';
import { ClipError } from './read/clip';
import { changeStrip, frameOf, putStrip, useFrames } from '../../state/frames';
import { newStrip, withMore, type Frame } from '../../state/strip';
import { MOST_STRIP } from '../../../shared/frames';
import type { FramesPart } from '../../../shared/message';

const VIDEO = /\.(mp4|m4v|mov|webm|mkv)$/i;
/** Whether a file is a video, by what it says of itself. */
export const isVideo = (file: File): boolean =>
  file.type.startsWith('video/') || VIDEO.test(file.name);
/** Of many files that are refused at once, so many are named. */
const MOST_NAMED = 3;
/** What the dialog for files offers. */
const ACCEPTED = 'video/*,image/*,.mkv,.m4v';
const isAnimation = (file: File): boolean => file.type === 'image/gif' || /\.gif$/i.test(file.name);

/** Takes dropped or pasted files: a video or GIF as a clip, pictures as single frames. */
export async function takeClips(files: readonly File[]): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  const clip = files.find((file) => isVideo(file) || isAnimation(file));
  if (clip && files.length > 1) notify(words('frames.oneClip', { name: clip.name }));
  if (clip) await takeClip(id, clip);
  else await takePictures(id, files);
}

/** Lets the person pick a video, a GIF or pictures for the strip. */
export function pickFrames(): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  field.accept = ACCEPTED;
  field.addEventListener('change', () => void takeClips([...(field.files ?? [])]));
  field.click();
}

/** Reads the clip of the open conversation again, at the rate that is set now. */
export async function readAgain(): Promise<void> {
  const id = useStudio.getState().view?.id;
  const clip = id === undefined ? undefined : useFrames.getState().clips[id];
  if (id !== undefined && clip) await takeClip(id, clip.file);
}

/** Puts the frames that a question showed into the strip again, all of them in the range. */
export function takeAgain(id: string, { frames, framesPerSecond }: FramesPart): void {
  const again = frames.flatMap(asAttachment).map((picture) => frameOf(picture, null));
  putStrip(id, newStrip(again, framesPerSecond, '', 'video'));
}

/** Stops the reading of a clip; the frames read so far stay. */
export const stopReading = (): void => useFrames.getState().reading?.controller.abort();

function addFrames(id: string, frames: readonly Frame[]): void {
  const strip = useFrames.getState().strips[id];
  if (strip) changeStrip(id, (old) => withMore(old, frames));
  else putStrip(id, newStrip(frames.slice(0, MOST_STRIP), 1, '', useFrames.getState().task));
  if ((strip?.frames.length ?? 0) + frames.length > MOST_STRIP) {
    notify(words('frames.tooMany', { most: MOST_STRIP }));
  }
}

async function takePictures(id: string, files: readonly File[]): Promise<void> {
  const controller = new AbortController();
  const groundTruth = files.slice(0, MOST_STRIP);
  if (files.length > MOST_STRIP) notify(words('frames.tooMany', { most: MOST_STRIP }));
  const tell = (done: number): void =>
    useFrames.setState({
      reading: { name: words('frames.pictures'), done, total: groundTruth.length, controller },
    });
  const frames: Frame[] = [];
  let refused = 0;
  for (const [index, file] of groundTruth.entries()) {
    if (controller.signal.aborted) break;
    tell(index);
    try {
      frames.push(frameOf(await takeFile(file), null));
    } catch (error) {
      refused += 1;
      if (refused <= MOST_NAMED) notifyError(error, file.name || words('composer.pasted'));
    }
  }
  if (refused > MOST_NAMED) notify(words('frames.refused', { count: refused - MOST_NAMED }));
  useFrames.setState({ reading: null });
  if (frames.length > 0) addFrames(id, frames);
}

async function takeClip(id: string, file: File): Promise<void> {
  useFrames.getState().reading?.controller.abort();
  const controller = new AbortController();
  const { signal } = controller;
  const { rate } = useFrames.getState();
  let total: number | null = null;
  const tell = (done: number): void =>
    useFrames.setState({ reading: { name: file.name, done, total, controller } });
  tell(0);
  const frames: Frame[] = [];
  try {
    if (isAnimation(file)) checkLength(file);
    const clip = await readInWorker(file, isAnimation(file), {
      rate,
      most: MOST_STRIP,
      signal,
      onTotal: (count) => {
        total = count;
        tell(0);
      },
    });
    for await (const { png, time } of clip.frames) {
      const taken = await call('pictures.attach', { name: `${file.name}.png`, bytes: png });
      frames.push(frameOf(taken, time));
      if (signal.aborted) break;
      tell(frames.length);
    }
    if (frames.length === 0 && !signal.aborted) throw new ClipError('noFrames');
    if (frames.length > 0) {
      const lost = signal.aborted ? 0 : Math.max(0, (total ?? 0) - frames.length);
      const rateTaken = lost > 0 ? (clip.rate * frames.length) / (frames.length + lost) : clip.rate;
      const note = [
        ...(clip.sampled ? [words('frames.sampled', { most: MOST_STRIP })] : []),
        ...(lost > 0 ? [words('frames.notFound', { number: lost })] : []),
      ].join(' ');
      putStrip(id, newStrip(frames, rateTaken, note, useFrames.getState().task));
    }
    useFrames.setState(({ clips }) => ({ clips: { ...clips, [id]: { file, rate } } }));
  } catch (error) {
    if (error instanceof ClipError) {
      notify(words(`frames.clip.${error.key}`, { codec: error.codec, name: file.name }), file.name);
    } else notifyError(error, file.name);
  } finally {
    useFrames.setState({ reading: null });
  }
}
